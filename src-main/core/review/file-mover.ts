import { rename, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import type { FileMoveRepository, FilePlace, FileUnderWay, MoveSlice } from '../../ports/review-repository.ts';
import { ensureFolder, exists, syncFolder } from '../library/durable-files.ts';
import { systemCodeOf, toFileError } from '../library/file-errors.ts';
import { capturePath, type LibraryStorage, possiblePaths, trashPath } from '../library/storage.ts';
import type { EventLog } from '../memory/event-log.ts';

export interface FileMoverParts {
  readonly moves: FileMoveRepository;
  readonly storage: LibraryStorage;
  readonly clock: Clock;
  /** Where a person is told that files cannot be moved. Nobody is told by a run that only mends. */
  readonly events?: Pick<EventLog, 'saveEvent' | 'resolveByKey'>;
  readonly report: (summary: string, error: unknown) => void;
}

/** The alert about files that cannot be moved: one, however often it is tried again. */
const alertKey = 'trash: files cannot be moved';

/** Files that are noted, moved and written down together. */
const filesPerSlice = 200;
/** Renames that are asked of the system at the same time. */
const renamesAtOnce = 8;
/** How long to wait for another process that is moving files. */
const lookForLockMs = 50;
/** After a failure such as a full disk. */
const retryAfterMs = 60_000;
/** A command line moves the files of its decision before it ends; a long row of them waits for the next start. */
const longestStopMs = 3000;

/**
 * Moves files to where the decisions want them, after the decisions are on the disk. What is to be moved is noted
 * before the first file is touched, and where it is now when all folders are synced: a kill at any moment leaves each
 * file in one of two known places, and the next start goes on. One process at a time moves files.
 */
export class FileMover {
  readonly #parts: FileMoverParts;
  #running: Promise<void> = Promise.resolve();
  #isDrainWaiting = false;
  #stopAtMs = Number.POSITIVE_INFINITY;
  #cancelRetry: () => void = () => {};
  /** An earlier run may have left an alert open. */
  #mayBeTold = true;

  constructor(parts: FileMoverParts) {
    this.#parts = parts;
  }

  /** Begins to move what waits, beside everything else. */
  kick(): void {
    this.drain().catch((error: unknown) => {
      this.#parts.report('Files could not be moved to or from the trash; it is tried again', error);
      this.#cancelRetry();
      if (this.#stopAtMs === Number.POSITIVE_INFINITY)
        this.#cancelRetry = this.#parts.clock.setTimer(retryAfterMs, () => this.kick());
    });
  }

  /** Resolves when every file is where the decisions so far want it. */
  drain(): Promise<void> {
    // One that waits for its turn will see everything that is noted by then.
    if (this.#isDrainWaiting) return this.#running;
    this.#isDrainWaiting = true;
    return this.#inTurn(async () => {
      this.#isDrainWaiting = false;
      try {
        if (await this.#drain()) await this.#tellWorking();
      } catch (error) {
        await this.#tellFailing(error);
        throw error;
      }
    });
  }

  /** Moves the files of these captures to where their decisions want them. */
  place(captureIds: readonly string[]): Promise<void> {
    return this.exclusively(async () => {
      for (let start = 0; start < captureIds.length; start += filesPerSlice) {
        await this.#move(await this.#parts.moves.places(captureIds.slice(start, start + filesPerSlice)));
      }
    });
  }

  /** Runs something that touches the files of the trash while no file is being moved, by no process. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#inTurn(async () => {
      const lock = await this.#lock();
      try {
        return await work();
      } finally {
        lock.release();
      }
    });
  }

  /** Waits for what is being moved, for a few seconds; the rest waits for the next start. */
  async stop(): Promise<void> {
    this.#stopAtMs = this.#parts.clock.monotonicMs() + longestStopMs;
    this.#cancelRetry();
    await this.#running;
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#running.then(work);
    this.#running = turn.then(
      () => {},
      () => {},
    );
    return turn;
  }

  async #lock(): Promise<{ release(): void }> {
    for (;;) {
      const lock = this.#parts.moves.tryLock();
      if (lock) return lock;
      await setTimeout(lookForLockMs);
    }
  }

  /** Writes an alert, or counts up the one that is open. Never throws: what failed is the file, and that is what counts. */
  async #tellFailing(error: unknown): Promise<void> {
    const { events, moves, report } = this.#parts;
    if (!events) return;
    this.#mayBeTold = true;
    try {
      const problem = error instanceof Error ? error.message : String(error);
      await events.saveEvent({
        type: 'alert',
        severity: 'error',
        source: 'system',
        summary: `Files cannot be moved to or from the trash. Nothing is lost, and it is tried again. ${problem}`,
        details: { problem, waiting: await moves.pending() },
        foldKey: alertKey,
      });
    } catch (cause) {
      report('That files cannot be moved could not be written down', cause);
    }
  }

  async #tellWorking(): Promise<void> {
    const { events, report } = this.#parts;
    if (!events || !this.#mayBeTold) return;
    try {
      await events.resolveByKey(alertKey);
      this.#mayBeTold = false;
    } catch (cause) {
      report('That files can be moved again could not be written down', cause);
    }
  }

  /** True when everything is where it should be. */
  async #drain(): Promise<boolean> {
    const { moves, storage } = this.#parts;
    if ((await moves.pending()) === 0) return true;
    const lock = await this.#lock();
    try {
      await this.#finishInterrupted(await moves.underWay());
      for (;;) {
        const isOver = this.#parts.clock.monotonicMs() > this.#stopAtMs;
        const slice = isOver ? undefined : await moves.nextSlice(filesPerSlice);
        if (!slice) return !isOver;
        await this.#move(slice.places, slice);
      }
    } catch (error) {
      throw toFileError(error, storage.libraryPath);
    } finally {
      lock.release();
    }
  }

  /** What a killed process was at: looks where each file is, and deletes those that were to be deleted. */
  async #finishInterrupted(left: readonly FileUnderWay[]): Promise<void> {
    const { moves, storage } = this.#parts;
    const arrived: { captureId: string; filepath: string }[] = [];
    const deleted: string[] = [];
    for (const file of left) {
      if (file.target === null) {
        await deleteEverywhere(storage, file);
        deleted.push(file.captureId);
      } else {
        const isThere = await exists(storage.absolutePath(file.target));
        arrived.push({ captureId: file.captureId, filepath: isThere ? file.target : file.filepath });
      }
    }
    if (arrived.length > 0) {
      await this.#syncFolders(arrived.map((file) => file.filepath));
      await moves.finish(arrived);
    }
    if (deleted.length > 0) await moves.deleted(deleted);
  }

  async #move(places: readonly FilePlace[], slice?: MoveSlice): Promise<void> {
    const { moves, storage } = this.#parts;
    const wanted = places
      .map((place) => ({ captureId: place.captureId, from: place.filepath, target: wantedPath(place), place }))
      .filter(({ place, from, target }) => !place.purged && from !== target);
    if (wanted.length === 0) {
      await moves.finish([], slice);
      return;
    }
    await moves.begin(wanted);
    for (const folder of new Set(wanted.map(({ target }) => dirname(target)))) await this.#makeFolder(folder);
    const arrived: { captureId: string; filepath: string }[] = [];
    for (let start = 0; start < wanted.length; start += renamesAtOnce) {
      const part = wanted.slice(start, start + renamesAtOnce);
      const reached = await Promise.all(part.map(({ from, target }) => moveFile(storage, from, target)));
      for (const [index, { captureId, from }] of part.entries()) {
        arrived.push({ captureId, filepath: reached[index] ?? from });
      }
    }
    await this.#syncFolders(wanted.flatMap(({ from, target }) => [from, target]));
    await moves.finish(arrived, slice);
  }

  async #makeFolder(folder: string): Promise<void> {
    const parts = folder.split('/');
    for (let length = 1; length <= parts.length; length += 1) {
      await ensureFolder(join(this.#parts.storage.libraryPath, ...parts.slice(0, length)));
    }
  }

  async #syncFolders(filepaths: readonly string[]): Promise<void> {
    for (const folder of new Set(filepaths.map((filepath) => dirname(filepath)))) {
      await syncFolder(join(this.#parts.storage.libraryPath, folder)).catch((error: unknown) => {
        // An empty day folder may have been removed by hand.
        if (systemCodeOf(error) !== 'ENOENT') throw error;
      });
    }
  }
}

/** Where the decisions want a file. */
export function wantedPath(place: FilePlace): string {
  const extension = extname(place.filepath).slice(1);
  return (place.trashed ? trashPath : capturePath)(place.captureId, place.localDay, extension);
}

/** Returns where the file is afterwards; undefined where it is at neither place. */
async function moveFile(storage: LibraryStorage, from: string, target: string): Promise<string | undefined> {
  // Never over another file: where both are there, the row's own file counts and doctor tells of the other.
  if (await exists(storage.absolutePath(target))) {
    return (await exists(storage.absolutePath(from))) ? from : target;
  }
  try {
    await rename(storage.absolutePath(from), storage.absolutePath(target));
    return target;
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
    return undefined;
  }
}

/** Deletes the file of a purged picture wherever it is, and makes that outlive a power cut. */
export async function deleteEverywhere(storage: LibraryStorage, place: FilePlace): Promise<void> {
  const paths = possiblePaths({ id: place.captureId, ...place });
  for (const filepath of paths) {
    const path = storage.absolutePath(filepath);
    if (!(await exists(path))) continue;
    await rm(path, { force: true });
    await syncFolder(dirname(path));
  }
}
