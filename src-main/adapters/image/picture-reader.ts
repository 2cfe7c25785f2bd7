import { readFile, stat } from 'node:fs/promises';
import type { Sharp } from 'sharp';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import type { PictureReader, Pixels } from '../../ports/signatures.ts';
import { decodeGreyJpeg } from './grey-jpeg-decoder.ts';
import { openPicture } from './open-picture.ts';
import { readPlainJpeg } from './plain-jpeg.ts';

/** What is kept of a picture: a hundred megabytes at most, and more than signing needs. */
const pixelsInMemory = 25_000_000;

/** Files up to this size are read at once; larger ones are left to libvips, which needs not have all of them in memory. */
const fileBytesInMemory = 64 * 1024 * 1024;

/** What lies behind a picture that is transparent in places: black and white drawings both show on it. */
export const behindTransparency = '#808080';

interface ReadPicture {
  readonly pixels: Pixels;
  readonly width: number;
  readonly height: number;
}

class FilePictureReader implements PictureReader {
  async read(picture: string | Uint8Array): Promise<ReadPicture> {
    const input = typeof picture === 'string' ? await load(picture) : picture;
    if (typeof input !== 'string' && input.length === 0) throw emptyFile();
    return (await readGrey(input)) ?? (await readWithSharp(input));
  }
}

/** The bytes of a file, or its path where it is large. */
async function load(filepath: string): Promise<string | Uint8Array> {
  const facts = await stat(filepath).catch(() => undefined);
  if (!facts?.isFile()) throw new AppError('FILE_MISSING', 'The file of this picture is not there.');
  if (facts.size > fileBytesInMemory) return filepath;
  return readFile(filepath);
}

/** The quick way, for JPEG files as screens are stored in; undefined for all others, and for what is not whole. */
async function readGrey(picture: string | Uint8Array): Promise<ReadPicture | undefined> {
  if (typeof picture === 'string') return undefined;
  const plain = readPlainJpeg(picture);
  if (!plain || plain.width * plain.height > pixelsInMemory) return undefined;
  const pixels = await decodeGreyJpeg(picture, plain);
  return pixels && { pixels, width: pixels.width, height: pixels.height };
}

async function readWithSharp(picture: string | Uint8Array): Promise<ReadPicture> {
  try {
    const { image, header } = await openPicture(picture);
    const { width, height } = header;
    return { pixels: await decode(image, width, height), width, height };
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    throw new AppError('FILE_UNREADABLE', 'The file is not a whole picture in a format that can be read.', { cause });
  }
}

function emptyFile(): AppError {
  return new AppError('FILE_UNREADABLE', 'The file of this picture is empty.');
}

async function decode(opened: Sharp, width: number, height: number): Promise<Pixels> {
  // No smaller than needed: fine text of a picture made smaller differs enough to count as another text.
  const shrink = Math.ceil(Math.sqrt((width * height) / pixelsInMemory));
  let image = opened;
  // Only the largest pictures are made smaller, as they stream by.
  if (shrink > 1) image = image.resize({ width: Math.ceil(width / shrink) });
  // Where nothing is drawn a file may hold any colour, often that of what is drawn beside it.
  image = image.flatten({ background: behindTransparency }).toColourspace('srgb');
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const { channels } = info;
  if (channels === 3 || channels === 4) return { width: info.width, height: info.height, channels, data };
  throw new Error(`A decoded picture has ${channels} channels.`);
}

/**
 * Reads JPEG files as they are stored for screens with libjpeg-turbo, everything that libvips reads with it, and HEIC and
 * BMP with decoders of their own. All of them work on other threads than the calling one.
 */
export function createPictureReader(): PictureReader {
  return new FilePictureReader();
}
