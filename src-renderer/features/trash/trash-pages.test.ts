import { describe, expect, it } from 'vitest';
import type { TrashedCapture } from '../../../src-shared/contract/trash.ts';
import { picturesOf, type TrashPages, withoutPictures } from './trash-pages.ts';
import { purgeInWords } from './trash-words.ts';

const picture = (id: string): TrashedCapture => ({ id }) as TrashedCapture;
const pages = (...ids: readonly string[][]): TrashPages => ({
  pages: ids.map((page) => ({ items: page.map(picture), nextCursor: null })),
  pageParams: ids.map(() => undefined),
});
const idsOf = (trash: TrashPages): string[] => picturesOf(trash).map(({ id }) => id);

describe('the loaded pages of the trash', () => {
  it('are one list, in which a picture on two pages stands once', () => {
    expect(idsOf(pages(['a', 'b'], ['b', 'c']))).toEqual(['a', 'b', 'c']);
    expect(picturesOf(undefined)).toEqual([]);
  });

  it('lose what was restored, and only the pages it was on change', () => {
    const before = pages(['a', 'b'], ['c']);
    const after = withoutPictures(before, new Set(['b', 'x']));
    expect(idsOf(after)).toEqual(['a', 'c']);
    expect(after.pages[1]).toBe(before.pages[1]);
  });
});

describe('when a picture will be deleted for good', () => {
  it('is said in days, and not at all where the trash is never emptied by itself', () => {
    const day = 86_400_000;
    expect([purgeInWords(30 * day, 0), purgeInWords(day / 2, 0), purgeInWords(5, 5), purgeInWords(null, 0)]).toEqual([
      'Deleted in 30 days',
      'Deleted in less than a day',
      'Will be deleted soon',
      'Kept until the trash is emptied',
    ]);
  });
});
