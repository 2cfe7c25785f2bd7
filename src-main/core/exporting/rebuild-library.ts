import { createHash } from 'node:crypto';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import { extensionByFormat, mimeTypeByFormat } from '../../../src-shared/domain/vocabulary.ts';
import type { ArchivedFile, ArchiveReader } from '../../ports/export-archives.ts';
import type { ReadPictureHeader } from '../../ports/image-codec.ts';
import type { LibraryDatabase, NewCapture, SignedCapture } from '../../ports/repositories.ts';
import { type ReceivedFile, receiveFile } from '../importing/received-files.ts';
import type { LibraryStorage } from '../library/storage.ts';
import { type ManifestEntry, type ManifestFrame, manifestName, toDecisions } from './manifest.ts';
import { readManifest } from './read-manifest.ts';

/** Files that are taken in between two writes to the database. */
const filesPerStep = 50;
const entriesPerWrite = 500;
/** Says in the database which manifest a library is of, and what the rebuild came to once it has ended. */
const bookkeepingKey = 'rebuild';

interface Begun {
  readonly manifest: string;
  readonly result: RebuildResult | null;
}

export interface RebuildParts {
  readonly reader: ArchiveReader;
  readonly storage: LibraryStorage;
  readonly database: Pick<LibraryDatabase, 'captures' | 'restore' | 'bookkeeping'>;
  readonly readHeader: ReadPictureHeader;
  /** Told of what is wrong with the manifest, and of each file that is not taken in, and why. */
  readonly tell: (problem: RebuildProblem) => void;
  /** Called with how many pictures are done, and how many bytes of them are in the library. */
  readonly onProgress?: (done: number, of: number, bytes: number) => void;
}

export interface RebuildProblem {
  /** Whether it is about the manifest as a whole, or about one file that is not taken in. */
  readonly about: 'manifest' | 'file';
  readonly path: string | null;
  readonly message: string;
}

export interface RebuildResult {
  /** Captures taken in now, and those that an earlier attempt had taken in. */
  readonly captures: number;
  readonly already: number;
  readonly bytes: number;
  readonly decisions: number;
  readonly problems: number;
  /** How many of the problems are files that were not taken in. */
  readonly leftOut: number;
  /** True where an earlier attempt had come to its end: nothing was done now, and the numbers are of that one. */
  readonly isDoneBefore: boolean;
}

/** What a manifest is, looked at before anything is made. */
export interface SeenManifest {
  readonly sha256: string;
  readonly frame: ManifestFrame;
}

/** Reads a manifest to its end. Throws `NOT_FOUND` where there is none, `BAD_INPUT` where it is none. */
export async function lookAtManifest(reader: ArchiveReader): Promise<SeenManifest> {
  const file = await reader.file(manifestName);
  if (!file) {
    throw new AppError('NOT_FOUND', 'There is no manifest.json: this is no export, or one that was not finished.');
  }
  const hash = createHash('sha256');
  let frame: ManifestFrame | undefined;
  for await (const piece of readManifest(hashed(file.pieces(), hash))) if ('frame' in piece) frame = piece.frame;
  if (!frame) throw new AppError('BAD_INPUT', 'The manifest ends too early.');
  return { sha256: hash.digest('hex'), frame };
}

async function* hashed(pieces: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}

/**
 * Makes a library of the files and the manifest of an export alone: captures with their ids, times, displays, tags,
 * decisions and evidence. What does not fit its entry is left out and told. Safe to repeat after a kill: what is there
 * already stays, and a library that is finished is not changed any more. Throws `LIBRARY_NOT_EMPTY` for a library that
 * has captures and was not begun from this manifest.
 */
export async function rebuildLibrary(parts: RebuildParts, manifest: SeenManifest): Promise<RebuildResult> {
  const { bookkeeping, captures } = parts.database;
  if ((await captures.newestId()) !== null) {
    const begun = (await bookkeeping.get(bookkeepingKey)) as Begun | null;
    if (begun?.manifest !== manifest.sha256) {
      throw new AppError('LIBRARY_NOT_EMPTY', 'This library has pictures already. Choose a new or an empty folder.');
    }
    // What a person has deleted since must not come back.
    if (begun.result) return { ...begun.result, isDoneBefore: true };
  }
  const remember = (result: RebuildResult | null) =>
    bookkeeping.set(bookkeepingKey, { manifest: manifest.sha256, result } satisfies Begun);
  await remember(null);
  const rebuild = new Rebuild(parts, manifest.frame.totals.files);
  await rebuild.remember();
  await rebuild.takeInAll();
  await rebuild.tellMissing();
  const result = await rebuild.finish();
  await remember(result);
  return result;
}

interface Taken {
  readonly entry: ManifestEntry;
  /** Undefined where the library has it already. */
  readonly row: SignedCapture | undefined;
}

class Rebuild {
  readonly #parts: RebuildParts;
  readonly #total: number;
  #captures = 0;
  #already = 0;
  #bytes = 0;
  #alreadyBytes = 0;
  #manifestProblems = 0;
  #leftOut = 0;

  constructor(parts: RebuildParts, total: number) {
    this.#parts = parts;
    this.#total = total;
  }

  /** Keeps the entries by their paths. */
  async remember(): Promise<void> {
    const { reader, database } = this.#parts;
    const manifest = await reader.file(manifestName);
    let some: { path: string; id: string; entry: string }[] = [];
    const write = async () => {
      for (const path of await database.restore.remember(some)) {
        this.#leaveOut(path, 'The manifest lists this file, or its capture, more than once.');
      }
      some = [];
    };
    for await (const piece of readManifest(manifest?.pieces() ?? nothing())) {
      if ('broken' in piece && piece.about === 'file') this.#leaveOut(piece.path, piece.broken);
      else if ('broken' in piece) {
        this.#manifestProblems += 1;
        this.#parts.tell({ about: 'manifest', path: piece.path, message: piece.broken });
      }
      if (!('entry' in piece)) continue;
      const { entry } = piece;
      some.push({ path: entry.path.normalize('NFC'), id: entry.id, entry: JSON.stringify(entry) });
      if (some.length === entriesPerWrite) await write();
    }
    await write();
  }

  async takeInAll(): Promise<void> {
    const { reader, database } = this.#parts;
    let step: Taken[] = [];
    for await (const file of reader.files()) {
      if (file.kind !== 'file') continue;
      const told = await database.restore.recall(file.path.normalize('NFC'));
      if (told === undefined) continue;
      const taken = await this.#takeIn(file, JSON.parse(told) as ManifestEntry);
      if (taken) step.push(taken);
      if (step.length < filesPerStep) continue;
      await this.#write(step);
      step = [];
    }
    await this.#write(step);
  }

  async tellMissing(): Promise<void> {
    const { restore } = this.#parts.database;
    for (let after = ''; ; ) {
      const paths = await restore.left(after, entriesPerWrite);
      if (paths.length === 0) return;
      for (const path of paths) this.#leaveOut(path, 'The manifest lists it, and it is not there.');
      after = paths.at(-1) ?? after;
    }
  }

  async finish(): Promise<RebuildResult> {
    const decisions = await this.#parts.database.restore.finish();
    return {
      captures: this.#captures,
      already: this.#already,
      bytes: this.#bytes,
      decisions,
      problems: this.#manifestProblems + this.#leftOut,
      leftOut: this.#leftOut,
      isDoneBefore: false,
    };
  }

  /** Its file lies in its place when this returns; the row is written after that. */
  async #takeIn(file: ArchivedFile, entry: ManifestEntry): Promise<Taken | undefined> {
    const { storage, database } = this.#parts;
    if ((await database.restore.known([entry.id])).has(entry.id)) return { entry, row: undefined };
    let received: ReceivedFile | undefined;
    try {
      if (Date.parse(entry.ended_at) < Date.parse(entry.captured_at)) throw unfit('It ended before it began.');
      received = await receiveFile(storage.libraryPath, atMost(file.pieces(), entry.bytes));
      if (received.fileSize !== entry.bytes || received.sha256 !== entry.sha256) throw changed();
      const { format } = await this.#parts.readHeader(received.path);
      if (mimeTypeByFormat[format] !== entry.mime) throw unfit(`It is no ${entry.mime}, but a ${format} file.`);
      const place = { id: entry.id, localDay: entry.local_day, extension: extensionByFormat[format] };
      const filepath = await storage.takeIn(received.path, place);
      return { entry, row: toRow(entry, filepath) };
    } catch (error) {
      if (!isAppError(error) || !['BAD_INPUT', 'FILE_UNREADABLE'].includes(error.code)) throw error;
      this.#leaveOut(entry.path, error.message);
      return undefined;
    } finally {
      await received?.discard();
    }
  }

  async #write(step: readonly Taken[]): Promise<void> {
    const { captures, restore } = this.#parts.database;
    const rows = step.flatMap(({ row }) => (row ? [row] : []));
    await captures.insert(rows);
    await restore.lay(step.map(({ entry }) => ({ id: entry.id, tags: entry.tags, decisions: toDecisions(entry) })));
    this.#captures += rows.length;
    this.#already += step.length - rows.length;
    for (const { entry, row } of step) {
      if (row) this.#bytes += row.fileSize;
      else this.#alreadyBytes += entry.bytes;
    }
    const done = this.#captures + this.#already + this.#leftOut;
    this.#parts.onProgress?.(done, this.#total, this.#bytes + this.#alreadyBytes);
  }

  #leaveOut(path: string | null, message: string): void {
    this.#leftOut += 1;
    this.#parts.tell({ about: 'file', path, message });
  }
}

/** A row as the library that was exported had it. */
function toRow(entry: ManifestEntry, filepath: string): SignedCapture {
  const { display, imported } = entry;
  const row: NewCapture = {
    id: entry.id,
    groupId: entry.group_id,
    origin: entry.origin,
    filepath,
    originalFilename: entry.original_filename,
    originalPath: entry.original_path,
    capturedAt: Date.parse(entry.captured_at),
    utcOffsetMinutes: entry.utc_offset_minutes,
    localDay: entry.local_day,
    endedAt: Date.parse(entry.ended_at),
    timestampSource: entry.timestamp_source,
    confidence: entry.confidence,
    monitorIndex: display?.index ?? null,
    displayId: display?.id ?? null,
    displayName: display?.name ?? null,
    displayX: display?.x ?? null,
    displayY: display?.y ?? null,
    displayWidth: display?.width ?? null,
    displayHeight: display?.height ?? null,
    displayScale: display?.scale ?? null,
    displayRotation: display?.rotation ?? null,
    width: entry.width,
    height: entry.height,
    fileSize: entry.bytes,
    mimeType: entry.mime,
    sha256: entry.sha256,
    appName: entry.app,
    windowTitle: entry.title,
    reviewState: entry.review_state,
    trashedAt: null,
    missingAt: null,
  };
  if (!imported) return row;
  return { ...row, imported: { jobId: imported.import_id, camera: imported.camera, evidence: imported.evidence } };
}

/** Not a byte more than is expected is written, whatever an archive unpacks to. */
async function* atMost(pieces: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.byteLength;
    if (bytes > most) throw changed();
    yield piece;
  }
}

function changed(): AppError {
  return unfit('It is not the file that was exported: its content has changed.');
}

function unfit(message: string): AppError {
  return new AppError('BAD_INPUT', message);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
