import { open } from 'node:fs/promises';
import { v7 as uuidV7 } from 'uuid';
import { extensionByFormat, mimeTypeByFormat } from '../../../src-shared/domain/vocabulary.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PictureHeader } from '../../ports/image-codec.ts';
import type { ImportOutcome, ImportRepository, ImportRow } from '../../ports/import-repository.ts';
import type { KeptPicture, PictureIntake } from '../../ports/picture-intake.ts';
import type { SignedCapture } from '../../ports/repositories.ts';
import { exists } from '../library/durable-files.ts';
import { toFileError } from '../library/file-errors.ts';
import { capturePath, type LibraryStorage } from '../library/storage.ts';
import type { ReadFacts, ReadFile } from './batch-reader.ts';
import { type DatedPicture, datePicture } from './date-picture.ts';
import { factsOf, nameOf } from './row-sources.ts';

/** Copies synced at the same time; the threads that decode share the same few helpers of the system. */
const syncedAtOnce = 2;

export interface ImportWriterParts {
  readonly imports: ImportRepository;
  readonly storage: LibraryStorage;
  readonly clock: Clock;
}

/** A file that is in the library now, and its original. */
export interface StoredFile {
  readonly row: Pick<ImportRow, 'number' | 'path' | 'entry' | 'uploadName'>;
  readonly status: 'imported' | 'linked';
  readonly captureId: string;
  readonly sha256: string;
  readonly identity: ReadFacts['identity'];
}

interface Planned {
  readonly file: ReadFile;
  readonly capture: SignedCapture;
  readonly copy: string;
}

/** Gives what was read its place in the library: all of a batch is synced, planned, renamed and written together. */
export class ImportWriter {
  readonly #parts: ImportWriterParts;

  constructor(parts: ImportWriterParts) {
    this.#parts = parts;
  }

  /** Returns what is in the library when it returns. Throws `DISK_FULL` and the like; a later attempt goes on. */
  async write(jobId: string, files: readonly ReadFile[]): Promise<readonly StoredFile[]> {
    const { imports, storage } = this.#parts;
    const planned = files.flatMap((file) => this.#toCapture(jobId, file));
    await syncCopies(
      planned.map(({ copy }) => copy),
      storage.libraryPath,
    );
    await imports.plan(
      jobId,
      planned.map(({ file, capture }) => ({
        number: file.row.number,
        captureId: capture.id,
        plannedPath: capture.filepath,
        sha256: capture.sha256,
        bytes: capture.fileSize,
        modifiedAt: factsOfRead(file).modifiedAt,
      })),
    );
    await storage.takeInAll(planned.map(({ copy, capture }) => ({ path: copy, filepath: capture.filepath })));
    const stored = await this.#stored(files, planned);
    await imports.finish(
      jobId,
      files.map((file) => outcomeOf(file, stored.get(file.row.number))),
      planned.map(({ capture }) => capture),
    );
    return [...stored.values()];
  }

  /**
   * Ends what a killed process had planned: a file that got its place becomes a capture, by what it and the names
   * around its original say; where there is no file, its original waits again.
   */
  async finishPlans(rows: readonly ImportRow[], intake: PictureIntake): Promise<readonly StoredFile[]> {
    const stored: StoredFile[] = [];
    for (const row of rows) {
      const done = await this.#finishPlan(row, intake);
      if (done) stored.push(done);
      else await this.#parts.imports.unplan(row.jobId, [row.number]);
    }
    return stored;
  }

  async #finishPlan(row: ImportRow, intake: PictureIntake): Promise<StoredFile | undefined> {
    const { imports, storage } = this.#parts;
    const { plannedPath, captureId, sha256 } = row;
    if (plannedPath === null || captureId === null || sha256 === null) return undefined;
    const path = storage.absolutePath(plannedPath);
    if (!(await exists(path))) return undefined;
    const held = await intake.look({ path });
    const kept = 'problem' in held || held.sha256 !== sha256 ? undefined : await intake.keep(held, undefined);
    if (!kept || 'problem' in kept || 'problem' in held) {
      // Only a copy of ours, which is not what it was planned to be: the original is read again.
      await storage.delete(plannedPath);
      return undefined;
    }
    const dated = this.#date(row, row.modifiedAt, kept);
    const facts = { sha256, bytes: held.bytes, header: held.header, kept, dated };
    const capture = captureOf(row.jobId, row, captureId, facts);
    if (capture.filepath !== plannedPath) await storage.takeInAll([{ path, filepath: capture.filepath }]);
    await imports.finish(row.jobId, [{ number: row.number, status: 'imported', captureId }], [capture]);
    return { row, status: 'imported', captureId, sha256, identity: null };
  }

  #toCapture(jobId: string, file: ReadFile): Planned[] {
    const { row, outcome } = file;
    if (outcome.kind !== 'picture' || outcome.content.kind !== 'kept') return [];
    const { content, sha256, bytes } = outcome;
    const dated = this.#date(row, outcome.modifiedAt, content);
    // Of the moment it shows, so that it is found at that moment also where nothing else is known of it; never of a
    // moment to come, since ids of new captures are made after the greatest one.
    const now = this.#parts.clock.now();
    const id = uuidV7({ msecs: Math.min(now, Math.max(0, dated.capturedAt)) });
    const facts = { sha256, bytes, header: content.header, kept: content, dated };
    return [{ file, capture: captureOf(jobId, row, id, facts), copy: content.copy }];
  }

  #date(row: ImportRow, modifiedAt: number | null, { metadata }: KeptPicture): DatedPicture {
    return datePicture(factsOf(row, modifiedAt), metadata, this.#parts.clock);
  }

  /** What is in the library when the rows are written, by the number of the file. */
  async #stored(files: readonly ReadFile[], planned: readonly Planned[]): Promise<ReadonlyMap<number, StoredFile>> {
    const own = new Map(planned.map(({ capture }) => [capture.sha256, capture.id]));
    const ownNumbers = new Map(planned.map(({ file, capture }) => [file.row.number, capture.id]));
    const elsewhere = files.flatMap(({ outcome }) =>
      outcome.kind === 'picture' && outcome.content.kind === 'same' && !own.has(outcome.sha256) ? [outcome.sha256] : [],
    );
    const known = await this.#parts.imports.withBytes(elsewhere);
    const stored = new Map<number, StoredFile>();
    for (const { row, outcome } of files) {
      if (outcome.kind !== 'picture') continue;
      const { content, sha256, identity } = outcome;
      const imported = ownNumbers.get(row.number);
      const captureId =
        imported ?? (content.kind === 'known' ? content.capture.id : (own.get(sha256) ?? known.get(sha256)?.[0]?.id));
      if (captureId === undefined) continue;
      stored.set(row.number, { row, status: imported ? 'imported' : 'linked', captureId, sha256, identity });
    }
    return stored;
  }
}

/** What a dry run says of what was read. */
export function dryOutcomes(files: readonly ReadFile[]): ImportOutcome[] {
  return files.map(({ row, outcome }) => {
    if (outcome.kind !== 'picture') return { number: row.number, status: outcome.kind, errorMessage: outcome.sentence };
    const { content, sha256, bytes } = outcome;
    const captureId = content.kind === 'known' ? content.capture.id : null;
    return { number: row.number, status: content.kind === 'new' ? 'importable' : 'linked', sha256, bytes, captureId };
  });
}

function outcomeOf({ row, outcome }: ReadFile, stored: StoredFile | undefined): ImportOutcome {
  const { number } = row;
  if (outcome.kind !== 'picture') return { number, status: outcome.kind, errorMessage: outcome.sentence };
  const { sha256, bytes } = outcome;
  if (!stored) {
    // The capture with the same bytes was deleted for good since it was looked for.
    return { number, status: 'failed', errorMessage: 'The picture with the same bytes is gone. Import it again.' };
  }
  return { number, status: stored.status, captureId: stored.captureId, sha256, bytes };
}

function factsOfRead({ outcome }: ReadFile): { modifiedAt: number | null } {
  return outcome.kind === 'picture' ? outcome : { modifiedAt: null };
}

interface CaptureFacts {
  readonly sha256: string;
  readonly bytes: number;
  readonly header: PictureHeader;
  readonly kept: KeptPicture;
  readonly dated: DatedPicture;
}

function captureOf(
  jobId: string,
  row: Pick<ImportRow, 'path' | 'entry'>,
  id: string,
  { sha256, bytes, header, kept, dated }: CaptureFacts,
): SignedCapture {
  const { evidence, ...time } = dated;
  const { name, wholePath } = nameOf(row);
  return {
    ...time,
    id,
    groupId: id,
    origin: 'import',
    filepath: capturePath(id, dated.localDay, extensionByFormat[header.format]),
    originalFilename: name,
    originalPath: wholePath,
    endedAt: dated.capturedAt,
    monitorIndex: null,
    displayId: null,
    displayName: null,
    displayX: null,
    displayY: null,
    displayWidth: null,
    displayHeight: null,
    displayScale: null,
    displayRotation: null,
    width: header.width,
    height: header.height,
    fileSize: bytes,
    mimeType: mimeTypeByFormat[header.format],
    sha256,
    appName: null,
    windowTitle: null,
    reviewState: 'unreviewed',
    trashedAt: null,
    missingAt: null,
    signature: kept.signature,
    imported: { jobId, camera: kept.metadata.camera, evidence },
  };
}

/** Makes copies outlive a power cut. */
async function syncCopies(paths: readonly string[], libraryPath: string): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let path = paths[next]; path !== undefined; path = paths[next]) {
      next += 1;
      // Windows syncs only what was opened for writing.
      const file = await open(path, 'r+');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: syncedAtOnce }, work));
  } catch (error) {
    throw toFileError(error, libraryPath);
  }
}
