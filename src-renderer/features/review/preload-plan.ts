import { memberOf, nextPending, othersOf, type ReviewGroup } from './review-group.ts';
import { currentGroup, type ReviewQueue } from './review-queue.ts';

/** Two pictures that will be compared. */
export interface Pair {
  readonly referenceId: string;
  readonly candidateId: string;
}

/** What to have ready before a key is pressed, most urgent first. */
export interface PreloadPlan {
  readonly pairs: readonly Pair[];
  /** Ids of pictures to load and decode; those whose file is gone are left out. */
  readonly pictures: readonly string[];
}

export const groupsAhead = 3;
export const groupsBehind = 1;
/** Members of the group on the screen that are made ready on either side. */
const membersAhead = 3;

function pairOf(group: ReviewGroup | undefined): Pair[] {
  return group && group.candidateId !== group.referenceId
    ? [{ referenceId: group.referenceId, candidateId: group.candidateId }]
    : [];
}

/** The candidates that a key can lead to within the group: the next undecided one first, then those beside it. */
function candidatesNear(group: ReviewGroup): string[] {
  const others = othersOf(group).map((member) => member.capture.id);
  const at = others.indexOf(group.candidateId);
  const next = nextPending(group, group.candidateId);
  const near = [1, -1, ...Array.from({ length: membersAhead - 1 }, (_, index) => index + 2)];
  return [...(next === undefined ? [] : [next]), ...near.flatMap((step) => others[at + step] ?? [])];
}

/** What the next key presses may show: what is on the screen, the next member, the next groups, the one before. */
export function preloadPlan(queue: ReviewQueue): PreloadPlan {
  const here = currentGroup(queue);
  const ahead = queue.groups.slice(queue.at + 1, queue.at + 1 + groupsAhead);
  const behind = queue.groups.slice(Math.max(0, queue.at - groupsBehind), queue.at);
  const [next, ...later] = here ? candidatesNear(here) : [];
  const inside = (candidateId: string | undefined): Pair[] =>
    here && candidateId !== undefined && candidateId !== here.referenceId
      ? [{ referenceId: here.referenceId, candidateId }]
      : [];
  const wanted = [
    ...pairOf(here),
    ...inside(next),
    ...ahead.flatMap(pairOf),
    ...behind.flatMap(pairOf),
    ...later.flatMap(inside),
  ];
  const pairs = [...new Map(wanted.map((pair) => [`${pair.referenceId} ${pair.candidateId}`, pair])).values()];
  const groups = [...(here ? [here] : []), ...ahead, ...behind];
  const isThere = (id: string): boolean =>
    groups.some((group) => {
      const member = memberOf(group, id);
      return member !== undefined && member.capture.missingAt === null;
    });
  const pictures = new Set(pairs.flatMap((pair) => [pair.referenceId, pair.candidateId]));
  return { pairs, pictures: [...pictures].filter(isThere) };
}
