import type { Capture, CaptureMarks } from '../../../src-shared/contract/captures.ts';

/** What the person wants to see of the day, by what was said about the pictures. Empty: all of it. */
export type Marks = CaptureMarks;

/** How the address writes it: `?tag=invoice&decision=kept`. */
export interface MarksSearch {
  readonly tag?: string | undefined;
  readonly decision?: Marks['reviewState'];
}

export function marksOfSearch({ tag, decision }: MarksSearch): Marks {
  return { tag, reviewState: decision };
}

export function searchOfMarks({ tag, reviewState }: Marks): MarksSearch {
  return { tag, decision: reviewState };
}

export function isFiltering({ tag, reviewState }: Marks): boolean {
  return tag !== undefined || reviewState !== undefined;
}

/** One name for each filter, for caches. */
export function nameOfMarks({ tag, reviewState }: Marks): string {
  return isFiltering({ tag, reviewState }) ? JSON.stringify([tag, reviewState]) : '';
}

/**
 * True where a picture fits, as far as the picture tells: its tags it does not tell, so `hasTag` says whether it has
 * the wanted one. A picture that was only just taken has none.
 */
export function fits(capture: Pick<Capture, 'reviewState'>, { tag, reviewState }: Marks, hasTag: boolean): boolean {
  return (tag === undefined || hasTag) && (reviewState === undefined || capture.reviewState === reviewState);
}

const decisionWords = { kept: 'kept', unreviewed: 'not decided yet' } as const;

/** `tagged “invoice” and kept`, to go after “pictures”. */
export function marksInWords({ tag, reviewState }: Marks): string {
  return [
    tag === undefined ? undefined : `tagged “${tag}”`,
    reviewState === undefined ? undefined : decisionWords[reviewState],
  ]
    .filter((each) => each !== undefined)
    .join(' and ');
}
