import { createRequire } from 'node:module';
import type { Pixels } from '../../ports/signatures.ts';

/** What of libheif's JavaScript is used here; its own types leave most of it open. */
interface Libheif {
  heif_context_alloc(): number;
  heif_context_free(context: number): void;
  heif_context_read_from_memory(context: number, bytes: Uint8Array): Problem;
  heif_js_context_get_primary_image_handle(context: number): unknown;
  heif_image_handle_has_alpha_channel(handle: unknown): number;
  heif_image_handle_release(handle: unknown): void;
  heif_js_decode_image2(handle: unknown, colours: unknown, chroma: unknown): Promise<Decoded & Problem>;
  heif_image_release(image: unknown): void;
  readonly heif_error_code: { readonly heif_error_Ok: unknown };
  readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown };
  readonly heif_chroma: Readonly<Record<'heif_chroma_interleaved_RGB' | 'heif_chroma_interleaved_RGBA', unknown>>;
}

interface Problem {
  readonly code?: unknown;
  readonly message?: string;
}

interface Decoded {
  readonly image: unknown;
  readonly channels: readonly { width: number; height: number; stride: number; data: Uint8Array }[];
}

/** So much memory a decoder may take: what needs more claims less than it is. */
const greatestDecoderBytes = 1024 * 1024 * 1024;

let loaded: Libheif | undefined;

/** Throws where it cannot be loaded. */
function loadLibheif(): Libheif {
  if (!loaded) {
    limitMemory();
    // The WebAssembly is within it, so that nothing is looked for on a disk or elsewhere.
    loaded = createRequire(import.meta.url)('libheif-js/wasm-bundle') as Libheif;
  }
  return loaded;
}

/** The library grows its memory as it likes; refused here, it gives up that picture. For this thread alone. */
function limitMemory(): void {
  const { grow } = WebAssembly.Memory.prototype;
  const pageBytes = 65_536;
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number) {
    if (this.buffer.byteLength + pages * pageBytes > greatestDecoderBytes) throw new RangeError('No more memory.');
    return grow.call(this, pages);
  };
}

/** True where there is a decoder. */
export function canDecodeHeic(): boolean {
  try {
    loadLibheif();
    return true;
  } catch {
    return false;
  }
}

/**
 * The pixels of the main picture of a HEIC file, cut and turned as it is shown; undefined for one that is not whole. Works
 * on the calling thread, for seconds where the picture is large.
 */
export async function decodeHeic(bytes: Uint8Array): Promise<Pixels | undefined> {
  const libheif = loadLibheif();
  const context = libheif.heif_context_alloc();
  let handle: unknown;
  try {
    const read = libheif.heif_context_read_from_memory(context, bytes);
    if (read.code !== libheif.heif_error_code.heif_error_Ok) return undefined;
    handle = libheif.heif_js_context_get_primary_image_handle(context);
    if (isProblem(handle)) return undefined;
    const hasAlpha = libheif.heif_image_handle_has_alpha_channel(handle) !== 0;
    const decoded = await libheif.heif_js_decode_image2(
      handle,
      libheif.heif_colorspace.heif_colorspace_RGB,
      libheif.heif_chroma[hasAlpha ? 'heif_chroma_interleaved_RGBA' : 'heif_chroma_interleaved_RGB'],
    );
    if (isProblem(decoded)) return undefined;
    try {
      return pixelsOf(decoded, hasAlpha ? 4 : 3);
    } finally {
      libheif.heif_image_release(decoded.image);
    }
  } finally {
    if (handle && !isProblem(handle)) libheif.heif_image_handle_release(handle);
    libheif.heif_context_free(context);
  }
}

function isProblem(answer: unknown): boolean {
  return !answer || (typeof answer === 'object' && 'code' in answer && Boolean(answer.code));
}

/** Copied out of the decoder's memory, without the fill at the end of its rows. */
function pixelsOf({ channels: planes }: Decoded, channels: 3 | 4): Pixels | undefined {
  const [plane] = planes;
  if (!plane) return undefined;
  const { width, height, stride } = plane;
  const rowBytes = width * channels;
  const data = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y += 1) data.set(plane.data.subarray(y * stride, y * stride + rowBytes), y * rowBytes);
  return { width, height, channels, data };
}
