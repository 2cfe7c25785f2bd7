import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack as createPack, type Pack } from 'tar-stream';
import type { ArchiveEntry, ArchiveWriter } from '../../ports/export-archives.ts';
import { ArchiveFile } from './archive-file.ts';

/** Writes a tar as it goes along; names that are long or not ASCII go into pax headers. */
export async function createTarWriter(path: string): Promise<ArchiveWriter> {
  const pack = createPack();
  const file = await ArchiveFile.create(path, pack);
  return {
    add: (entry) => file.while(() => addEntry(pack, entry)),
    finish: async () => {
      pack.finalize();
      await file.finish();
    },
    abandon: () => file.abandon(),
  };
}

function addEntry(pack: Pack, { path: name, bytes, modifiedAt, pieces }: ArchiveEntry): Promise<void> {
  const header = { name, size: bytes, mode: 0o600, mtime: new Date(modifiedAt), type: 'file' as const };
  return new Promise((resolve, reject) => {
    const entry = pack.entry(header, (error) => (error ? reject(error) : resolve()));
    if (bytes > 0) pipeline(Readable.from(pieces, { objectMode: false }), entry).catch(reject);
    else entry.end(Buffer.alloc(0));
  });
}
