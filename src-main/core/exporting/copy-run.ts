import { lstat } from 'node:fs/promises';
import type { ExportResult } from '../../../src-shared/contract/exporting.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { PlannedFile } from '../../ports/export-repository.ts';
import type { JobItemNote, JobRun } from '../../ports/jobs.ts';
import { isNoRoomAt, missingBytesAt, noRoom } from '../library/no-room.ts';
import { ArchiveSink } from './archive-sink.ts';
import { type CopyState, copyStateSchema } from './copy-state.ts';
import type { ExportParts } from './export-parts.ts';
import type { CopyPayload } from './export-payload.ts';
import { NamePlanner, pageOfSelection } from './export-plan.ts';
import type { ExportSink } from './export-sink.ts';
import { type CopyOutcome, FileCopier, isGuess } from './file-copier.ts';
import { readNameTemplate } from './file-names.ts';
import { FolderSink } from './folder-sink.ts';
import { inOrder } from './in-order.ts';
import {
  iso,
  type ManifestEntry,
  type ManifestProblem,
  manifestFormat,
  manifestTableName,
  manifestVersion,
} from './manifest.ts';
import { ManifestSpool } from './manifest-spool.ts';
import { toTargetError } from './target.ts';

/** So many files are written between two checkpoints. */
const filesPerStep = 32;
/** Of files that are put one at a time, so many are read ahead. */
const readAhead = 3;
const rowsPerPage = 500;

/** One attempt at copying pictures out of the library. */
export class CopyRun {
  readonly #run: JobRun;
  readonly #payload: CopyPayload;
  readonly #parts: ExportParts;
  readonly #sink: ExportSink;
  readonly #state: CopyState;
  readonly #copier: FileCopier;
  #spool: ManifestSpool | undefined;

  constructor(run: JobRun, payload: CopyPayload, parts: ExportParts) {
    this.#run = run;
    this.#payload = payload;
    this.#parts = parts;
    this.#state = copyStateSchema.parse(run.state ?? {});
    const { kind, path } = payload.to;
    this.#sink = kind === 'folder' ? new FolderSink(path) : new ArchiveSink(kind, path, parts.createArchive);
    this.#copier = new FileCopier(parts, payload.to, this.#sink);
  }

  /** How far it came, for whoever says what was left behind. */
  get exported(): number {
    return this.#state.exported;
  }

  async work(): Promise<ExportResult> {
    const { exports } = this.#parts;
    await this.#plan();
    if (!(await this.#isPublished())) {
      try {
        await this.#copy();
      } catch (error) {
        await this.#giveUp();
        throw await this.#withMissing(toTargetError(error, this.#payload.to.path));
      }
    }
    const { exported, bytes, failed, guessedTimes } = this.#state;
    const { path, writeTimes } = this.#payload.to;
    await exports.clear(this.#run.id);
    return { path, exported, bytes, failed, ...(writeTimes ? { guessedTimes } : {}) };
  }

  /** Fixes which captures are exported, and under which names. */
  async #plan(): Promise<void> {
    const { captures, exports, clock } = this.#parts;
    const { what, to } = this.#payload;
    const state = this.#state;
    if (state.next === null) return;
    const { id, signal } = this.#run;
    state.fixedAt ??= clock.now();
    // A page that was written, but not told by a checkpoint, is planned again.
    await exports.forgetAfter(id, state.planned);
    const planner = new NamePlanner(readNameTemplate(to.nameTemplate), to.layout, (folded) =>
      exports.taken(id, folded),
    );
    while (state.next !== null) {
      signal.throwIfAborted();
      const page = await pageOfSelection(captures, exports, what, state.next || undefined);
      await exports.plan(id, await planner.plan(page.captures, state.planned + 1));
      state.planned += page.captures.length;
      state.plannedBytes += page.captures.reduce((sum, { fileSize }) => sum + fileSize, 0);
      state.next = page.next;
      await this.#checkpoint();
    }
    if (state.planned === 0) {
      throw new AppError(
        'NOT_FOUND',
        'No picture of the library fits what was asked for, so there is nothing to export.',
      );
    }
  }

  /** An earlier attempt may have come to its end without a chance to say so. */
  async #isPublished(): Promise<boolean> {
    if (this.#state.seal === null) return false;
    if (await this.#sink.publish(this.#state.seal)) return true;
    this.#state.seal = null;
    return false;
  }

  async #copy(): Promise<void> {
    const { exports } = this.#parts;
    const { id } = this.#run;
    await this.#begin();
    for (;;) {
      const again = await this.#run.pendingItems(filesPerStep);
      if (again.length === 0) break;
      // They had failed before somebody asked to try again.
      const files = await exports.plannedOf(id, again);
      const tried = files.filter((file) => file.number <= this.#state.done);
      this.#state.failed -= tried.length;
      await this.#step(tried, 'again', again);
    }
    for (;;) {
      const files = await exports.planned(id, this.#state.done, filesPerStep);
      if (files.length === 0) break;
      await this.#step(files, 'first');
    }
    await this.#finish();
  }

  /** Goes on where an earlier attempt was, or begins anew. */
  async #begin(): Promise<void> {
    const { exports } = this.#parts;
    const state = this.#state;
    if (!state.begun) {
      for (const path of this.#sink.made) {
        if (await lstat(path).catch(() => undefined)) {
          throw new AppError('CONFLICT', `There is something at ${path} already. Remove it, or choose another place.`);
        }
      }
      state.begun = true;
      await this.#checkpoint();
    }
    await this.#sink.begin();
    if (this.#sink.goesOn && state.json > 0) {
      this.#spool = await ManifestSpool.goOn(this.#sink.spool, state, state.exported === 0);
      if (this.#spool) return;
    }
    Object.assign(state, { done: 0, exported: 0, bytes: 0, failed: 0, guessedTimes: 0 });
    await exports.clearProblems(this.#run.id);
    const { what, to } = this.#payload;
    this.#spool = await ManifestSpool.begin(this.#sink.spool, {
      format: manifestFormat,
      version: manifestVersion,
      app_version: this.#parts.appVersion,
      exported_at: iso(state.fixedAt ?? 0),
      selection: what,
      layout: to.layout,
      name_template: to.nameTemplate,
      times_written: to.writeTimes,
    });
    Object.assign(state, await this.#spool.settle());
    await this.#checkpoint();
  }

  async #step(files: readonly PlannedFile[], turn: 'first' | 'again', named: readonly string[] = []): Promise<void> {
    const { exports } = this.#parts;
    const { id, signal } = this.#run;
    const state = this.#state;
    const marks = await exports.marks(files.map((file) => file.captureId));
    const listed = await this.#run.itemStatus(files.map((file) => file.captureId));
    const entries: ManifestEntry[] = [];
    const problems: { number: number; problem: string | null }[] = [];
    const items: JobItemNote[] = [];
    const isParallel = this.#sink.atOnce > 1;
    const prepared = inOrder(files, isParallel ? this.#sink.atOnce : readAhead, async (file): Promise<CopyOutcome> => {
      signal.throwIfAborted();
      const outcome = await this.#copier.prepare(file, marks.get(file.captureId), state.fixedAt);
      return isParallel ? this.#copier.put(outcome) : outcome;
    });
    for await (const ready of prepared) {
      signal.throwIfAborted();
      const outcome = isParallel ? ready : await this.#copier.put(ready);
      const { number, captureId } = outcome.file;
      if ('problem' in outcome) {
        await this.#sink.drop(outcome.file);
        state.failed += 1;
        problems.push({ number, problem: outcome.problem });
        items.push({ captureId, status: 'failed', errorMessage: outcome.problem });
      } else {
        state.exported += 1;
        state.bytes += outcome.entry.bytes;
        if (this.#payload.to.writeTimes && isGuess(outcome.entry)) state.guessedTimes += 1;
        entries.push(outcome.entry);
        if (turn === 'again') problems.push({ number, problem: null });
        if (listed.has(captureId)) items.push({ captureId, status: 'done' });
      }
      this.#run.progress(state.exported + state.failed, state.planned);
    }
    // A capture that is not in the plan any more is not waited for either.
    const seen = new Set(files.map((file) => file.captureId));
    for (const captureId of named) if (!seen.has(captureId)) items.push({ captureId, status: 'skipped' });
    if (turn === 'first') state.done = files.at(-1)?.number ?? state.done;
    await this.#spool?.add(entries);
    await exports.note(id, problems);
    if (this.#sink.goesOn) {
      await this.#sink.settle();
      Object.assign(state, await this.#spool?.settle());
    }
    await this.#checkpoint(items);
  }

  async #finish(): Promise<void> {
    const { exported: files, bytes, failed } = this.#state;
    await this.#spool?.finish(manifestTableName, this.#problems(), { files, bytes, failed });
    this.#spool = undefined;
    this.#state.seal = await this.#sink.seal(this.#state.fixedAt ?? 0);
    await this.#checkpoint();
    if (await this.#sink.publish(this.#state.seal)) return;
    throw new AppError('NOT_FOUND', `What was exported to ${this.#payload.to.path} is gone. Export it again.`);
  }

  async *#problems(): AsyncGenerator<readonly ManifestProblem[]> {
    for (let after = 0; ; ) {
      const some = await this.#parts.exports.problems(this.#run.id, after, rowsPerPage);
      if (some.length === 0) return;
      yield some.map(({ captureId, path, problem }) => ({ id: captureId, path, reason: problem }));
      after = some.at(-1)?.number ?? after;
    }
  }

  async #giveUp(): Promise<void> {
    await this.#copier.close();
    await this.#spool?.close().catch(() => undefined);
    // What was there before it began belongs to somebody else.
    if (this.#state.begun) await this.#sink.abandon();
  }

  /** A full disk with how much room is missing, once what is of no use any more has been removed from it. */
  async #withMissing(error: unknown): Promise<unknown> {
    const { path } = this.#payload.to;
    const { plannedBytes, bytes } = this.#state;
    if (!isNoRoomAt(error, path) || plannedBytes === 0) return error;
    const restBytes = this.#sink.goesOn ? plannedBytes - bytes : plannedBytes;
    return noRoom('the export', path, { cause: error.cause, missingBytes: await missingBytesAt(path, restBytes) });
  }

  async #checkpoint(items: readonly JobItemNote[] = []): Promise<void> {
    const { exported, failed, planned, next } = this.#state;
    await this.#run.checkpoint({
      current: exported + failed,
      total: next === null ? planned : null,
      state: this.#state,
      items,
    });
  }
}
