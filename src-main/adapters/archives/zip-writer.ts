import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { ArchiveEntry, ArchiveWriter } from '../../ports/export-archives.ts';
import { ArchiveFile } from './archive-file.ts';

/**
 * Writes a zip as it goes along. Pictures are stored as they are, since they are compressed already. Beyond 65,535
 * entries or four gigabytes it becomes a zip64 by itself.
 */
export async function createZipWriter(path: string): Promise<ArchiveWriter> {
  const zip = new ZipFile();
  const file = await ArchiveFile.create(path, zip.outputStream as Readable);
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  failed.catch(() => {});
  zip.on('error', (error) => fail(error));
  return {
    add: (entry) => file.while(Promise.race([failed, addEntry(zip, entry)])),
    finish: async () => {
      zip.end();
      await Promise.race([failed, file.finish()]);
    },
    abandon: () => file.abandon(),
  };
}

/** The archive remembers each entry until its end: not what it holds. */
function addEntry(zip: ZipFile, entry: ArchiveEntry): Promise<void> {
  return new Promise((resolve, reject) => {
    let pieces: AsyncIterable<Uint8Array> | undefined = entry.pieces;
    const options = { size: entry.bytes, compress: false, mode: 0o100600, mtime: new Date(entry.modifiedAt) };
    zip.addReadStreamLazy(entry.path, options, (give) => {
      const stream = Readable.from(pieces ?? [], { objectMode: false });
      pieces = undefined;
      stream.once('end', resolve);
      stream.once('error', reject);
      give(null, stream);
    });
  });
}
