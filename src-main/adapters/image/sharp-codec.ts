import sharp from 'sharp';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import { mimeTypeByFormat } from '../../../src-shared/domain/vocabulary.ts';
import type { EncodedImage, EncodeOptions, ImageCodec, ImageFacts } from '../../ports/image-codec.ts';
import type { RawFrame } from '../../ports/screen-source.ts';
import { openPicture } from './open-picture.ts';
import { behindTransparency } from './picture-reader.ts';

/** Of a whole picture that takes the place of one that a window cannot show: fine text stays as it is. */
const renditionOptions = { quality: 92, chromaSubsampling: '4:4:4' } as const;

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
      const { image } = await openPicture(filepath, 'error');
      return await image
        .resize({ width: widthPixels, withoutEnlargement: true })
        .flatten({ background: behindTransparency })
        .jpeg({ quality: 75 })
        .toBuffer();
    } catch (cause) {
      throw unreadable(cause);
    }
  }

  async rendition(filepath: string): Promise<Buffer> {
    try {
      const { image } = await openPicture(filepath);
      return await image.flatten({ background: behindTransparency }).jpeg(renditionOptions).toBuffer();
    } catch (cause) {
      throw unreadable(cause);
    }
  }

  async inspect(filepath: string): Promise<ImageFacts> {
    try {
      const { image, header } = await openPicture(filepath);
      // The header of a cut-off file reads well; only decoding it all shows that it is whole.
      await image.stats();
      return { width: header.width, height: header.height, mimeType: mimeTypeByFormat[header.format] };
    } catch (cause) {
      throw unreadable(cause);
    }
  }
}

function unreadable(cause: unknown): AppError {
  if (isAppError(cause)) return cause;
  return new AppError('FILE_UNREADABLE', 'The file is not a whole picture in a format that can be read.', { cause });
}

/** The codec on libvips. Its work runs on other threads than the calling one. */
export function createSharpCodec(): ImageCodec {
  // Every frame differs, so operations cached for reuse would only hold memory.
  sharp.cache(false);
  return new SharpCodec();
}
