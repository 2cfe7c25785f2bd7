import sharp from 'sharp';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { mimeTypeByFormat } from '../../../src-shared/domain/vocabulary.ts';
import type { EncodedImage, EncodeOptions, ImageCodec, ImageFacts } from '../../ports/image-codec.ts';
import type { RawFrame } from '../../ports/screen-source.ts';
import { readPictureBytes } from './picture-bytes.ts';
import { behindTransparency } from './picture-reader.ts';

/** Wider than any wall of screens; a file that claims more is refused before it is decoded. */
const maximumInputPixels = 16_384 * 16_384;

const mimeTypeBySharpFormat: Readonly<Record<string, string>> = mimeTypeByFormat;

class SharpCodec implements ImageCodec {
  async encode(frame: RawFrame, options: EncodeOptions): Promise<EncodedImage> {
    let image = sharp(frame.data, { raw: { width: frame.width, height: frame.height, channels: 4 } }).removeAlpha();
    if (options.scalePercent < 100) {
      image = image.resize({ width: Math.max(1, Math.round((frame.width * options.scalePercent) / 100)) });
    }
    switch (options.format) {
      case 'jpeg':
        image = image.jpeg({ quality: options.quality, chromaSubsampling: '4:2:0' });
        break;
      case 'webp':
        image = image.webp({ quality: options.quality, effort: 2 });
        break;
      case 'png':
        image = image.png({ compressionLevel: 1 });
        break;
    }
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.height };
  }

  async thumbnail(filepath: string, widthPixels: number): Promise<Buffer> {
    try {
      return await sharp(await readPictureBytes(filepath), { limitInputPixels: maximumInputPixels, failOn: 'error' })
        .autoOrient()
        .resize({ width: widthPixels, withoutEnlargement: true })
        .flatten({ background: behindTransparency })
        .jpeg({ quality: 75 })
        .toBuffer();
    } catch (cause) {
      throw unreadable(cause);
    }
  }

  async inspect(filepath: string): Promise<ImageFacts> {
    try {
      const bytes = await readPictureBytes(filepath);
      const image = sharp(bytes, { limitInputPixels: maximumInputPixels, failOn: 'truncated' });
      const metadata = await image.metadata();
      // The header of a cut-off file reads well; only decoding it all shows that it is whole.
      await image.stats();
      const mimeType = mimeTypeBySharpFormat[metadata.format] ?? `image/${metadata.format}`;
      return { width: metadata.width, height: metadata.height, mimeType };
    } catch (cause) {
      throw unreadable(cause);
    }
  }
}

function unreadable(cause: unknown): AppError {
  return new AppError('FILE_UNREADABLE', 'The file is not a whole picture in a format that can be read.', { cause });
}

/** The codec on libvips. Its work runs on libuv's threads, never on the calling one. */
export function createSharpCodec(): ImageCodec {
  // Every frame differs, so operations cached for reuse would only hold memory.
  sharp.cache(false);
  return new SharpCodec();
}
