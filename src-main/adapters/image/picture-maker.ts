import { open, rm } from 'node:fs/promises';
import sharp from 'sharp';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import type { ImageFormat } from '../../../src-shared/domain/vocabulary.ts';
import type { PictureMaker, Place, SheetPainter, Size, TextLine } from '../../ports/picture-making.ts';
import { openPicture } from './open-picture.ts';
import { drawStripe } from './sheet-text.ts';
import { createWebpAnimation } from './webp-animation.ts';

/** New pictures are files of one person alone, as everything in the library is. */
const fileMode = 0o600;

class SharpPictureMaker implements PictureMaker {
  async fit(filepath: string, size: Size, background: string): Promise<Uint8Array> {
    try {
      const { image } = await openPicture(filepath, 'error');
      const { data, info } = await image
        .flatten({ background })
        .resize({ ...size, fit: 'contain', background })
        .toColourspace('srgb')
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      if (info.channels === 3) return data;
      throw new Error(`A fitted picture has ${info.channels} channels.`);
    } catch (cause) {
      if (isAppError(cause)) throw cause;
      throw new AppError('FILE_UNREADABLE', 'The file is not a whole picture in a format that can be read.', { cause });
    }
  }

  animate(path: string, size: Size, framesPerSecond: number) {
    return createWebpAnimation(path, size, framesPerSecond);
  }

  sheet(size: Size, background: string): SheetPainter {
    return new SharpSheetPainter(size, background);
  }
}

/** Holds the pixels of the whole sheet, three bytes each. */
class SharpSheetPainter implements SheetPainter {
  readonly #size: Size;
  readonly #background: string;
  readonly #pixels: Buffer;
  readonly #places: Place[] = [];

  constructor(size: Size, background: string) {
    this.#size = size;
    this.#background = background;
    const [red = 0, green = 0, blue = 0] =
      background.match(/[0-9a-f]{2}/gi)?.map((hex) => Number.parseInt(hex, 16)) ?? [];
    this.#pixels = Buffer.alloc(size.width * size.height * 3, Buffer.from([red, green, blue]));
  }

  place(pixels: Uint8Array | undefined, at: Place): void {
    this.#places.push(at);
    if (!pixels) return;
    const rowBytes = at.width * 3;
    for (let y = 0; y < at.height; y += 1) {
      const to = ((at.top + y) * this.#size.width + at.left) * 3;
      this.#pixels.set(pixels.subarray(y * rowBytes, (y + 1) * rowBytes), to);
    }
  }

  async write(texts: readonly TextLine[], stripe: { readonly top: number; readonly height: number }): Promise<void> {
    const { width } = this.#size;
    const places = this.#places.splice(0);
    const rows = this.#pixels.subarray(stripe.top * width * 3, (stripe.top + stripe.height) * width * 3);
    const drawing = drawStripe({ width, height: stripe.height }, stripe.top, texts, places, this.#background);
    const drawn = await sharp(rows, { raw: { width, height: stripe.height, channels: 3 } })
      .composite([{ input: Buffer.from(drawing) }])
      .removeAlpha()
      .raw()
      .toBuffer();
    drawn.copy(rows);
  }

  async finish(path: string, format: ImageFormat): Promise<{ bytes: number }> {
    const image = sharp(this.#pixels, { raw: { ...this.#size, channels: 3 } });
    switch (format) {
      case 'jpeg':
        image.jpeg({ quality: 88, chromaSubsampling: '4:4:4' });
        break;
      case 'webp':
        image.webp({ quality: 86, effort: 3 });
        break;
      case 'png':
        image.png({ compressionLevel: 6 });
        break;
    }
    const bytes = await image.toBuffer();
    const file = await open(path, 'wx', fileMode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return { bytes: bytes.length };
  }
}

/** Makes pictures of pictures with libvips. Its work runs on other threads than the calling one. */
export function createPictureMaker(): PictureMaker {
  return new SharpPictureMaker();
}
