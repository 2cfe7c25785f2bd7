import { Readable } from 'node:stream';
import { type ReadStreamOptions, ZipFile } from 'yazl';
import type { ArchiveEntry, ArchiveWriter } from '../../ports/export-archives.ts';
import { ArchiveFile } from './archive-file.ts';

/**
 * Writes a zip as it goes along. Pictures are stored as they are, since they are compressed already. Beyond 65,535
 * entries or four gigabytes it becomes a zip64 by itself.
 */
export async function createZipWriter(path: string): Promise<ArchiveWriter> {
  const zip = new ZipFile();
  const file = await ArchiveFile.create(path, zip.outputStream as Readable);
  zip.on('error', (error) => file.fail(error));
  return {
    add: (entry) => file.while(() => addEntry(zip, entry)),
    finish: () => {
      zip.end();
      return file.finish();
    },
    abandon: () => file.abandon(),
  };
}

function addEntry(zip: ZipFile, { path, bytes, modifiedAt, pieces }: ArchiveEntry): Promise<void> {
  const options = { size: bytes, compress: false, mode: 0o100600, mtime: new Date(modifiedAt) };
  return addContent(zip, path, options, { pieces });
}

/** The archive remembers this function's names until its end: what an entry holds must not be among them. */
function addContent(
  zip: ZipFile,
  path: string,
  options: Partial<ReadStreamOptions>,
  content: { pieces?: AsyncIterable<Uint8Array> },
): Promise<void> {
  return new Promise((resolve, reject) => {
    zip.addReadStreamLazy(path, options, (give) => {
      const stream = Readable.from(content.pieces ?? [], { objectMode: false });
      delete content.pieces;
      stream.once('end', resolve);
      stream.once('error', reject);
      give(null, stream);
    });
  });
}
