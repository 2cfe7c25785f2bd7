import type { DuplicateScope, DuplicateView } from '../../../src-shared/contract/duplicates.ts';
import { similarityText } from '../../../src-shared/domain/similarity.ts';
import { formatDuration, formatQuantity, formatShortDay } from '../../lib/format.ts';
import type { MemberState } from './review-group.ts';

/** `97 % or more`, `the same file`. */
export function formatThreshold(threshold: number): string {
  return threshold >= 1 ? 'Same file' : `${similarityText(threshold)} or more`;
}

/** Which pictures are looked at, in a few words. */
export function scopeWords(scope: DuplicateScope, displayName: string | undefined): string {
  const { day, from, to } = scope;
  const when = day
    ? formatShortDay(day)
    : from && to
      ? `${formatShortDay(from)} to ${formatShortDay(to)}`
      : from
        ? `Since ${formatShortDay(from)}`
        : to
          ? `Until ${formatShortDay(to)}`
          : 'Whole library';
  const where = scope.displayId
    ? `, ${displayName ?? scope.displayId}`
    : scope.displays === 'each'
      ? ', each display apart'
      : '';
  return `${when}${where}`;
}

/** What a bulk action is about: `Similar pictures, 97 % or more the same`. */
export function kindWords({ kind, threshold }: Pick<DuplicateView, 'kind' | 'threshold'>): string {
  if (kind === 'scrolled') return 'Scrolled pictures';
  return threshold >= 1 ? 'Files that are the same' : `Similar pictures, ${formatThreshold(threshold)} the same`;
}

export const stateWords: Readonly<Record<MemberState, string>> = {
  pending: 'To decide',
  kept: 'Kept',
  discarded: 'In the trash',
};

/** `2 min 5 s later`, `3 d 4 h earlier`, `at the same moment`. */
export function timeApart(referenceMs: number, candidateMs: number): string {
  const apart = candidateMs - referenceMs;
  if (Math.abs(apart) < 500) return 'at the same moment';
  return `${formatDuration(Math.abs(apart))} ${apart > 0 ? 'later' : 'earlier'}`;
}

/** `Scrolled by 240 px`, with the direction in words. */
export function scrollWords(pixels: number): string {
  return `Scrolled ${pixels < 0 ? 'up' : 'down'} by ${Math.abs(pixels)} px`;
}

/** `12 groups left`. */
export function groupsLeft(groups: number): string {
  return groups === 0 ? 'No groups left' : `${formatQuantity(groups, 'group')} left`;
}
