import sharp from 'sharp';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import type { PictureFormat } from '../../../src-shared/domain/vocabulary.ts';
import type { PictureHeader } from '../../ports/image-codec.ts';
import { bmpHeaderBytes, readBmpHeader } from './bmp-header.ts';
import { type ByteSource, sourceOfBytes, withFileSource } from './byte-source.ts';
import { readHeifHeader } from './heif-header.ts';
import { beginningBytes, contentOf } from './picture-content.ts';
import { isRawTiff } from './tiff-header.ts';

/**
 * What a file of unknown origin is, by its content and not by its name, with the size it says it has. Nothing is decoded,
 * and no size is too large: that is for the caller to judge. Throws `FILE_UNREADABLE` with what it is instead; where that
 * is no picture at all, `details.isPicture` is false. Throws what the file system throws where it cannot be opened.
 */
export function readPictureHeader(filepath: string): Promise<PictureHeader> {
  return withFileSource(filepath, (source) => {
    if (!source) throw noPicture('This is no plain file.');
    return readHeader(source, filepath);
  });
}

/** As `readPictureHeader`, of bytes in memory: all of a file, not its beginning alone. */
export function readPictureHeaderOf(bytes: Uint8Array): Promise<PictureHeader> {
  return readHeader(sourceOfBytes(bytes), bytes);
}

async function readHeader(source: ByteSource, input: string | Uint8Array): Promise<PictureHeader> {
  const beginning = await source.read(0, beginningBytes);
  const content = contentOf(beginning);
  if ('otherThing' in content) throw otherThing(content.otherThing);
  try {
    const header = await ('container' in content
      ? readHeifHeader(source)
      : content.format === 'bmp'
        ? readBmp(beginning)
        : readWithSharp(content.format, source, input));
    if (header) return header;
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    throw notWhole(cause);
  }
  throw notWhole();
}

function readBmp(beginning: Buffer): PictureHeader | undefined {
  const header = readBmpHeader(beginning.subarray(0, bmpHeaderBytes));
  return header && { format: 'bmp', width: header.width, height: header.height };
}

async function readWithSharp(
  format: PictureFormat,
  source: ByteSource,
  input: string | Uint8Array,
): Promise<PictureHeader | undefined> {
  if (format === 'tiff' && (await isRawTiff(source))) throw otherThing("a camera's raw picture");
  // Without the cap of libvips: a picture beyond ours is to be refused with its size.
  const metadata = await sharp(input, { limitInputPixels: false }).metadata();
  const { width, height } = metadata.autoOrient;
  return metadata.format === format && width > 0 && height > 0 ? { format, width, height } : undefined;
}

function otherThing(thing: string): AppError {
  if (thing === 'empty') return noPicture('The file is empty.');
  if (thing === 'something else') return noPicture('The file is no picture in a format that can be read.');
  return noPicture(`The file is ${thing}, and no picture in a format that can be read.`);
}

function noPicture(sentence: string): AppError {
  return new AppError('FILE_UNREADABLE', sentence, { details: { isPicture: false } });
}

function notWhole(cause?: unknown): AppError {
  return new AppError('FILE_UNREADABLE', 'The file is not a whole picture in a format that can be read.', { cause });
}
