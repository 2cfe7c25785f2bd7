import type { TrashedCapture, TrashSummary } from '../../../src-shared/contract/trash.ts';
import { formatAgo, formatBytes, formatDaySpan, formatQuantity, formatShortDay, formatTime } from '../../lib/format.ts';

const dayMs = 86_400_000;

/** When a discarded picture will be deleted for good. */
export function purgeInWords(purgesAt: number | null, nowMs: number): string {
  if (purgesAt === null) return 'Kept until the trash is emptied';
  if (purgesAt <= nowMs) return 'Will be deleted soon';
  return `Deleted in ${formatDaySpan((purgesAt - nowMs) / dayMs)}`;
}

export function discardedInWords(trashedAt: number | null, nowMs: number): string {
  return trashedAt === null ? 'Discarded' : `Discarded ${formatAgo(nowMs - trashedAt)}`;
}

/** `Sun, 22 Nov 2026, 14:03:05` on the wall clock of the picture. */
export function takenInWords(capture: TrashedCapture): string {
  return `${formatShortDay(capture.localDay)}, ${formatTime(capture.capturedAt, capture.utcOffsetMinutes)}`;
}

export function nameOfPicture(capture: TrashedCapture): string {
  return capture.displayName ?? capture.originalFilename ?? 'Picture';
}

/** `1,234 pictures, 3.2 GB`. */
export function contentInWords({ captures, bytes }: Pick<TrashSummary, 'captures' | 'bytes'>): string {
  return `${formatQuantity(captures, 'picture')}, ${formatBytes(bytes)}`;
}

/** How long discarded pictures stay. */
export function retentionInWords({ retentionDays }: Pick<TrashSummary, 'retentionDays'>): string {
  return retentionDays === 0
    ? 'Discarded pictures stay here until you empty the trash.'
    : `Discarded pictures stay here for ${formatQuantity(retentionDays, 'day')}, and are then deleted for good.`;
}
