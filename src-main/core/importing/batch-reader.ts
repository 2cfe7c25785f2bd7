import { rm } from 'node:fs/promises';
import type { PictureHeader } from '../../ports/image-codec.ts';
import type { ImportRepository, ImportRow, SameBytes } from '../../ports/import-repository.ts';
import type { FileIdentity, HeldPicture, KeptPicture, PictureIntake } from '../../ports/picture-intake.ts';
import type { LibraryStorage } from '../library/storage.ts';
import { claimsToBeArchive, claimsToBePicture } from './clutter.ts';
import { newIncomingPath } from './received-files.ts';
import { nameOf, type RowSources } from './row-sources.ts';

/** Files read at the same time: two for each thread, so that one is decoded while the other waits for the disk. */
const filesAtOnce = 4;

/** What they may take together; a larger file is read alone. */
const bytesAtOnce = 128 * 1024 * 1024;

/** A picture that is not in the library yet, with its copy on the library's disk. */
export interface KeptContent extends KeptPicture {
  readonly header: PictureHeader;
  /** Where the copy is, not synced yet. */
  readonly copy: string;
}

/** What reading a file came to. */
export interface ReadFile {
  readonly row: ImportRow;
  readonly outcome:
    | { readonly kind: 'failed' | 'skipped'; readonly sentence: string }
    | ({ readonly kind: 'picture'; readonly content: PictureContent } & ReadFacts);
}

export interface ReadFacts {
  readonly sha256: string;
  readonly bytes: number;
  readonly modifiedAt: number | null;
  readonly identity: FileIdentity | null;
}

/** `known` is in the library; `same` as a file before it in this import; `new` in a dry run, where nothing is kept. */
export type PictureContent =
  | { readonly kind: 'known'; readonly capture: SameBytes }
  | { readonly kind: 'same' }
  | { readonly kind: 'new' }
  | ({ readonly kind: 'kept' } & KeptContent);

export interface BatchReaderParts {
  readonly imports: Pick<ImportRepository, 'withBytes' | 'seen'>;
  readonly storage: Pick<LibraryStorage, 'libraryPath' | 'hasFile'>;
  readonly intake: PictureIntake;
  readonly sources: RowSources;
  readonly jobId: string;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** Reads files of an import some at a time, and keeps the bytes that the library does not have. */
export class BatchReader {
  readonly #parts: BatchReaderParts;
  /** Hashes that are being kept, or were and are not written down yet, with why that failed. */
  readonly #claims = new Map<string, Promise<string | undefined>>();

  constructor(parts: BatchReaderParts) {
    this.#parts = parts;
  }

  /** In the order of the rows. Copies that were made are removed where anything fails. */
  async read(rows: readonly ImportRow[]): Promise<readonly ReadFile[]> {
    const results: ReadFile[] = [];
    const room = new Room(bytesAtOnce);
    const failing = new AbortController();
    const signal = AbortSignal.any([this.#parts.signal, failing.signal]);
    let next = 0;
    const work = async () => {
      while (next < rows.length) {
        signal.throwIfAborted();
        const index = next;
        next += 1;
        const row = rows[index] as ImportRow;
        const leave = await room.enter(row.bytes ?? 0);
        try {
          results[index] = { row, outcome: await this.#readOne(row) };
        } catch (error) {
          failing.abort(error);
          throw error;
        } finally {
          leave();
        }
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: filesAtOnce }, work));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) {
      await discardCopies(results.filter((result) => result !== undefined));
      throw failed.reason;
    }
    return firstOwns(results);
  }

  /** What was read in a batch is in the library now, or will not be. */
  settled(files: readonly ReadFile[]): void {
    for (const { outcome } of files) if (outcome.kind === 'picture') this.#claims.delete(outcome.sha256);
  }

  async #readOne(row: ImportRow): Promise<ReadFile['outcome']> {
    const { intake, sources } = this.#parts;
    const source = await sources.bytesOf(row);
    if ('problem' in source) return { kind: 'failed', sentence: source.problem };
    const held = await intake.look(source);
    if ('problem' in held) {
      const { name } = nameOf(row);
      const isFailure = held.isPicture || claimsToBePicture(name) || claimsToBeArchive(name);
      return { kind: isFailure ? 'failed' : 'skipped', sentence: held.problem };
    }
    const { sha256, bytes, identity } = held;
    // When a window sent it says nothing of the file.
    const modifiedAt = row.uploadName === null ? (held.modifiedAt ?? row.modifiedAt) : row.modifiedAt;
    const facts = { kind: 'picture', sha256, bytes, identity, modifiedAt } as const;
    const content = await this.#contentOf(held);
    return 'sentence' in content ? content : { ...facts, content };
  }

  async #contentOf(held: HeldPicture): Promise<PictureContent | { kind: 'failed'; sentence: string }> {
    const { intake, storage, dryRun } = this.#parts;
    const { sha256 } = held;
    const claim = this.#claims.get(sha256);
    const known = claim ? undefined : await this.#known(sha256);
    const isSeen = claim === undefined && known === undefined && dryRun && (await this.#isSeen(sha256));
    // Another file with these bytes may have come up to here meanwhile.
    const other = claim ?? this.#claims.get(sha256);
    if (known || isSeen || other) {
      await intake.drop(held);
      if (known) return { kind: 'known', capture: known };
      if (isSeen) return { kind: 'same' };
      const sentence = await other;
      return sentence === undefined ? { kind: 'same' } : { kind: 'failed', sentence };
    }
    const { libraryPath } = storage;
    const copy = newIncomingPath(libraryPath);
    // A dry run decodes all of it too: the header of a picture that breaks off looks like that of a whole one.
    const keeping = intake.keep(held, dryRun ? undefined : { libraryPath, path: copy });
    const problem = keeping.then((kept) => ('problem' in kept ? kept.problem : undefined));
    // Who waits for it is told; nobody may.
    problem.catch(() => {});
    this.#claims.set(sha256, problem);
    const kept = await keeping;
    if ('problem' in kept) {
      this.#claims.delete(sha256);
      return { kind: 'failed', sentence: kept.problem };
    }
    return dryRun ? { kind: 'new' } : { kind: 'kept', ...kept, header: held.header, copy };
  }

  /** Whether a dry run has counted these bytes; of an import they would be in the library by now. */
  async #isSeen(sha256: string): Promise<boolean> {
    const { imports, jobId } = this.#parts;
    return (await imports.seen(jobId, [sha256])).has(sha256);
  }

  /** A capture with these bytes that has its file; one whose file is lost does not count. */
  async #known(sha256: string): Promise<SameBytes | undefined> {
    const { imports, storage } = this.#parts;
    for (const capture of (await imports.withBytes([sha256])).get(sha256) ?? []) {
      if (await storage.hasFile(capture)) return capture;
    }
    return undefined;
  }
}

/** Removes copies that did not get their place. */
export async function discardCopies(files: readonly ReadFile[]): Promise<void> {
  for (const { outcome } of files) {
    if (outcome.kind !== 'picture' || outcome.content.kind !== 'kept') continue;
    await rm(outcome.content.copy, { force: true });
  }
}

/** Of several files with the same bytes the first one becomes the capture, whichever was read first. */
function firstOwns(files: readonly ReadFile[]): readonly ReadFile[] {
  const contents = new Map<string, PictureContent>();
  for (const { outcome } of files) {
    if (outcome.kind !== 'picture') continue;
    const { sha256, content } = outcome;
    if (content.kind === 'kept' || content.kind === 'new') contents.set(sha256, content);
  }
  return files.map((file) => {
    const { outcome } = file;
    if (outcome.kind !== 'picture' || outcome.content.kind === 'known') return file;
    const content = contents.get(outcome.sha256) ?? { kind: 'same' };
    contents.delete(outcome.sha256);
    return { ...file, outcome: { ...outcome, content } };
  });
}

/** Lets work in as long as it fits in together. */
class Room {
  readonly #limit: number;
  #used = 0;
  #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  async enter(size: number): Promise<() => void> {
    while (this.#used > 0 && this.#used + size > this.#limit) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#used += size;
    return () => {
      this.#used -= size;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
    };
  }
}
