import { Readable } from 'node:stream';
import { type ReadStreamOptions, ZipFile } from 'yazl';
import type { ArchiveEntry, ArchiveWriter } from '../../ports/export-archives.ts';
import { ArchiveFile } from './archive-file.ts';

/** The part of yazl that is not in its types; its version is pinned, and a test of a long archive holds that this works. */
interface EntryList {
  entries: { doFileDataPump: unknown }[];
}

/**
 * Keeps entries that are written away from yazl until the end: it looks through all of them for each one, which takes
 * minutes for tens of thousands and hours for a million, and each would keep alive what wrote it.
 */
class WrittenEntries {
  readonly #zip: EntryList;
  #written: EntryList['entries'] = [];

  constructor(zip: ZipFile) {
    this.#zip = zip as unknown as EntryList;
  }

  /** The last one may still be ending. */
  setAside(): void {
    for (const entry of this.#zip.entries.splice(0, this.#zip.entries.length - 1)) {
      entry.doFileDataPump = undefined;
      this.#written.push(entry);
    }
  }

  giveBack(): void {
    this.#zip.entries = this.#written.concat(this.#zip.entries);
    this.#written = [];
  }
}

/**
 * Writes a zip as it goes along. Pictures are stored as they are, since they are compressed already. Beyond 65,535
 * entries or four gigabytes it becomes a zip64 by itself.
 */
export async function createZipWriter(path: string): Promise<ArchiveWriter> {
  const zip = new ZipFile();
  const written = new WrittenEntries(zip);
  const file = await ArchiveFile.create(path, zip.outputStream as Readable);
  zip.on('error', (error) => file.fail(error));
  return {
    add: async (entry) => {
      await file.while(() => addEntry(zip, entry));
      written.setAside();
    },
    finish: () => {
      written.giveBack();
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
