import type { BulkAction, BulkPreview } from '../../../src-shared/contract/review.ts';
import type { VerdictGroup } from '../../ports/review-repository.ts';
import type { GroupOutline } from '../duplicates/duplicates.ts';

/** What a bulk action decides, and the counts that a person confirms. */
export interface BulkPlan {
  readonly preview: BulkPreview;
  readonly groups: readonly VerdictGroup[];
}

/** Only pictures that nobody decided about are decided about; the suggested keeper is kept. */
export function planBulk(outlines: readonly GroupOutline[], action: BulkAction): BulkPlan {
  const kept: Record<string, string> = {};
  const discarded: Record<string, string> = {};
  const preview = { groups: 0, discarded: 0, kept: 0, bytes: 0 };
  for (const outline of outlines) {
    if (outline.pending.length === 0) continue;
    preview.groups += 1;
    for (const { id, fileSize } of outline.pending) {
      if (id in kept || id in discarded) continue;
      if (action === 'keep_all' || id === outline.referenceId) {
        kept[id] = outline.id;
        preview.kept += 1;
      } else {
        discarded[id] = outline.id;
        preview.discarded += 1;
        preview.bytes += fileSize;
      }
    }
  }
  return {
    preview,
    groups: [
      { verdict: 'keep_duplicate', captures: kept },
      { verdict: 'discard_duplicate', captures: discarded },
    ],
  };
}
