import type { KeeperRule } from '../../../src-shared/domain/vocabulary.ts';

/** What the suggested keeper of a group is chosen by. */
export interface KeeperFacts {
  readonly isKept: boolean;
  readonly isTagged: boolean;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly capturedAt: number;
  /** Only asked for where the rule needs it. */
  sharpness(): number;
}

type Better = (one: KeeperFacts, other: KeeperFacts) => number;

const pixels = (facts: KeeperFacts) => facts.width * facts.height;

/** Positive where the first one is better. */
const betterByRule: Readonly<Record<KeeperRule, Better>> = {
  largest: (one, other) => pixels(one) - pixels(other) || one.bytes - other.bytes,
  sharpest: (one, other) => one.sharpness() - other.sharpness(),
  oldest: (one, other) => other.capturedAt - one.capturedAt,
  newest: (one, other) => one.capturedAt - other.capturedAt,
};

const byState: Better = (one, other) =>
  Number(one.isKept) - Number(other.isKept) || Number(one.isTagged) - Number(other.isTagged);

/** The place of the suggested keeper: kept before, then tagged, then by the rule, and the oldest of equals. */
export function chooseKeeper(members: readonly KeeperFacts[], rule: KeeperRule): number {
  const better = betterByRule[rule];
  let best = 0;
  for (let place = 1; place < members.length; place += 1) {
    const one = members[place] as KeeperFacts;
    const other = members[best] as KeeperFacts;
    const wins = byState(one, other) || better(one, other) || other.capturedAt - one.capturedAt;
    if (wins > 0) best = place;
  }
  return best;
}

/** Why that one, in one sentence that is true of this group. */
export function keeperReason(members: readonly KeeperFacts[], keeper: number, rule: KeeperRule): string {
  const chosen = members[keeper] as KeeperFacts;
  const others = members.filter((_, place) => place !== keeper);
  if (chosen.isKept) {
    return others.some((other) => other.isKept) ? 'One of those you kept before.' : 'You kept it before.';
  }
  if (chosen.isTagged) {
    return others.some((other) => other.isTagged) ? 'One of those with tags.' : 'It has tags, the others have none.';
  }
  const equals = others.filter((other) => betterByRule[rule](chosen, other) === 0);
  const oldest = equals.every((other) => other.capturedAt > chosen.capturedAt) ? 'the oldest' : 'one';
  switch (rule) {
    case 'largest': {
      const size = `${chosen.width}×${chosen.height}`;
      if (equals.length > 0) return `All of the best are equally large, ${size}: ${oldest} of them.`;
      if (others.every((other) => pixels(other) < pixels(chosen)))
        return `The largest: ${size}, the others are smaller.`;
      return `The largest file of those with ${size} pixels.`;
    }
    case 'sharpest':
      return equals.length > 0 ? `All of the best are equally sharp: ${oldest} of them.` : 'The sharpest.';
    case 'oldest':
      return equals.length > 0 ? 'One of the oldest.' : 'The oldest.';
    case 'newest':
      return equals.length > 0 ? 'One of the newest.' : 'The newest.';
  }
}
