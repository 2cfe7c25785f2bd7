import { stat } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import type { PictureReader, Pixels } from '../../ports/signatures.ts';

/** Pictures are decoded no smaller than this where the format allows a choice; what signing needs, and no more. */
const leastWidth = 320;
const leastHeight = 270;

/** What a JPEG can be decoded at without decoding all of it. */
const jpegShrinks = [8, 4, 2] as const;

/** What a picture may claim to be: a wall of a dozen 4K screens. What claims more is refused unread. */
const maximumPixels = 100_000_000;

/** What other formats are kept at: a hundred megabytes, and more than signing needs. */
const pixelsInMemory = 25_000_000;

/** By content, never by name. SVG and PDF are not among them: they are programs that draw. */
const readableFormats: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif']);

interface ReadPicture {
  readonly pixels: Pixels;
  readonly width: number;
  readonly height: number;
}

class SharpPictureReader implements PictureReader {
  async read(picture: string | Uint8Array): Promise<ReadPicture> {
    if (typeof picture === 'string') await expectFile(picture);
    else if (picture.length === 0) throw emptyFile();
    try {
      const { format, width, height } = await open(picture).metadata();
      expectReadable(format, width, height);
      return { pixels: await decode(picture, format, width, height), width, height };
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

/** Reads the header only. Without the cap of its own: a picture beyond it is to be refused with its size. */
function open(picture: string | Uint8Array): Sharp {
  return sharp(picture, { limitInputPixels: false, failOn: 'truncated', sequentialRead: true });
}

function expectReadable(format: Metadata['format'], width: number, height: number): void {
  if (!readableFormats.has(format)) {
    throw new AppError('FILE_UNREADABLE', `A file of the format ${format} is not a picture that can be compared.`);
  }
  if (width * height > maximumPixels) {
    throw new AppError('FILE_UNREADABLE', `A picture of ${width} × ${height} pixels is too large to be compared.`);
  }
}

async function decode(
  picture: string | Uint8Array,
  format: Metadata['format'],
  width: number,
  height: number,
): Promise<Pixels> {
  const shrink = format === 'jpeg' ? shrinkFor(width, height) : Math.ceil(Math.sqrt((width * height) / pixelsInMemory));
  let image = open(picture);
  // A JPEG gives such a width by itself; larger pictures of other formats are made smaller as they stream by.
  if (shrink > 1) image = image.resize({ width: Math.ceil(width / shrink), fastShrinkOnLoad: true });
  const { data, info } = await image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const { channels } = info;
  if (channels === 3 || channels === 4) return { width: info.width, height: info.height, channels, data };
  throw new Error(`A decoded picture has ${channels} channels.`);
}

function shrinkFor(width: number, height: number): number {
  return jpegShrinks.find((shrink) => width / shrink >= leastWidth && height / shrink >= leastHeight) ?? 1;
}

/** Reads pictures with libvips. Its work runs on libuv's threads, never on the calling one. */
export function createPictureReader(): PictureReader {
  return new SharpPictureReader();
}
