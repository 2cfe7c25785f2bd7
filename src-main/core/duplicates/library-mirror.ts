import type { DuplicateLibrary } from '../../ports/duplicate-library.ts';
import { CaptureColumns } from './capture-columns.ts';
import { PictureGroups } from './picture-groups.ts';

/** Rows read at once while everything is read. */
const rowsPerRead = 20_000;

/** Where another process matches, its groups are read again no more often than this times what reading them takes. */
const restsPerReading = 10;

/**
 * The library in memory, kept up to date by what is written, whoever writes. Only the thread that made it reads it.
 */
export class LibraryMirror {
  readonly #library: DuplicateLibrary;
  readonly #monotonicMs: () => number;
  #columns = new CaptureColumns();
  #groups = new PictureGroups(this.#columns);
  #isLoaded = false;
  #dataVersion = -1;
  #lastChange = 0;
  /** How many batches of matches are in here; the last one may not be written yet. */
  #batches = 0;
  #underWay: readonly number[] = [];
  #revision = 0;
  #generation = 0;
  #loadedAt = 0;
  #loadTook = 0;

  constructor(library: DuplicateLibrary, monotonicMs: () => number = () => performance.now()) {
    this.#library = library;
    this.#monotonicMs = monotonicMs;
  }

  get columns(): CaptureColumns {
    return this.#columns;
  }

  get groups(): PictureGroups {
    return this.#groups;
  }

  get library(): DuplicateLibrary {
    return this.#library;
  }

  /** Changes whenever anything did. */
  get revision(): number {
    return this.#revision;
  }

  /** Changes whenever everything was read anew. */
  get generation(): number {
    return this.#generation;
  }

  get batches(): number {
    return this.#batches;
  }

  reset(): void {
    this.#isLoaded = false;
    this.#underWay = [];
  }

  /** Takes in what was written since the last call. With `forMatching`, nothing may rest on what others undid. */
  sync(forMatching = false): void {
    if (!this.#isLoaded) {
      this.#load();
      return;
    }
    const version = this.#library.dataVersion();
    if (version === this.#dataVersion && !forMatching) return;
    this.#dataVersion = version;
    if (this.#isOvertaken(forMatching)) {
      this.#load();
      return;
    }
    const changes = this.#library.changesAfter(this.#lastChange);
    if (!changes) {
      this.#load();
      return;
    }
    this.#lastChange = changes.last;
    if (changes.captures.length > 0) this.#readAgain(changes.captures);
  }

  /** Notes that these were matched, in a batch that is about to be written. */
  noteMatched(captures: readonly number[]): void {
    if (captures.length === 0) return;
    for (const capture of captures) this.#columns.setMatched(capture);
    this.#columns.skipMatched();
    this.#underWay = captures;
    this.#batches += 1;
    this.#revision += 1;
  }

  /** True where another process has matched, or what was matched here was never written. */
  #isOvertaken(forMatching: boolean): boolean {
    const written = this.#library.matchBatches();
    if (written === this.#batches) {
      this.#underWay = [];
      return false;
    }
    if (forMatching) return true;
    if (written === this.#batches - 1 && this.#underWay.length > 0) return false;
    return this.#monotonicMs() - this.#loadedAt > restsPerReading * this.#loadTook;
  }

  #readAgain(captures: readonly number[]): void {
    const columns = this.#columns;
    const gone = new Set(captures);
    for (const row of this.#library.factsOf(captures)) {
      gone.delete(row[0]);
      columns.put(row);
    }
    for (const capture of gone) columns.remove(capture);
    for (const capture of this.#underWay) columns.setMatched(capture);
    this.#revision += 1;
  }

  #load(): void {
    const begun = this.#monotonicMs();
    const library = this.#library;
    const columns = new CaptureColumns();
    const groups = new PictureGroups(columns);
    // What is written while this reads is read once more after it.
    this.#dataVersion = library.dataVersion();
    this.#lastChange = library.lastChange();
    this.#batches = library.matchBatches();
    for (let after = 0; ; ) {
      const rows = library.facts(after, rowsPerRead);
      for (const row of rows) columns.put(row);
      after = rows.at(-1)?.[0] ?? 0;
      if (rows.length < rowsPerRead) break;
    }
    for (let after = 0; ; ) {
      const rows = library.members(after, rowsPerRead);
      for (const row of rows) {
        const capture = columns.captureOfKey(row[0]);
        if (capture === 0) continue;
        groups.restore(capture, row);
      }
      after = rows.at(-1)?.[0] ?? 0;
      if (rows.length < rowsPerRead) break;
    }
    columns.skipMatched();
    this.#columns = columns;
    this.#groups = groups;
    this.#underWay = [];
    this.#isLoaded = true;
    this.#revision += 1;
    this.#generation += 1;
    this.#loadedAt = this.#monotonicMs();
    this.#loadTook = this.#loadedAt - begun;
  }
}
