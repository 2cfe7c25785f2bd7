import type { BulkAction, BulkPreview } from '../../../src-shared/contract/review.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { VerdictGroup } from '../../ports/review-repository.ts';
import type { GroupOutline } from '../duplicates/duplicates.ts';
import type { OneGroup } from './review.ts';

/** What a bulk action decides, and the counts that a person confirms. */
export interface BulkPlan {
  readonly preview: BulkPreview;
  readonly groups: readonly VerdictGroup[];
  /** The pictures that stay of groups of which others go. */
  readonly keeperIds: ReadonlySet<string>;
}

/** The group that was named, with the member that is to stay; all of them where none was named. */
export function onlyGroup(outlines: readonly GroupOutline[], { groupId, keepId }: OneGroup): readonly GroupOutline[] {
  if (groupId === undefined) {
    if (keepId === undefined) return outlines;
    throw new AppError('BAD_INPUT', 'Say which group the picture is to stay in.');
  }
  const group = outlines.find(({ id }) => id === groupId);
  if (!group || keepId === undefined || keepId === group.referenceId) return group ? [group] : [];
  const isPending = (id: string): boolean => group.pending.some((member) => member.id === id);
  // Without one that stays the whole group would go. A kept one stays by itself, and is the suggested one then.
  if (!isPending(keepId) && isPending(group.referenceId)) {
    throw new AppError('BAD_INPUT', 'The picture that is to stay is not in this group.');
  }
  return [{ ...group, referenceId: keepId }];
}

/** Only pictures that nobody decided about are decided about; the suggested keeper is kept. */
export function planBulk(outlines: readonly GroupOutline[], action: BulkAction): BulkPlan {
  const kept = new Map<string, string>();
  const discarded = new Map<string, string>();
  const keeperIds = new Set<string>();
  const preview = { groups: 0, discarded: 0, kept: 0, bytes: 0 };
  for (const outline of outlines) {
    if (outline.pending.length === 0) continue;
    preview.groups += 1;
    for (const { id, fileSize } of outline.pending) {
      if (kept.has(id) || discarded.has(id)) continue;
      if (action === 'keep_all' || id === outline.referenceId) {
        kept.set(id, outline.id);
        preview.kept += 1;
      } else {
        discarded.set(id, outline.id);
        keeperIds.add(outline.referenceId);
        preview.discarded += 1;
        preview.bytes += fileSize;
      }
    }
  }
  return {
    preview,
    keeperIds,
    groups: [
      { verdict: 'keep_duplicate', captures: kept },
      { verdict: 'discard_duplicate', captures: discarded },
    ],
  };
}
