import type { CreateArchive } from '../../ports/export-archives.ts';
import { createTarWriter } from './tar-writer.ts';
import { createZipWriter } from './zip-writer.ts';

export const createArchive: CreateArchive = (kind, path) =>
  kind === 'zip' ? createZipWriter(path) : createTarWriter(path);
