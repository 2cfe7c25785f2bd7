import type { ExportSelection } from '../../../src-shared/contract/exporting.ts';
import { formatDay, formatQuantity, formatShortDay } from '../../lib/format.ts';

/** What the address says is to be exported. A selection of single pictures does not fit into it, and goes beside it. */
export interface ExportAddress {
  readonly day?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly display?: string | undefined;
  readonly tag?: string | undefined;
  readonly decision?: ExportSelection['reviewState'];
}

/** Which time is exported. */
export type Span = 'library' | 'day' | 'range';

export function spanOf({ day, from, to }: ExportAddress): Span {
  if (day !== undefined) return 'day';
  return from !== undefined || to !== undefined ? 'range' : 'library';
}

/** What the core is asked for. */
export function selectionOf(address: ExportAddress, captureIds: readonly string[] | undefined): ExportSelection {
  if (captureIds) return { captureIds: [...captureIds] };
  return {
    day: address.day,
    from: address.from,
    to: address.to,
    displayId: address.display,
    tag: address.tag,
    reviewState: address.decision,
  };
}

/** What is exported, in a few words: `Kept pictures of Sunday, 22 November 2026, tagged “trip”`. */
export function scopeInWords(address: ExportAddress, captureIds: readonly string[] | undefined): string {
  if (captureIds) return formatQuantity(captureIds.length, 'selected picture');
  const { day, from, to, tag, decision } = address;
  const which =
    decision === 'kept' ? 'Kept pictures' : decision === 'unreviewed' ? 'Undecided pictures' : 'All pictures';
  const when =
    day !== undefined
      ? ` of ${formatDay(day)}`
      : from !== undefined && to !== undefined
        ? ` from ${formatShortDay(from)} to ${formatShortDay(to)}`
        : from !== undefined
          ? ` since ${formatShortDay(from)}`
          : to !== undefined
            ? ` until ${formatShortDay(to)}`
            : '';
  return `${which}${when}${tag === undefined ? '' : `, tagged “${tag}”`}`;
}

/** The part of a suggested name that says what it holds. */
export function nameOfScope(address: ExportAddress, today: string): string {
  const { day, from, to } = address;
  if (day !== undefined) return day;
  if (from !== undefined && to !== undefined) return from === to ? from : `${from}-to-${to}`;
  return today;
}
