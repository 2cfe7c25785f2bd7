import { owner } from '../../../src-shared/domain/access.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobHandler, JobRun } from '../../ports/jobs.ts';
import type { Buried, FileMoveRepository, TrashRepository } from '../../ports/review-repository.ts';
import type { LibraryStorage } from '../library/storage.ts';
import type { ThumbnailCache } from '../library/thumbnail-cache.ts';
import type { LiveBus } from '../live-bus.ts';
import { asAsked, type DoneBy, sourceOf } from '../memory/done-by.ts';
import type { EventLog } from '../memory/event-log.ts';
import { deleteEverywhere, type FileMover } from './file-mover.ts';
import { pictureCount, sizeWords } from './review-words.ts';

export interface PurgeParts {
  readonly trash: TrashRepository;
  readonly moves: FileMoveRepository;
  readonly mover: Pick<FileMover, 'exclusively' | 'drain'>;
  readonly storage: LibraryStorage;
  readonly thumbnails: Pick<ThumbnailCache, 'remove'>;
  readonly events: EventLog;
  readonly live: LiveBus;
  readonly clock: Clock;
}

/** What a purge was asked for: everything that is in the trash since this moment or longer. */
export interface PurgePayload {
  readonly trashedUpTo: number;
  /** Why: a person emptied the trash, or its time was over. */
  readonly reason: 'emptied' | 'expired';
  /** Who emptied it; the person where nothing is said. */
  readonly by?: DoneBy;
}

const picturesPerStep = 100;

/**
 * Deletes pictures in the trash for good. The row becomes a tombstone first and its file is deleted next, with a note
 * in between: so nobody can restore a picture whose file is already gone, and a killed purge goes on where it was.
 */
export function createPurgeHandler(parts: PurgeParts): JobHandler {
  return {
    type: 'purge_trash',
    title: (payload) => (payload.reason === 'expired' ? 'Delete what was in the trash long enough' : 'Empty the trash'),
    run: (run) => purge(run, parts),
  };
}

async function purge(run: JobRun, parts: PurgeParts): Promise<Readonly<Record<string, unknown>>> {
  const before = run.state as Partial<{ captures: number; bytes: number }> | null;
  const done: Deleted = { captures: before?.captures ?? 0, bytes: before?.bytes ?? 0 };
  try {
    await purgeAll(run, parts, done);
  } catch (error) {
    // What was deleted is gone, whatever becomes of the job: cancelled, it says nothing more.
    await record(run, parts, done, false).catch(() => {});
    throw error;
  }
  await record(run, parts, done, true);
  return { ...done };
}

interface Deleted {
  captures: number;
  bytes: number;
}

async function purgeAll(run: JobRun, parts: PurgeParts, done: Deleted): Promise<void> {
  const { trash, mover, clock, live } = parts;
  const trashedUpTo = Number(run.payload.trashedUpTo);
  // Deletes what a killed purge had turned into tombstones.
  await mover.drain();
  for (;;) {
    run.signal.throwIfAborted();
    const buried = await mover.exclusively(async () => {
      const step = await trash.bury(trashedUpTo, picturesPerStep, clock.now());
      await deleteFiles(parts, step);
      return step;
    });
    if (buried.length === 0) break;
    done.captures += buried.length;
    done.bytes += buried.reduce((sum, each) => sum + each.bytes, 0);
    live.publish({ type: 'review-changed', captureIds: buried.map((each) => each.captureId) });
    const left = await trash.due(trashedUpTo);
    await run.checkpoint({ current: done.captures, total: done.captures + left.captures, state: { ...done } });
  }
}

/** How many pictures are gone for good, how large they were, and why. */
async function record(run: JobRun, { events }: PurgeParts, done: Deleted, isWhole: boolean): Promise<void> {
  if (done.captures === 0) return;
  const isExpired = run.payload.reason === 'expired';
  const deleted = `Deleted ${pictureCount(done.captures)} (${sizeWords(done.bytes)}) from the trash for good`;
  const by = (run.payload.by as DoneBy | undefined) ?? owner;
  const reason = isExpired ? 'the time they are kept there was over' : `the trash was emptied${asAsked(by)}`;
  await events.saveEvent({
    type: 'action',
    severity: 'info',
    source: isExpired ? 'system' : sourceOf(by),
    summary: `${deleted}${isWhole ? '' : ', then stopped'}: ${reason}.`,
    details: { ...done, jobId: run.id, reason: run.payload.reason, isWhole, ...(isExpired ? {} : { by: by.name }) },
    foldKey: `purge ${run.id} ${isWhole ? 'whole' : 'part'}`,
  });
}

async function deleteFiles({ storage, thumbnails, moves }: PurgeParts, buried: readonly Buried[]): Promise<void> {
  for (const place of buried) {
    await deleteEverywhere(storage, place);
    await thumbnails.remove({ id: place.captureId, localDay: place.localDay });
  }
  await moves.deleted(buried.map((place) => place.captureId));
}
