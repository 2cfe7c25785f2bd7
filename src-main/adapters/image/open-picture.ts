import sharp, { type FailOnOptions, type Sharp } from 'sharp';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { PictureFormat } from '../../../src-shared/domain/vocabulary.ts';
import { greatestPixels, type PictureHeader } from '../../ports/image-codec.ts';
import { decodeInThread } from './decoder-thread.ts';
import { readPictureHeader, readPictureHeaderOf } from './picture-header.ts';

/** A picture of any format that a library may hold, to be worked on with sharp: its first frame, turned as it is shown. */
export interface OpenedPicture {
  readonly image: Sharp;
  readonly header: PictureHeader;
}

/** What of it may be wrong before it is refused. libtiff tells of files that break off as of any other error. */
const failOnByFormat: Readonly<Partial<Record<PictureFormat, FailOnOptions>>> = { tiff: 'error' };

/**
 * Opens a file by its path, or its bytes. What it is, and whether it is too large, is decided before anything is decoded.
 * Throws `FILE_UNREADABLE`, `UNSUPPORTED` for HEIC without a decoder, and what the file system throws.
 */
export async function openPicture(
  picture: string | Uint8Array,
  failOn: FailOnOptions = 'truncated',
): Promise<OpenedPicture> {
  const header = await (typeof picture === 'string' ? readPictureHeader(picture) : readPictureHeaderOf(picture));
  const { format, width, height } = header;
  if (width * height > greatestPixels) {
    throw new AppError('FILE_UNREADABLE', `A picture of ${width} × ${height} pixels is too large to be read.`);
  }
  if (format === 'heic' || format === 'bmp') return { header, image: await openDecoded(format, picture, header) };
  const image = sharp(picture, {
    limitInputPixels: greatestPixels,
    failOn: failOnByFormat[format] ?? failOn,
    sequentialRead: true,
  });
  return { header, image: image.autoOrient() };
}

async function openDecoded(
  format: 'heic' | 'bmp',
  picture: string | Uint8Array,
  { width, height }: PictureHeader,
): Promise<Sharp> {
  const pixels = await decodeInThread(format, picture);
  if (pixels.width !== width || pixels.height !== height) {
    throw new AppError('FILE_UNREADABLE', 'The picture has another size than its file says.');
  }
  return sharp(pixels.data, { raw: { width, height, channels: pixels.channels } });
}
