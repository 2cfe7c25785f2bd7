import { stat } from 'node:fs/promises';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { ArchiveReader, OpenArchive } from '../../ports/export-archives.ts';
import { systemCodeOf } from '../library/file-errors.ts';
import { FolderReader } from './folder-reader.ts';

/** Opens an export for reading, whatever it is. Throws `NOT_FOUND`, `BAD_INPUT`, `PERMISSION_DENIED`. */
export async function openExport(path: string, openArchive: OpenArchive): Promise<ArchiveReader> {
  try {
    return (await stat(path)).isDirectory() ? await FolderReader.open(path) : await openArchive(path);
  } catch (error) {
    switch (systemCodeOf(error)) {
      case 'ENOENT':
      case 'ENOTDIR':
        throw new AppError('NOT_FOUND', `There is nothing at ${path}.`, { cause: error, details: { path } });
      case 'EACCES':
      case 'EPERM':
        throw new AppError('PERMISSION_DENIED', `${path} may not be read.`, { cause: error, details: { path } });
      default:
        throw error;
    }
  }
}
