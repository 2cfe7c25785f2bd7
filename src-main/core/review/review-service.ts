import type { DuplicateView } from '../../../src-shared/contract/duplicates.ts';
import type { BulkAction, BulkPreview, Decision, DecisionBatch, Verdict } from '../../../src-shared/contract/review.ts';
import { owner } from '../../../src-shared/domain/access.ts';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import { hasLocalDay, localDayOf } from '../../../src-shared/domain/local-time.ts';
import { isPlausible, plausibleSentence } from '../../../src-shared/domain/taken-time/wall-time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CaptureRepository } from '../../ports/repositories.ts';
import type { DecisionRepository, LeftDay, VerdictGroup, Written } from '../../ports/review-repository.ts';
import type { Duplicates, GroupOutline } from '../duplicates/duplicates.ts';
import type { ThumbnailCache } from '../library/thumbnail-cache.ts';
import type { LiveBus } from '../live-bus.ts';
import { asAsked, type DoneBy, sourceOf } from '../memory/done-by.ts';
import type { EventLog } from '../memory/event-log.ts';
import { onlyGroup, planBulk } from './bulk-plan.ts';
import type { FileMover } from './file-mover.ts';
import type { KeptFiles } from './kept-files.ts';
import type { OneGroup, Review, SaidTime } from './review.ts';
import {
  pictureCount,
  refusalError,
  summarizeTime,
  summarizeVerdicts,
  timeRefusalError,
  undoError,
  undoneInPart,
} from './review-words.ts';

export interface ReviewDependencies {
  readonly decisions: DecisionRepository;
  readonly captures: Pick<CaptureRepository, 'byId'>;
  readonly duplicates: Pick<Duplicates, 'outlines' | 'outline'>;
  readonly thumbnails: Pick<ThumbnailCache, 'removeAll'>;
  readonly mover: Pick<FileMover, 'kick'>;
  readonly keptFiles: Pick<KeptFiles, 'expectThere' | 'missing'>;
  readonly events: EventLog;
  readonly live: LiveBus;
  readonly clock: Clock;
}

/** A group is found by its name alone; a view only leaves members out. */
const wholeLibrary: DuplicateView = { kind: 'similar', threshold: 0.97, scope: { displays: 'across' } };

/** So many decisions at once are worth a line of the activity log; fewer are in the list of decisions. */
export const manyAtOnce = 100;

/** What a person decides, and takes back: written whole before anything else happens, files moved afterwards. */
export class ReviewService implements Review {
  readonly #dependencies: ReviewDependencies;

  constructor(dependencies: ReviewDependencies) {
    this.#dependencies = dependencies;
  }

  async decide(
    decisions: readonly { captureId: string; verdict: Verdict }[],
    groupId?: string,
    by: DoneBy = owner,
  ): Promise<DecisionBatch> {
    requireOnce(decisions.map((decision) => decision.captureId));
    const byVerdict = new Map<Verdict, Map<string, string | null>>();
    for (const { captureId, verdict } of decisions) {
      const captures = byVerdict.get(verdict) ?? new Map<string, string | null>();
      captures.set(captureId, verdict.endsWith('_duplicate') ? (groupId ?? null) : null);
      byVerdict.set(verdict, captures);
    }
    const groups = [...byVerdict].map(([verdict, captures]): VerdictGroup => ({ verdict, captures }));
    if (groupId !== undefined) await this.#expectKeeper(groups, groupId);
    const { decisions: repository, clock } = this.#dependencies;
    const batch = await this.#tellAndNote(await repository.decide(groups, summarizeVerdicts, clock.now()), by);
    const isDiscarding = groups.some(({ verdict }) => verdict.startsWith('discard'));
    if (isDiscarding && by.kind === 'program' && batch.decisions < manyAtOnce) await this.#noteDiscards(batch, by);
    return batch;
  }

  async bulkPreview(view: DuplicateView, action: BulkAction, only: OneGroup = {}): Promise<BulkPreview> {
    return planBulk(await this.#outlines(view, only), action).preview;
  }

  async bulk(
    view: DuplicateView,
    action: BulkAction,
    expected: BulkPreview,
    only: OneGroup = {},
    by: DoneBy = owner,
  ): Promise<DecisionBatch> {
    const { decisions, clock, keptFiles } = this.#dependencies;
    const { preview, groups, keeperIds } = planBulk(await this.#outlines(view, only), action);
    const names = ['groups', 'discarded', 'kept', 'bytes'] as const;
    if (names.some((name) => preview[name] !== expected[name])) {
      throw new AppError('CONFLICT', 'The groups have changed since you looked. Look again before you decide.', {
        details: { ...preview },
      });
    }
    if (preview.discarded + preview.kept === 0) {
      throw new AppError('CONFLICT', 'There is nothing left to decide here.');
    }
    await keptFiles.expectThere(keeperIds);
    const written = await decisions.decide(groups, summarizeVerdicts, clock.now());
    const batch = this.#tell(written);
    await this.#record(
      `${batch.summary}, in ${preview.groups.toLocaleString('en')} ${preview.groups === 1 ? 'group' : 'groups'}`,
      { batchId: batch.id, ...preview },
      by,
    );
    return batch;
  }

  async undo(batchId?: string, by: DoneBy = owner): Promise<DecisionBatch> {
    const { decisions, clock, live } = this.#dependencies;
    const undone = await decisions.undo(batchId, undoneInPart, clock.now());
    if ('refusal' in undone) throw undoError(undone.refusal);
    this.#publish(undone.captureIds);
    if (undone.timesChanged) live.publish({ type: 'captures-changed' });
    await this.#forgetThumbnails(undone.leftDays);
    if (undone.batch.decisions >= manyAtOnce) {
      await this.#record(`Undone: ${undone.batch.summary}`, { batchId: undone.batch.id }, by);
    }
    return undone.batch;
  }

  history(query: { cursor?: string; limit: number }): Promise<{ items: DecisionBatch[]; nextCursor: string | null }> {
    return this.#dependencies.decisions.history(query);
  }

  async ofCapture(id: string): Promise<{ decisions: Decision[]; tags: string[] }> {
    if (!(await this.#dependencies.captures.byId(id))) {
      throw new AppError('NOT_FOUND', 'There is no such capture.', { details: { id } });
    }
    return this.#dependencies.decisions.ofCapture(id);
  }

  tags(): Promise<{ tag: string; captures: number }[]> {
    return this.#dependencies.decisions.tags();
  }

  async tag(captureIds: readonly string[], tag: string, assigned: boolean, by: DoneBy = owner): Promise<DecisionBatch> {
    requireOnce(captureIds);
    const { decisions, clock } = this.#dependencies;
    const summarize = (changed: number) =>
      assigned ? `Tagged ${pictureCount(changed)} “${tag}”` : `Took the tag “${tag}” off ${pictureCount(changed)}`;
    const written = await decisions.tag(captureIds, tag, assigned, summarize, clock.now());
    if ('refusal' in written && written.refusal.reason === 'same') {
      throw new AppError(
        'CONFLICT',
        assigned ? `All of them have the tag “${tag}” already.` : `None of them has the tag “${tag}”.`,
        { details: { captureId: written.refusal.captureId, reason: 'same' } },
      );
    }
    return this.#tellAndNote(written, by);
  }

  async overrideTime(captureId: string, capturedAt: number, utcOffsetMinutes: number): Promise<DecisionBatch> {
    const time = { capturedAt, utcOffsetMinutes };
    if (!isPlausible(capturedAt, this.#dependencies.clock.now())) throw new AppError('BAD_INPUT', plausibleSentence);
    const before = await this.#dependencies.captures.byId(captureId);
    return this.overrideTimes([{ captureId, ...time }], summarizeTime(before, time));
  }

  async overrideTimes(times: readonly SaidTime[], summary: string, by: DoneBy = owner): Promise<DecisionBatch> {
    requireOnce(times.map((each) => each.captureId));
    const { decisions, clock, live } = this.#dependencies;
    const overrides = times.map((each) => ({
      ...each,
      localDay: readableDay(each.capturedAt, each.utcOffsetMinutes),
    }));
    const written = await decisions.overrideTimes(overrides, summary, clock.now());
    if ('refusal' in written) throw timeRefusalError(written.refusal);
    this.#publish(written.captureIds);
    live.publish({ type: 'captures-changed' });
    await this.#forgetThumbnails(written.leftDays);
    await this.#noteMany(written.batch, by);
    return written.batch;
  }

  /** Copies are not discarded in a group of which no picture would be left on the disk. */
  async #expectKeeper(groups: readonly VerdictGroup[], groupId: string): Promise<void> {
    const idsOf = (kind: string) =>
      groups.filter(({ verdict }) => verdict.startsWith(kind)).flatMap(({ captures }) => [...captures.keys()]);
    const discarded = new Set(idsOf('discard'));
    if (discarded.size === 0) return;
    const { duplicates, keptFiles } = this.#dependencies;
    const kept = idsOf('keep');
    if (kept.length > 0) return keptFiles.expectThere(kept);
    // Nothing was said of the one that stays: the suggested one, or else any other, must be there.
    const outline = await duplicates.outline(groupId, wholeLibrary).catch((error: unknown) => {
      if (isAppError(error) && (error.code === 'NOT_FOUND' || error.code === 'BAD_INPUT')) return undefined;
      throw error;
    });
    const left = new Set([outline?.referenceId, ...(outline?.pending ?? []).map(({ id }) => id)]);
    const others = [...left].filter((id) => id !== undefined).filter((id) => !discarded.has(id));
    for (const id of others) if ((await keptFiles.missing([id])).length === 0) return;
    await keptFiles.expectThere(others);
  }

  /** One group is read by its name: listing all of them takes long where there are many. */
  async #outlines(view: DuplicateView, only: OneGroup): Promise<readonly GroupOutline[]> {
    const { duplicates } = this.#dependencies;
    if (only.groupId === undefined) return onlyGroup(await duplicates.outlines(view), only);
    const outline = await duplicates.outline(only.groupId, view);
    return onlyGroup(outline ? [outline] : [], only);
  }

  #tell(written: Written): DecisionBatch {
    if ('refusal' in written) throw refusalError(written.refusal);
    this.#publish(written.captureIds);
    return written.batch;
  }

  async #tellAndNote(written: Written, by: DoneBy): Promise<DecisionBatch> {
    const batch = this.#tell(written);
    await this.#noteMany(batch, by);
    return batch;
  }

  #publish(captureIds: readonly string[] | null): void {
    const { live, mover } = this.#dependencies;
    live.publish({ type: 'review-changed', captureIds: captureIds && [...captureIds] });
    mover.kick();
  }

  /** What is decided about many at once is asked about later. */
  async #noteMany({ id: batchId, summary, decisions, bytes }: DecisionBatch, by: DoneBy): Promise<void> {
    if (decisions >= manyAtOnce) await this.#record(summary, { batchId, decisions, bytes }, by);
  }

  /** Who has pictures go away is asked about later too; a program that does so one by one is counted in one line. */
  async #noteDiscards(batch: DecisionBatch, by: DoneBy): Promise<void> {
    const details = { batchId: batch.id, summary: batch.summary };
    await this.#record('Pictures were put into the trash', details, by, `discards of ${by.name}`);
  }

  /** They lie in folders of days. What cannot be removed is in nobody's way: the decision stands. */
  async #forgetThumbnails(pictures: readonly LeftDay[]): Promise<void> {
    if (pictures.length > 0) await this.#dependencies.thumbnails.removeAll(pictures).catch(() => {});
  }

  async #record(what: string, details: Record<string, unknown>, by: DoneBy, foldKey?: string): Promise<void> {
    await this.#dependencies.events.saveEvent({
      ...{ type: 'action', severity: 'info', source: sourceOf(by), summary: `${what}${asAsked(by)}.` },
      details: { ...details, by: by.name },
      ...(foldKey === undefined ? {} : { foldKey }),
    });
  }
}

export function requireOnce(captureIds: readonly string[]): void {
  const seen = new Set<string>();
  for (const captureId of captureIds) {
    if (seen.has(captureId)) {
      throw new AppError('BAD_INPUT', `The picture ${captureId} is named twice.`, { details: { captureId } });
    }
    seen.add(captureId);
  }
}

/** The local day. Throws `BAD_INPUT` for times that no folder can be named after. */
function readableDay(capturedAt: number, utcOffsetMinutes: number): string {
  if (!hasLocalDay(capturedAt, utcOffsetMinutes)) {
    throw new AppError('BAD_INPUT', 'Give a time between the years 1970 and 9999.');
  }
  return localDayOf(capturedAt, utcOffsetMinutes);
}
