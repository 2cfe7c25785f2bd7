import { createRequire } from 'node:module';
import type { Pixels } from '../../ports/signatures.ts';
import type { PlainJpeg } from './plain-jpeg.ts';

type JpegTurbo = typeof import('@julusian/jpeg-turbo');

let loaded: JpegTurbo | null | undefined;

/** Loaded when first needed. Where there is none for this system, everything is read with sharp instead. */
function loadJpegTurbo(): JpegTurbo | null {
  if (loaded !== undefined) return loaded;
  try {
    // Its exports are made as it runs, which `import` cannot see.
    loaded = createRequire(import.meta.url)('@julusian/jpeg-turbo') as JpegTurbo;
  } catch {
    loaded = null;
  }
  return loaded;
}

/**
 * The lightness of every pixel, or undefined where the file is in any way not as it should be, so that a more lenient
 * reader may judge it. Works on libuv's threads.
 */
export async function decodeGreyJpeg(bytes: Uint8Array, { width, height }: PlainJpeg): Promise<Pixels | undefined> {
  const jpegTurbo = loadJpegTurbo();
  if (!jpegTurbo) return undefined;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const decoded = await jpegTurbo.decompress(file, { format: jpegTurbo.FORMAT_GRAY });
    // The library reads the header itself; both must have understood it alike.
    if (decoded.width !== width || decoded.height !== height) return undefined;
    return { width, height, channels: 1, data: decoded.data };
  } catch {
    return undefined;
  }
}
