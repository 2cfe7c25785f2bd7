import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import type { ArchiveEntry, Archives, OpenArchive } from '../../ports/archives.ts';
import { greatestEntryBytes, problemOf, shownName } from './zip-entries.ts';

const options = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: true } as const;

/** The first bytes of an archive: its first entry, or its end where it has none. */
const beginnings = ['PK\x03\x04', 'PK\x05\x06'];

class ZipArchives implements Archives {
  async isArchive(path: string): Promise<boolean> {
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      if (!(await file.stat()).isFile()) return false;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
      return beginnings.includes(buffer.subarray(0, bytesRead).toString('latin1'));
    } finally {
      await file.close();
    }
  }

  async *list(path: string): AsyncGenerator<ArchiveEntry> {
    const archiveBytes = (await stat(path).catch(failed)).size;
    const zip = await openZip(path);
    try {
      let position = 0;
      let packedBytes = 0;
      for await (const entry of entriesOf(zip)) {
        const name = shownName(entry);
        packedBytes += entry.compressedSize;
        yield {
          position,
          name,
          isFolder: name.endsWith('/'),
          bytes: entry.uncompressedSize,
          modifiedAt: modifiedAtOf(entry),
          // Entries that share their bytes unpack to far more than such an archive could hold.
          problem:
            packedBytes > archiveBytes
              ? 'The entries of this archive overlap: it is made to fill a disk.'
              : problemOf(entry),
        };
        position += 1;
      }
    } finally {
      zip.close();
    }
  }

  async open(path: string): Promise<OpenArchive> {
    let zip = await openZip(path);
    let entries = entriesOf(zip);
    let next = 0;
    const entryAt = async (position: number): Promise<Entry> => {
      if (position < next) {
        zip.close();
        zip = await openZip(path);
        entries = entriesOf(zip);
        next = 0;
      }
      for (;;) {
        const step = await entries.next();
        if (step.done) throw new AppError('FILE_UNREADABLE', 'The archive changed since it was looked through.');
        next += 1;
        if (next > position) return step.value;
      }
    };
    return {
      read: async (position) => readEntry(zip, await entryAt(position)).catch(failedEntry),
      close: () => zip.close(),
    };
  }
}

/** The entries in their order. Throws `FILE_UNREADABLE` where the list is broken. */
async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  try {
    yield* zip.eachEntry();
  } catch (error) {
    failed(error);
  }
}

async function openZip(path: string): Promise<ZipFile> {
  return yauzl.openPromise(path, options).catch(failed);
}

/** All bytes of an entry; one that holds more than it says, or other ones, is refused as soon as that shows. */
async function readEntry(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const problem = problemOf(entry);
  if (problem !== undefined) throw new AppError('FILE_UNREADABLE', problem);
  const bytes = Buffer.allocUnsafeSlow(Math.min(entry.uncompressedSize, greatestEntryBytes));
  let at = 0;
  for await (const piece of await zip.openReadStreamPromise(entry)) {
    const some = piece as Buffer;
    if (at + some.length > bytes.length) {
      throw new AppError('FILE_UNREADABLE', 'It holds more than the archive says. It was not read any further.');
    }
    some.copy(bytes, at);
    at += some.length;
  }
  if (at < bytes.length || crc32(bytes) !== entry.crc32) {
    throw new AppError('FILE_UNREADABLE', 'It is damaged in the archive: its bytes are not what the archive says.');
  }
  return bytes;
}

/** The archive's own time is of the wall, in a zone it does not name; the one of this machine is taken. */
function modifiedAtOf(entry: Entry): number | null {
  const time = entry.getLastModDate().getTime();
  return Number.isFinite(time) && time > 0 ? time : null;
}

function failed(cause: unknown): never {
  throw unreadable('The archive could not be read', cause);
}

function failedEntry(cause: unknown): never {
  throw unreadable('It could not be read from the archive', cause);
}

function unreadable(what: string, cause: unknown): AppError {
  if (isAppError(cause)) return cause;
  const reason = cause instanceof Error ? cause.message.replace(/[.\s]+$/, '') : String(cause);
  return new AppError('FILE_UNREADABLE', `${what}: ${reason}.`, { cause });
}

/** Reads zip archives, also those beyond four gigabytes. Nothing is unpacked to the disk. */
export function createZipArchives(): Archives {
  return new ZipArchives();
}
