import type { DuplicateGroup, DuplicateMember } from '../../../src-shared/contract/duplicates.ts';
import {
  isOpen,
  type MemberDecision,
  type MemberState,
  memberOf,
  nextPending,
  openGroup,
  type ReviewGroup,
  stepCandidate,
  type WholeAction,
  withCandidate,
  withMembers,
  withQuestion,
  withReference,
  withStates,
} from './review-group.ts';

/** What was said in one go in this window, and where the person stood when saying it. */
export interface Step {
  readonly key: number;
  readonly groupId: string;
  readonly referenceId: string;
  readonly candidateId: string;
  readonly decisions: readonly MemberDecision[];
  /** The pictures themselves: what is in the trash is in no group that is read again, and undo shows it at once. */
  readonly members: readonly DuplicateMember[];
  /** How the members stood before; undo puts this back. */
  readonly before: Readonly<Record<string, MemberState>>;
  /** Said of the whole group, also of members that were not sent; null where the decisions are all there is. */
  readonly whole: WholeAction | null;
  /** Null while the core has not answered yet. */
  readonly batchId: string | null;
}

/** The groups that were read so far, in their order, where the person is, and what was said and can be taken back. */
export interface ReviewQueue {
  readonly groups: readonly ReviewGroup[];
  /** The group on the screen; `groups.length` when the person is past the last one that was read. */
  readonly at: number;
  /** Where to read on; null when there are no more, undefined while nothing was read. */
  readonly nextCursor: string | null | undefined;
  readonly steps: readonly Step[];
}

export const emptyQueue: ReviewQueue = { groups: [], at: 0, nextCursor: undefined, steps: [] };

/** The group on the screen. */
export function currentGroup(queue: ReviewQueue): ReviewGroup | undefined {
  return queue.groups[queue.at];
}

function indexOf(queue: ReviewQueue, groupId: string): number {
  return queue.groups.findIndex((group) => group.source.id === groupId);
}

function edit(queue: ReviewQueue, index: number, change: (group: ReviewGroup) => ReviewGroup): ReviewQueue {
  const group = queue.groups[index];
  if (!group) return queue;
  const changed = change(group);
  return changed === group ? queue : { ...queue, groups: queue.groups.with(index, changed) };
}

/** Changes the group on the screen. */
export function editCurrent(queue: ReviewQueue, change: (group: ReviewGroup) => ReviewGroup): ReviewQueue {
  return edit(queue, queue.at, change);
}

function statesAfter(decisions: readonly MemberDecision[]): Record<string, MemberState> {
  return Object.fromEntries(
    decisions.map(
      ({ captureId, verdict }) => [captureId, verdict === 'keep_duplicate' ? 'kept' : 'discarded'] as const,
    ),
  );
}

/** A group with what a step says of it. */
function said(group: ReviewGroup, step: Step): ReviewGroup {
  const after = withStates(group, statesAfter(step.decisions));
  return step.whole === null ? after : { ...after, restDecided: true };
}

/** A group as it came, with what was said of it and is not answered yet. */
function withUnanswered(queue: ReviewQueue, group: ReviewGroup): ReviewGroup {
  return queue.steps.filter((step) => step.batchId === null && step.groupId === group.source.id).reduce(said, group);
}

/** Adds what was read next. A group that is there already stays where it is, as it is. */
export function addPage(
  queue: ReviewQueue,
  page: { readonly items: readonly DuplicateGroup[]; readonly nextCursor: string | null },
): ReviewQueue {
  const known = new Set(queue.groups.map((group) => group.source.id));
  const added = page.items.filter((group) => !known.has(group.id)).map(openGroup);
  return { ...queue, groups: [...queue.groups, ...added], nextCursor: page.nextCursor };
}

/** Begins again with the first page, at the group that was on the screen while it asks for something, or the next one. */
export function restart(
  queue: ReviewQueue,
  page: { readonly items: readonly DuplicateGroup[]; readonly nextCursor: string | null },
): ReviewQueue {
  const fresh = addPage({ ...emptyQueue, steps: queue.steps }, page);
  const groups = fresh.groups.map((group) => withUnanswered(queue, group));
  const here = currentGroup(queue);
  const place = here ? groups.findIndex((group) => group.source.id === here.source.id) : -1;
  // Further on than the first page: nobody is sent back to the beginning.
  if (here && place < 0 && page.nextCursor !== null && isOpen(here))
    return { ...fresh, groups: [here, ...groups], at: 0 };
  const asking = groups[place];
  if (asking && isOpen(asking)) return { ...fresh, groups, at: place };
  return toNextOpen({ ...fresh, groups, at: -1 });
}

/**
 * One group as the core has it now. The person stays where they are in it, as far as that is still there. With one
 * picture left there is nothing to compare: such a group goes, unless all of it was decided here and can be taken back.
 */
export function replaceGroup(queue: ReviewQueue, source: DuplicateGroup): ReviewQueue {
  if (source.others.length === 0) {
    const before = queue.groups[indexOf(queue, source.id)];
    return before && isOpen(before) ? dropGroup(queue, source.id) : queue;
  }
  return edit(queue, indexOf(queue, source.id), (before) => {
    const fresh = withUnanswered(queue, openGroup(source));
    const referenced =
      fresh.states[before.referenceId] === 'discarded' ? fresh : withReference(fresh, before.referenceId);
    const candidate = before.candidateId !== referenced.referenceId && memberOf(referenced, before.candidateId);
    const asked = candidate && referenced.states[before.candidateId] === 'pending' ? before.candidateId : undefined;
    return asked === undefined ? withQuestion(referenced) : withCandidate(referenced, asked);
  });
}

/** Puts a group that was not read yet before the one on the screen, and goes there. */
export function insertGroup(queue: ReviewQueue, source: DuplicateGroup): ReviewQueue {
  const index = indexOf(queue, source.id);
  if (index >= 0) return { ...replaceGroup(queue, source), at: index };
  if (source.others.length === 0) return queue;
  const group = withUnanswered(queue, openGroup(source));
  return { ...queue, groups: queue.groups.toSpliced(queue.at, 0, group) };
}

/** Takes out a group that is not there any more. */
export function dropGroup(queue: ReviewQueue, groupId: string): ReviewQueue {
  const index = indexOf(queue, groupId);
  if (index < 0) return queue;
  return { ...queue, groups: queue.groups.toSpliced(index, 1), at: index < queue.at ? queue.at - 1 : queue.at };
}

/** The next group that asks for something, or past the last one that was read. */
export function toNextOpen(queue: ReviewQueue): ReviewQueue {
  const ahead = queue.groups.findIndex((group, index) => index > queue.at && isOpen(group));
  return { ...queue, at: ahead < 0 ? queue.groups.length : ahead };
}

/** So many groups on or back, decided ones too. */
export function stepGroup(queue: ReviewQueue, steps: number): ReviewQueue {
  const at = Math.min(queue.groups.length, Math.max(0, queue.at + steps));
  return at === queue.at ? queue : { ...queue, at };
}

/** So many members on or back within the group. */
export function stepMember(queue: ReviewQueue, steps: number): ReviewQueue {
  return editCurrent(queue, (group) => stepCandidate(group, steps));
}

/** Leaves the member undecided: to the next undecided one of the group, and after the last to the next group. */
export function skip(queue: ReviewQueue): ReviewQueue {
  const group = currentGroup(queue);
  if (!group) return queue;
  const next = nextPending(group, group.candidateId, false);
  return next === undefined ? toNextOpen(queue) : editCurrent(queue, (each) => withCandidate(each, next));
}

/** Says something of members of the group on the screen, and goes on to what is asked next. */
export function decide(
  queue: ReviewQueue,
  key: number,
  decisions: readonly MemberDecision[],
  whole: WholeAction | null = null,
): ReviewQueue {
  const group = currentGroup(queue);
  if (!group || decisions.length === 0) return queue;
  const step: Step = {
    key,
    groupId: group.source.id,
    referenceId: group.referenceId,
    candidateId: group.candidateId,
    decisions,
    members: decisions.flatMap(({ captureId }) => memberOf(group, captureId) ?? []),
    before: Object.fromEntries(decisions.map(({ captureId }) => [captureId, group.states[captureId] ?? 'pending'])),
    whole,
    batchId: null,
  };
  const decided = editCurrent({ ...queue, steps: [...queue.steps, step] }, (each) => said(each, step));
  const after = currentGroup(decided);
  if (!after || !isOpen(after)) return toNextOpen(decided);
  return editCurrent(decided, (each) => withQuestion(each, each.candidateId));
}

/** The core has written it down. */
export function confirm(queue: ReviewQueue, key: number, batchId: string): ReviewQueue {
  return { ...queue, steps: queue.steps.map((step) => (step.key === key ? { ...step, batchId } : step)) };
}

/** Takes back what was said, and goes to where it was said. For undo, and for what the core refused. */
export function takeBack(queue: ReviewQueue, key: number): ReviewQueue {
  const step = queue.steps.find((each) => each.key === key);
  if (!step) return queue;
  const steps = queue.steps.filter((each) => each.key !== key);
  const index = indexOf(queue, step.groupId);
  if (index < 0) return { ...queue, steps };
  // What was said later of the same picture stands.
  const later = new Set(
    steps.filter((each) => each.key > key).flatMap((each) => each.decisions.map(({ captureId }) => captureId)),
  );
  const before = Object.fromEntries(Object.entries(step.before).filter(([captureId]) => !later.has(captureId)));
  const members = step.members.filter(({ capture }) => capture.id in before);
  return edit({ ...queue, steps, at: index }, index, (read) => {
    const group = withStates(withMembers(read, members), before);
    const known = (captureId: string, otherwise: string) => (memberOf(group, captureId) ? captureId : otherwise);
    return {
      ...group,
      referenceId: known(step.referenceId, group.referenceId),
      candidateId: known(step.candidateId, group.candidateId),
      restDecided: step.whole === null && group.restDecided,
    };
  });
}

/** Says again what could not be taken back. */
export function sayAgain(queue: ReviewQueue, step: Step): ReviewQueue {
  const steps = [...queue.steps, step].sort((a, b) => a.key - b.key);
  return edit({ ...queue, steps }, indexOf(queue, step.groupId), (group) => said(group, step));
}
