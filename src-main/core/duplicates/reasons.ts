import { greatestPerceptualSimilarity, similarityText } from '../../../src-shared/domain/similarity.ts';
import type { MatchType } from '../../../src-shared/domain/vocabulary.ts';

/** How two pictures were found to be alike. */
export interface Match {
  readonly matchType: MatchType;
  readonly similarity: number;
  readonly scrolledPixels: number | null;
}

export const referenceReason = 'The one the others are compared with';

/** Why two pictures count as duplicates, or why they do not for all their likeness, in one sentence. */
export function matchReason({ matchType, similarity, scrolledPixels }: Match, otherText = false): string {
  if (matchType === 'exact') return 'Same file, byte for byte';
  const share = similarityText(similarity);
  if (scrolledPixels !== null) {
    const direction = scrolledPixels < 0 ? ' up' : '';
    return `Scrolled${direction} by ${Math.abs(scrolledPixels)} px; ${share} of the picture is the same`;
  }
  // Colours and what a larger copy shows more of are not compared, and may well be seen.
  if (similarity >= greatestPerceptualSimilarity) return 'Another file: no part of it is lighter or darker';
  const same = `${share} of the picture is the same`;
  return otherText ? `${same}, but the text in it is another` : same;
}
