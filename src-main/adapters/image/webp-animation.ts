import { type FileHandle, open, rm } from 'node:fs/promises';
import sharp from 'sharp';
import type { AnimationWriter, Place, Size } from '../../ports/picture-making.ts';

const headBytes = 12;
const greatestDurationMs = 0xffffff;
/** A file of this form tells its size in four bytes. */
const greatestFileBytes = 0xffffffff;
const quality = 78;
const fileMode = 0o600;

/** What changes less than this is taken for the same: noise of another encoding of one picture. */
const noise = 6;

/** The pictures of a still WebP, of which a frame of an animation is made; what else it holds is not. */
const pictureChunks: ReadonlySet<string> = new Set(['ALPH', 'VP8 ', 'VP8L']);

class WebpAnimation implements AnimationWriter {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #size: Size;
  readonly #frameMs: number;
  #at = 0;
  /** The pixels that the frames so far leave on the screen. */
  #shown: Buffer | undefined;
  #waiting: { readonly picture: Buffer; readonly place: Place; durationMs: number } | undefined;

  constructor(path: string, file: FileHandle, size: Size, framesPerSecond: number) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
    this.#frameMs = Math.max(1, Math.round(1000 / framesPerSecond));
  }

  async begin(): Promise<void> {
    const extended = Buffer.alloc(10);
    // An animation, of a size that is told less one.
    extended.writeUInt8(0x02, 0);
    extended.writeUIntLE(this.#size.width - 1, 4, 3);
    extended.writeUIntLE(this.#size.height - 1, 7, 3);
    // Black behind it, and again and again.
    const animation = Buffer.from([0, 0, 0, 255, 0, 0]);
    const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
    await this.#append(Buffer.concat([head, chunk('VP8X', extended), chunk('ANIM', animation)]));
  }

  async add(pixels: Uint8Array): Promise<void> {
    const { width, height } = this.#size;
    if (pixels.length !== width * height * 3) throw new Error('A frame has another size than its animation.');
    const place = this.#shown ? changedPlace(this.#shown, pixels, this.#size) : { left: 0, top: 0, width, height };
    const waiting = this.#waiting;
    if (!place && waiting && waiting.durationMs + this.#frameMs <= greatestDurationMs) {
      waiting.durationMs += this.#frameMs;
      return;
    }
    const drawn = place ?? { left: 0, top: 0, width: 2, height: 2 };
    const picture = await encode(pixels, this.#size, drawn);
    await this.#writeWaiting();
    this.#waiting = { picture, place: drawn, durationMs: this.#frameMs };
    this.#show(pixels, drawn);
  }

  /** Only what was drawn: small changes add up until they are seen, and are drawn then. */
  #show(pixels: Uint8Array, { left, top, width, height }: Place): void {
    if (!this.#shown) {
      this.#shown = Buffer.from(pixels);
      return;
    }
    for (let y = top; y < top + height; y += 1) {
      const at = (y * this.#size.width + left) * 3;
      this.#shown.set(pixels.subarray(at, at + width * 3), at);
    }
  }

  async finish(): Promise<{ bytes: number }> {
    await this.#writeWaiting();
    const size = Buffer.alloc(4);
    size.writeUInt32LE(this.#at - 8, 0);
    await this.#file.write(size, 0, 4, 4);
    await this.#file.sync();
    await this.#file.close();
    return { bytes: this.#at };
  }

  async discard(): Promise<void> {
    await this.#file.close().catch(() => {});
    await rm(this.#path, { force: true });
  }

  async #writeWaiting(): Promise<void> {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = undefined;
    const { left, top, width, height } = waiting.place;
    const head = Buffer.alloc(16);
    head.writeUIntLE(left / 2, 0, 3);
    head.writeUIntLE(top / 2, 3, 3);
    head.writeUIntLE(width - 1, 6, 3);
    head.writeUIntLE(height - 1, 9, 3);
    head.writeUIntLE(waiting.durationMs, 12, 3);
    // Drawn over what is there as it is, and left there.
    head.writeUInt8(0x02, 15);
    await this.#append(chunk('ANMF', Buffer.concat([head, waiting.picture])));
  }

  async #append(bytes: Buffer): Promise<void> {
    if (this.#at + bytes.length > greatestFileBytes) throw new Error('The animation is larger than its format allows.');
    await this.#file.write(bytes, 0, bytes.length, this.#at);
    this.#at += bytes.length;
  }
}

function chunk(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

/** The part of a frame as the chunks of a still picture. */
async function encode(pixels: Uint8Array, size: Size, part: Place): Promise<Buffer> {
  const still = await sharp(pixels, { raw: { ...size, channels: 3 } })
    .extract(part)
    .webp({ quality, effort: 3 })
    .toBuffer();
  const found: Buffer[] = [];
  for (let at = headBytes; at + 8 <= still.length; ) {
    const length = still.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (pictureChunks.has(still.toString('latin1', at, at + 4))) found.push(still.subarray(at, end));
    at = end;
  }
  return Buffer.concat(found);
}

/** The smallest part that holds every change, at even places as the format wants them; undefined where nothing did. */
export function changedPlace(before: Buffer, now: Uint8Array, { width, height }: Size): Place | undefined {
  const rowBytes = width * 3;
  let top = height;
  let bottom = -1;
  let first = rowBytes;
  let last = -1;
  for (let y = 0; y < height; y += 1) {
    const row = y * rowBytes;
    // Most rows of a screen stay as they are, which is told fast.
    if (before.compare(now, row, row + rowBytes, row, row + rowBytes) === 0) continue;
    const differs = (at: number) => Math.abs((before[row + at] as number) - (now[row + at] as number)) > noise;
    let from = 0;
    while (from < rowBytes && !differs(from)) from += 1;
    if (from === rowBytes) continue;
    let to = rowBytes - 1;
    while (!differs(to)) to -= 1;
    top = Math.min(top, y);
    bottom = y;
    first = Math.min(first, from);
    last = Math.max(last, to);
  }
  if (bottom < 0) return undefined;
  const left = Math.floor(Math.floor(first / 3) / 2) * 2;
  const evenTop = Math.floor(top / 2) * 2;
  return { left, top: evenTop, width: Math.floor(last / 3) + 1 - left, height: bottom + 1 - evenTop };
}

/**
 * Begins an animated WebP at a path at which nothing is yet. Only what changed since the frame before is written, and of the
 * frames before only the last is kept in memory. Throws what the file system throws.
 */
export async function createWebpAnimation(path: string, size: Size, framesPerSecond: number): Promise<AnimationWriter> {
  const animation = new WebpAnimation(path, await open(path, 'wx', fileMode), size, framesPerSecond);
  try {
    await animation.begin();
    return animation;
  } catch (error) {
    await animation.discard();
    throw error;
  }
}
