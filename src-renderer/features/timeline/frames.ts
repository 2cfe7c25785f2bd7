import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { Gap } from '../../../src-shared/contract/timeline.ts';
import { gapAt } from '../../ui/time-strip/gap-blocks.ts';

/** What one display showed at a moment, as far as it is known. */
export type Frame =
  | { readonly kind: 'loading' }
  /** A picture, stored at or before the moment. */
  | { readonly kind: 'capture'; readonly capture: Capture }
  /** Nothing was captured, for this reason; `last` is the picture before. */
  | { readonly kind: 'gap'; readonly gap: Gap; readonly last: Capture | null }
  /** Before the first picture of the day. */
  | { readonly kind: 'nothing-yet' };

/** The last capture of a display at or before a moment, in a list that runs from old to new. */
export function lastAtOrBefore(
  captures: readonly Capture[] | undefined,
  displayId: string | null,
  at: number,
): Capture | undefined {
  return captures?.findLast((capture) => capture.displayId === displayId && capture.capturedAt <= at);
}

/** What is known about a display around a moment. `undefined` lists are still being loaded. */
export interface FrameSources {
  readonly displayId: string | null;
  /** The bucket of the moment; empty where it holds nothing. */
  readonly here: readonly Capture[] | undefined;
  /** The nearest bucket before it that holds pictures of this display; empty where there is none. */
  readonly earlier: readonly Capture[] | undefined;
  /** The last picture of an earlier day, for a screen unchanged since; undefined while not known. */
  readonly fromDayBefore: Capture | null | undefined;
  readonly gaps: readonly Gap[];
}

/** Decides what a display showed at a moment. A picture that still held wins over a gap. */
export function frameAt(sources: FrameSources, at: number): Frame {
  const { displayId, here, earlier, fromDayBefore, gaps } = sources;
  if (!here) return { kind: 'loading' };
  const inHere = lastAtOrBefore(here, displayId, at);
  if (!inHere && !earlier) return { kind: 'loading' };
  const last = inHere ?? lastAtOrBefore(earlier, displayId, at) ?? null;
  if (last && last.endedAt >= at) return { kind: 'capture', capture: last };
  if (!last && fromDayBefore === undefined) return { kind: 'loading' };
  if (!last && fromDayBefore && fromDayBefore.endedAt >= at) return { kind: 'capture', capture: fromDayBefore };
  const gap = gapAt(gaps, displayId, at);
  // A gap that ended before the picture was taken cannot explain what came after it.
  if (gap && (!last || gap.startedAt >= last.capturedAt))
    return { kind: 'gap', gap, last: last ?? fromDayBefore ?? null };
  return last ? { kind: 'capture', capture: last } : { kind: 'nothing-yet' };
}

/** True when both show the same, so that nothing has to be drawn again. */
export function sameFrame(a: Frame, b: Frame): boolean {
  if (a.kind === 'capture' && b.kind === 'capture') return a.capture === b.capture;
  if (a.kind === 'gap' && b.kind === 'gap')
    return a.gap.id === b.gap.id && a.last === b.last && a.gap.endedAt === b.gap.endedAt;
  return a.kind === b.kind && a.kind !== 'capture' && a.kind !== 'gap';
}
