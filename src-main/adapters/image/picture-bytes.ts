import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { largestFileBytes } from '../../ports/image-codec.ts';

/**
 * The bytes of a picture file. Decoders are given these and never a path: libvips maps files into memory, and one that
 * somebody makes shorter meanwhile would end the whole process. Throws `FILE_UNREADABLE` for what is no file and for one
 * beyond 512 MB, and errors of the system.
 */
export async function readPictureBytes(filepath: string): Promise<Buffer> {
  // Never waits for somebody to write to a pipe.
  const file = await open(filepath, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new AppError('FILE_UNREADABLE', 'This is no plain file.');
    if (facts.size > largestFileBytes) throw new AppError('FILE_UNREADABLE', 'The file is larger than 512 MB.');
    return await file.readFile();
  } finally {
    await file.close();
  }
}
