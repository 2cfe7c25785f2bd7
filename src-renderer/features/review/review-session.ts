import type { DuplicateGroup, DuplicateView } from '../../../src-shared/contract/duplicates.ts';
import type { DecisionBatch } from '../../../src-shared/contract/review.ts';
import { problemOf } from '../../lib/problem.ts';
import {
  decisionsFor,
  type GroupAction,
  isOpen,
  pendingOf,
  type ReviewGroup,
  type WholeAction,
  wasReadWith,
  wholeAction,
  withReference,
} from './review-group.ts';
import {
  addPage,
  confirm,
  currentGroup,
  decide,
  dropGroup,
  editCurrent,
  emptyQueue,
  insertGroup,
  type ReviewQueue,
  replaceGroup,
  restart,
  type Step,
  sayAgain,
  skip,
  stepGroup,
  stepMember,
  takeBack,
} from './review-queue.ts';

/** What a review asks of the core. */
export interface ReviewSource {
  groups(
    view: DuplicateView,
    page: { readonly cursor: string | undefined; readonly limit: number },
  ): Promise<{ readonly items: readonly DuplicateGroup[]; readonly nextCursor: string | null }>;
  group(id: string, view: DuplicateView): Promise<DuplicateGroup>;
  decide(decisions: Step['decisions'], groupId: string): Promise<DecisionBatch>;
  /** Decides about a whole group by its name; `keepId` is what stays where the others are discarded. */
  decideGroup(view: DuplicateView, groupId: string, action: WholeAction, keepId: string): Promise<DecisionBatch>;
  undo(batchId: string | undefined): Promise<DecisionBatch>;
}

/** What the review tells the person besides what it shows. */
export interface ReviewNotices {
  problem(title: string, error: unknown): void;
  done(sentence: string): void;
}

/** What was done since the page was opened. */
export interface Tally {
  readonly kept: number;
  readonly discarded: number;
  readonly bytes: number;
}

export interface ReviewSnapshot {
  readonly queue: ReviewQueue;
  /** True while groups are being read that the person may be waiting for. */
  readonly reading: boolean;
  /** Why the groups could not be read; null while all is well. */
  readonly problem: unknown;
  readonly tally: Tally;
}

/** One, so that the first group is there at once, then a few; the others come while these are looked at. */
const firstPageGroups = 1;
const secondPageGroups = 4;
const pageGroups = 20;
/** Fewer groups than this ahead of the person: read on. */
const enoughAhead = 8;
const nothingDone: Tally = { kept: 0, discarded: 0, bytes: 0 };

/**
 * A review of one view of the duplicates. Shows what the person says at once and writes it down behind: one request
 * after the other, so that the core hears everything in the order in which it was said.
 */
export class ReviewSession {
  readonly #source: ReviewSource;
  readonly #notices: ReviewNotices;
  readonly #listeners = new Set<() => void>();
  #view: DuplicateView | undefined;
  #snapshot: ReviewSnapshot = { queue: emptyQueue, reading: true, problem: null, tally: nothingDone };
  #writes: Promise<void> = Promise.resolve();
  /** Writes that are not answered yet, and how many were. */
  #unanswered = 0;
  #answered = 0;
  /** Groups to be read again when nothing is on its way any more. */
  readonly #stale = new Set<string>();
  #reloadDue = false;
  #keys = 0;
  /** Rises with every new beginning; what was asked for before is not used any more. */
  #era = 0;
  #readingMore = false;
  /** Pictures that this window has just decided about: the live message about them is no news. */
  readonly #echoes = new Set<string>();
  /** Decisions of this window that are too large for their pictures to be named in the live message. */
  #manyEchoes = 0;
  /** Groups may have come since the last page was read. */
  #outdated = false;

  constructor(source: ReviewSource, notices: ReviewNotices) {
    this.#source = source;
    this.#notices = notices;
  }

  readonly get = (): ReviewSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Shows another view from its beginning. What was said in the one before can still be taken back. */
  open(view: DuplicateView): void {
    this.#view = view;
    this.#set({ queue: { ...emptyQueue, steps: this.#snapshot.queue.steps } });
    void this.reload();
  }

  /** Reads the groups anew from the first one; the one on the screen stays where it is still there. */
  async reload(): Promise<void> {
    const view = this.#view;
    if (!view) return;
    this.#era += 1;
    const era = this.#era;
    this.#outdated = false;
    this.#set({ reading: true, problem: null });
    this.#reloadDue = this.#unanswered > 0;
    if (this.#reloadDue) return;
    const answered = this.#answered;
    try {
      const limit = currentGroup(this.#snapshot.queue) ? secondPageGroups : firstPageGroups;
      const page = await this.#source.groups(view, { cursor: undefined, limit });
      if (era !== this.#era) return;
      // It may be of before or after what was said meanwhile: asked for again when all of that has arrived.
      if (this.#unanswered > 0 || this.#answered !== answered) return await this.reload();
      const here = currentGroup(this.#snapshot.queue)?.source.id;
      this.#set({ queue: restart(this.#snapshot.queue, page), reading: false });
      const kept = currentGroup(this.#snapshot.queue)?.source.id;
      if (kept === here && kept !== undefined && !page.items.some(({ id }) => id === kept)) void this.#refresh(kept);
      this.#readOn();
    } catch (error) {
      if (era === this.#era) this.#set({ reading: false, problem: error });
    }
  }

  /** Does what a key or a button says to the group on the screen. */
  act(action: GroupAction): void {
    const group = currentGroup(this.#snapshot.queue);
    if (!group) return;
    const decisions = decisionsFor(group, action);
    if (decisions.length === 0) {
      if (action === 'keep' && group.states[group.candidateId] === 'discarded') {
        this.#notices.done('This picture is in the trash. Undo (u) brings it back, or restore it from the trash.');
      }
      this.#move(skip);
      return;
    }
    this.#keys += 1;
    const key = this.#keys;
    const view = this.#view;
    this.#move((queue) => decide(queue, key, decisions, wholeAction(group, action)));
    this.#write(() => this.#send(key, view));
  }

  skip(): void {
    this.#move(skip);
  }

  stepGroup(steps: number): void {
    this.#move((queue) => stepGroup(queue, steps));
  }

  stepMember(steps: number): void {
    this.#move((queue) => stepMember(queue, steps));
  }

  /** Compares this member with the reference. */
  showMember(captureId: string): void {
    this.#move((queue) =>
      editCurrent(queue, (group) => (captureId === group.referenceId ? group : { ...group, candidateId: captureId })),
    );
  }

  /** Compares the others with this member, by itself the one on the screen. */
  makeReference(captureId?: string): void {
    this.#move((queue) => editCurrent(queue, (group) => withReference(group, captureId ?? group.candidateId)));
  }

  /** Takes back what was said last, in this window or before it was opened; or one batch of the history. */
  undo(batchId?: string): void {
    const { steps } = this.#snapshot.queue;
    const step = batchId === undefined ? steps.at(-1) : steps.find((each) => each.batchId === batchId);
    if (step) {
      this.#move((queue) => takeBack(queue, step.key));
      this.#write(() => this.#undoStep(step));
    } else this.#write(() => this.#undoEarlier(batchId));
  }

  /** All groups were decided about at once; counted with the rest, and out again when it is undone. */
  bulkDone(batch: DecisionBatch, done: Omit<Tally, 'bytes'>): void {
    this.#bulk.set(batch.id, { kept: done.kept, discarded: done.discarded, bytes: batch.bytes });
    this.#count(this.#bulk.get(batch.id), 1);
    void this.reload();
  }

  /** Another window, or this one a moment ago, decided about these pictures; null means too many to name. */
  reviewChanged(captureIds: readonly string[] | null): void {
    if (captureIds === null) {
      if (this.#manyEchoes > 0) {
        this.#manyEchoes -= 1;
        return;
      }
      void this.reload();
      return;
    }
    const news = new Set(captureIds.filter((id) => !this.#echoes.delete(id)));
    if (news.size === 0) return;
    const touched = this.#snapshot.queue.groups.filter((group) =>
      group.members.some(({ capture }) => news.has(capture.id)),
    );
    for (const group of touched) void this.#refresh(group.source.id);
    if (touched.length === 0) this.#outdated = true;
  }

  /** Groups were found or taken apart. */
  duplicatesChanged(): void {
    this.#outdated = true;
    const group = currentGroup(this.#snapshot.queue);
    if (group) void this.#refresh(group.source.id);
    else if (!this.#snapshot.reading) void this.reload();
  }

  /** Resolves when everything that was said has been answered. */
  settled(): Promise<void> {
    return this.#writes;
  }

  #set(changes: Partial<ReviewSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...changes };
    for (const listener of this.#listeners) listener();
  }

  #move(change: (queue: ReviewQueue) => ReviewQueue): void {
    const queue = change(this.#snapshot.queue);
    if (queue === this.#snapshot.queue) return;
    this.#set({ queue });
    this.#readOn();
  }

  /** Reads the next page while there are few groups left ahead of the person. */
  #readOn(): void {
    const { queue } = this.#snapshot;
    const view = this.#view;
    if (!view || this.#readingMore || queue.nextCursor === undefined) return;
    const here = currentGroup(queue);
    if (!here && queue.nextCursor === null && this.#outdated) void this.reload();
    const ahead = queue.groups.slice(queue.at + 1).filter(isOpen).length;
    if (queue.nextCursor === null || ahead >= enoughAhead) return;
    const { nextCursor: cursor } = queue;
    const era = this.#era;
    this.#readingMore = true;
    this.#source
      .groups(view, { cursor, limit: queue.groups.length < secondPageGroups ? secondPageGroups : pageGroups })
      .then((page) => {
        if (era === this.#era) this.#set({ queue: addPage(this.#snapshot.queue, page), problem: null });
      })
      .catch((error: unknown) => {
        if (era === this.#era) this.#set({ problem: error });
      })
      .finally(() => {
        this.#readingMore = false;
        if (era !== this.#era || this.#snapshot.problem === null) this.#readOn();
      });
  }

  #write(work: () => Promise<void>): void {
    this.#unanswered += 1;
    this.#writes = this.#writes.then(async () => {
      await work();
      this.#unanswered -= 1;
      this.#answered += 1;
      if (this.#unanswered > 0) return;
      if (this.#reloadDue) await this.reload();
      for (const groupId of this.#stale) await this.#refresh(groupId);
    });
  }

  async #send(key: number, view: DuplicateView | undefined): Promise<void> {
    const step = this.#snapshot.queue.steps.find((each) => each.key === key);
    // Taken back before it was sent: there is nothing to say.
    if (!step) return;
    for (const { captureId } of step.decisions) this.#echoes.add(captureId);
    if (step.whole) this.#manyEchoes += 1;
    try {
      const { groupId, whole, referenceId } = step;
      const batch =
        view && whole
          ? await this.#source.decideGroup(view, groupId, whole, referenceId)
          : await this.#source.decide(step.decisions, groupId);
      // Taken back in the meantime: undo follows as the next request and finds the batch here.
      this.#batches.set(key, batch.id);
      this.#set({ queue: confirm(this.#snapshot.queue, key, batch.id) });
      this.#count(tallyOf(step, batch), 1);
      await this.#readUnsent(step.groupId);
    } catch (error) {
      for (const { captureId } of step.decisions) this.#echoes.delete(captureId);
      if (step.whole) this.#manyEchoes = Math.max(0, this.#manyEchoes - 1);
      this.#move((queue) => takeBack(queue, key));
      if (problemOf(error).code === 'CONFLICT' || problemOf(error).code === 'NOT_FOUND') {
        this.#notices.problem('This group changed meanwhile', error);
        await this.#refresh(step.groupId);
      } else this.#notices.problem('The decision was not saved and is open again', error);
    }
  }

  readonly #bulk = new Map<string, Tally>();

  /** Batches of steps that may have been taken back before the answer came. */
  readonly #batches = new Map<number, string>();

  async #undoStep(step: Step): Promise<void> {
    const batchId = step.batchId ?? this.#batches.get(step.key);
    if (batchId === undefined) return;
    const decided = step.decisions.map(({ captureId }) => captureId);
    for (const captureId of decided) this.#echoes.add(captureId);
    try {
      const batch = await this.#source.undo(batchId);
      this.#batches.delete(step.key);
      this.#count(tallyOf(step, batch), -1);
      const group = this.#snapshot.queue.groups.find((each) => each.source.id === step.groupId);
      if (!group) await this.#bringBack(step.groupId, batch);
      else if (!wasReadWith(group, decided)) await this.#refresh(step.groupId);
    } catch (error) {
      for (const captureId of decided) this.#echoes.delete(captureId);
      this.#notices.problem('This could not be undone', error);
      if (problemOf(error).code === 'CONFLICT') await this.#refresh(step.groupId);
      else this.#move((queue) => sayAgain(queue, { ...step, batchId }));
    }
  }

  async #undoEarlier(batchId: string | undefined): Promise<void> {
    try {
      const batch = await this.#source.undo(batchId);
      this.#notices.done(`Undone: ${batch.summary}`);
      this.#count(this.#bulk.get(batch.id), -1);
      await this.reload();
    } catch (error) {
      this.#notices.problem('Nothing was undone', error);
    }
  }

  /** Shows the group of an undone step again, which was said in another view or is not read any more. */
  async #bringBack(groupId: string, batch: DecisionBatch): Promise<void> {
    const view = this.#view;
    if (!view) return;
    this.#notices.done(`Undone: ${batch.summary}`);
    const group = await this.#source.group(groupId, view).catch(() => undefined);
    if (group) this.#move((queue) => insertGroup(queue, group));
    else await this.reload();
  }

  /** A very large group comes in parts: when all that were sent are decided, asks for those after them. */
  async #readUnsent(groupId: string): Promise<void> {
    const group = this.#snapshot.queue.groups.find((each) => each.source.id === groupId);
    if (group && isOpen(group) && !hasQuestion(group)) await this.#refresh(groupId);
  }

  /**
   * Reads a group again. While something that was said is on its way the answer may be of before or after it, so it is
   * asked for when all of that has arrived.
   */
  async #refresh(groupId: string): Promise<void> {
    const view = this.#view;
    const era = this.#era;
    if (!view) return;
    this.#stale.add(groupId);
    if (this.#unanswered > 0) return;
    this.#stale.delete(groupId);
    const answered = this.#answered;
    try {
      const group = await this.#source.group(groupId, view);
      if (era !== this.#era) return;
      if (this.#unanswered > 0 || this.#answered !== answered) await this.#refresh(groupId);
      else this.#move((queue) => replaceGroup(queue, group));
    } catch (error) {
      // What could not be read again stays as it is; only what is gone goes.
      if (era === this.#era && problemOf(error).code === 'NOT_FOUND') this.#move((queue) => dropGroup(queue, groupId));
    }
  }

  #count(done: Tally | undefined, sign: 1 | -1): void {
    const { tally } = this.#snapshot;
    if (!done) return;
    this.#set({
      tally: {
        kept: tally.kept + sign * done.kept,
        discarded: tally.discarded + sign * done.discarded,
        bytes: Math.max(0, tally.bytes + sign * done.bytes),
      },
    });
  }
}

function tallyOf(step: Step, batch: DecisionBatch): Tally {
  const discarded = step.decisions.filter(({ verdict }) => verdict === 'discard_duplicate').length;
  return { kept: step.decisions.length - discarded, discarded, bytes: batch.bytes };
}

function hasQuestion(group: ReviewGroup): boolean {
  return pendingOf(group).some((id) => id !== group.referenceId);
}
