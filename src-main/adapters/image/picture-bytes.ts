import { open } from 'node:fs/promises';
import { AppError } from '../../../src-shared/domain/app-error.ts';

/** No picture that can be shown is larger. */
export const largestFileBytes = 512 * 1024 * 1024;

/**
 * The bytes of a picture file. Decoders are given these and never a path: libvips maps files into memory, and one that
 * somebody makes shorter meanwhile would end the whole process. Throws `FILE_UNREADABLE` for a file beyond 512 MB, and
 * errors of the system.
 */
export async function readPictureBytes(filepath: string): Promise<Buffer> {
  const file = await open(filepath, 'r');
  try {
    const { size } = await file.stat();
    if (size > largestFileBytes) throw new AppError('FILE_UNREADABLE', 'The file is larger than 512 MB.');
    return await file.readFile();
  } finally {
    await file.close();
  }
}
