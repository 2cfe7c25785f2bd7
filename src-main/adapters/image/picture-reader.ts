import { stat } from 'node:fs/promises';
import sharp from 'sharp';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import type { PictureReader, Pixels } from '../../ports/signatures.ts';

/** Pictures are decoded no smaller than this where the format allows a choice; what signing needs, and no more. */
const leastWidth = 320;
const leastHeight = 270;

/** What a JPEG can be decoded at without decoding all of it. */
const jpegShrinks = [8, 4, 2] as const;

/** The most that is decoded into memory: 100 megapixels are 300 MB. */
const maximumDecodedPixels = 100_000_000;

/** What a picture may claim to be at all. */
const maximumPixels = 16_384 * 16_384;

/** By content, never by name. SVG, PDF and whatever runs another program's code are not among them. */
const readableFormats = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif']);

class SharpPictureReader implements PictureReader {
  async read(picture: string | Uint8Array): Promise<{ pixels: Pixels; width: number; height: number }> {
    if (typeof picture === 'string') await expectFile(picture);
    else if (picture.length === 0) throw emptyFile();
    try {
      return await decode(picture);
    } catch (cause) {
      if (isAppError(cause)) throw cause;
      throw new AppError('FILE_UNREADABLE', 'The file is not a whole picture in a format that can be read.', { cause });
    }
  }
}

async function expectFile(filepath: string): Promise<void> {
  const facts = await stat(filepath).catch(() => undefined);
  if (!facts?.isFile()) throw new AppError('FILE_MISSING', 'The file of this picture is not there.');
  if (facts.size === 0) throw emptyFile();
}

function emptyFile(): AppError {
  return new AppError('FILE_UNREADABLE', 'The file of this picture is empty.');
}

async function decode(picture: string | Uint8Array): Promise<{ pixels: Pixels; width: number; height: number }> {
  const open = () => sharp(picture, { limitInputPixels: maximumPixels, failOn: 'truncated', sequentialRead: true });
  const { format, width, height } = await open().metadata();
  if (!readableFormats.has(format)) {
    throw new AppError('FILE_UNREADABLE', `A file of the format ${format} is not a picture that can be compared.`);
  }
  const shrink = format === 'jpeg' ? shrinkFor(width, height) : 1;
  if ((width / shrink) * (height / shrink) > maximumDecodedPixels) {
    throw new AppError('FILE_UNREADABLE', `The picture has ${width} × ${height} pixels, more than can be compared.`);
  }
  let image = open();
  if (shrink > 1) image = image.resize({ width: Math.ceil(width / shrink), fastShrinkOnLoad: true });
  const { data, info } = await image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const channels = info.channels;
  if (channels !== 3 && channels !== 4) throw new Error(`A decoded picture has ${channels} channels.`);
  return { pixels: { width: info.width, height: info.height, channels, data }, width, height };
}

function shrinkFor(width: number, height: number): number {
  return jpegShrinks.find((shrink) => width / shrink >= leastWidth && height / shrink >= leastHeight) ?? 1;
}

/** Reads pictures with libvips. Its work runs on libuv's threads, never on the calling one. */
export function createPictureReader(): PictureReader {
  return new SharpPictureReader();
}
