import { open } from 'node:fs/promises';
import sharp from 'sharp';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { ImageFormat } from '../../../src-shared/domain/vocabulary.ts';
import type { PictureHeader } from '../../ports/image-codec.ts';

const firstBytes = 12;

/**
 * What a file of unknown origin is, by its content and not by its name. Only JPEG, PNG and WebP are looked at any
 * further; nothing is decoded. Throws `FILE_UNREADABLE`.
 */
export async function readPictureHeader(filepath: string): Promise<PictureHeader> {
  return readHeader(await beginningOf(filepath), filepath);
}

/** As `readPictureHeader`, of bytes in memory: all of a file, not its beginning alone. */
export function readPictureHeaderOf(bytes: Uint8Array): Promise<PictureHeader> {
  return readHeader(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, firstBytes)), bytes);
}

async function readHeader(beginning: Buffer, filepath: string | Uint8Array): Promise<PictureHeader> {
  const format = formatOf(beginning);
  if (!format) throw unreadable('The file is no JPEG, PNG or WebP picture.');
  try {
    // Without the cap of libvips: a picture beyond ours is to be refused with its size.
    const metadata = await sharp(filepath, { limitInputPixels: false }).metadata();
    const { width, height } = metadata.autoOrient;
    if (metadata.format === format && width > 0 && height > 0) return { format, width, height };
  } catch (cause) {
    throw unreadable('The file is not a whole picture in a format that can be read.', cause);
  }
  throw unreadable('The file is not a whole picture in a format that can be read.');
}

async function beginningOf(filepath: string): Promise<Buffer> {
  const file = await open(filepath, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(firstBytes), 0, firstBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function formatOf(beginning: Buffer): ImageFormat | undefined {
  const text = beginning.toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('RIFF') && text.slice(8) === 'WEBP') return 'webp';
  return undefined;
}

function unreadable(sentence: string, cause?: unknown): AppError {
  return new AppError('FILE_UNREADABLE', sentence, { cause });
}
