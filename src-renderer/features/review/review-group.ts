import type { DuplicateGroup, DuplicateMember } from '../../../src-shared/contract/duplicates.ts';

/** Where a member of a group stands: nobody decided yet, it stays, or it is in the trash. */
export type MemberState = 'pending' | 'kept' | 'discarded';

/** A group as the review shows it: what the core said of it, what was decided since, and which two are compared. */
export interface ReviewGroup {
  readonly source: DuplicateGroup;
  /** The suggested keeper first, then the others, most similar first. */
  readonly members: readonly DuplicateMember[];
  readonly states: Readonly<Record<string, MemberState>>;
  /** What the others are compared with: the suggested keeper until the person chooses another one. */
  readonly referenceId: string;
  readonly candidateId: string;
  /** True where the whole of a very large group was decided about, also the members that were not sent. */
  readonly restDecided: boolean;
}

/** What is said of one picture in a review. */
export interface MemberDecision {
  readonly captureId: string;
  readonly verdict: 'keep_duplicate' | 'discard_duplicate';
}

/** Where a member stands by what the core said. */
export function stateOf(member: DuplicateMember): MemberState {
  if (member.pending) return 'pending';
  return member.capture.trashedAt !== null || member.capture.reviewState === 'discarded' ? 'discarded' : 'kept';
}

/** A group as it came, with its first undecided member beside the suggested keeper. */
export function openGroup(source: DuplicateGroup): ReviewGroup {
  const members = [source.reference, ...source.others];
  const group: ReviewGroup = {
    source,
    members,
    states: Object.fromEntries(members.map((member) => [member.capture.id, stateOf(member)])),
    referenceId: source.reference.capture.id,
    candidateId: source.others[0]?.capture.id ?? source.reference.capture.id,
    restDecided: false,
  };
  return withQuestion(group);
}

/**
 * Puts an undecided member beside the reference. Where the reference is the only undecided one, as when a new picture
 * is the suggested keeper among kept ones, it becomes the candidate itself.
 */
export function withQuestion(group: ReviewGroup, afterId: string | null = null): ReviewGroup {
  const next = nextPending(group, afterId);
  if (next !== undefined) return withCandidate(group, next);
  const stays = othersOf(group).find(({ capture }) => group.states[capture.id] === 'kept');
  if (!stays || group.states[group.referenceId] !== 'pending') return group;
  return { ...group, referenceId: stays.capture.id, candidateId: group.referenceId };
}

/** The member of this id; undefined where it is not one of those that were sent. */
export function memberOf(group: ReviewGroup, captureId: string): DuplicateMember | undefined {
  return group.members.find((member) => member.capture.id === captureId);
}

/** All but the reference, in the order in which they are walked through. */
export function othersOf(group: ReviewGroup): readonly DuplicateMember[] {
  return group.members.filter((member) => member.capture.id !== group.referenceId);
}

/** The ids of all undecided members that were sent. */
export function pendingOf(group: ReviewGroup): readonly string[] {
  return group.members.flatMap(({ capture }) => (group.states[capture.id] === 'pending' ? [capture.id] : []));
}

/** How many undecided members there are that were not sent: very large groups come in parts. */
export function unsentPending(group: ReviewGroup): number {
  if (group.restDecided) return 0;
  return Math.max(0, group.source.pendingCount - group.members.filter((member) => member.pending).length);
}

/** True while the group asks for something. */
export function isOpen(group: ReviewGroup): boolean {
  return pendingOf(group).length > 0 || unsentPending(group) > 0;
}

/** The first undecided member after this one, then from the beginning; the reference is never asked about. */
export function nextPending(group: ReviewGroup, afterId: string | null, wrap = true): string | undefined {
  const others = othersOf(group).map((member) => member.capture.id);
  const start = afterId === null ? 0 : others.indexOf(afterId) + 1;
  const ordered = wrap ? [...others.slice(start), ...others.slice(0, start)] : others.slice(start);
  return ordered.find((id) => group.states[id] === 'pending');
}

export function withCandidate(group: ReviewGroup, candidateId: string | undefined): ReviewGroup {
  return candidateId === undefined || candidateId === group.candidateId ? group : { ...group, candidateId };
}

/** Makes a member the one that the others are compared with; the one before takes its place as the candidate. */
export function withReference(group: ReviewGroup, referenceId: string): ReviewGroup {
  if (referenceId === group.referenceId || !memberOf(group, referenceId)) return group;
  const candidateId = group.candidateId === referenceId ? group.referenceId : group.candidateId;
  return { ...group, referenceId, candidateId };
}

/** The member so many steps on among the others; stays at either end. */
export function stepCandidate(group: ReviewGroup, steps: number): ReviewGroup {
  const others = othersOf(group);
  const at = others.findIndex((member) => member.capture.id === group.candidateId);
  const next = others[Math.min(others.length - 1, Math.max(0, at + steps))];
  return withCandidate(group, next?.capture.id);
}

/** A group with these members too, as far as they are not in it: pictures that are brought back out of the trash. */
export function withMembers(group: ReviewGroup, members: readonly DuplicateMember[]): ReviewGroup {
  const added = members.filter(({ capture }) => !memberOf(group, capture.id));
  if (added.length === 0) return group;
  const { source } = group;
  const pendingCount = source.pendingCount + added.filter(({ pending }) => pending).length;
  return {
    ...group,
    members: [...group.members, ...added],
    source: { ...source, memberCount: source.memberCount + added.length, pendingCount },
  };
}

/** True where all of these were in the group when it was read last. */
export function wasReadWith({ source }: ReviewGroup, captureIds: readonly string[]): boolean {
  const read = new Set([source.reference, ...source.others].map(({ capture }) => capture.id));
  return captureIds.every((id) => read.has(id));
}

export function withStates(group: ReviewGroup, states: Readonly<Record<string, MemberState>>): ReviewGroup {
  return { ...group, states: { ...group.states, ...states } };
}

/** Everything that can be said with one key. */
export const groupActions = ['keep', 'discard', 'keep_all', 'discard_others', 'discard_all'] as const;
export type GroupAction = (typeof groupActions)[number];

/** The actions that can be said of a whole group by its name, without naming its members. */
export type WholeAction = 'keep_all' | 'discard_others';

/** The action by which also the members that were not sent are decided about; null where all were sent. */
export function wholeAction(group: ReviewGroup, action: GroupAction): WholeAction | null {
  return unsentPending(group) > 0 && (action === 'keep_all' || action === 'discard_others') ? action : null;
}

/**
 * What an action says of which members; nothing where it would change nothing. Whoever decides about the last other
 * one has said that the reference stays: otherwise each group would ask once more about the picture it was judged by.
 */
export function decisionsFor(group: ReviewGroup, action: GroupAction): readonly MemberDecision[] {
  const pending = pendingOf(group);
  const say = (ids: readonly string[], verdict: MemberDecision['verdict']): MemberDecision[] =>
    ids.map((captureId) => ({ captureId, verdict }));
  const { referenceId, candidateId, states } = group;
  const others = pending.filter((id) => id !== referenceId);
  const reference = pending.filter((id) => id === referenceId);
  switch (action) {
    case 'keep_all':
      return say(pending, 'keep_duplicate');
    case 'discard_all':
      return say(pending, 'discard_duplicate');
    case 'discard_others':
      return [...say(others, 'discard_duplicate'), ...say(reference, 'keep_duplicate')];
    case 'keep':
    case 'discard': {
      const state = states[candidateId];
      if (state === 'discarded' || (state === 'kept' && action === 'keep')) return [];
      const last = others.every((id) => id === candidateId) && unsentPending(group) === 0;
      return [
        ...say([candidateId], action === 'keep' ? 'keep_duplicate' : 'discard_duplicate'),
        ...(last && referenceId !== candidateId ? say(reference, 'keep_duplicate') : []),
      ];
    }
  }
}
