import { expect, it } from 'vitest';
import { formatThreshold, scopeWords, scrollWords, timeApart } from './review-words.ts';

it('says how alike pictures are to be', () => {
  expect(formatThreshold(1)).toBe('Same file');
  expect(formatThreshold(0.995)).toBe('99.5 % or more');
});

it('says which pictures are looked at', () => {
  expect(scopeWords({ displays: 'across' }, undefined)).toBe('Whole library');
  expect(scopeWords({ day: '2026-11-22', displays: 'each' }, undefined)).toBe('Sun, 22 Nov 2026, each display apart');
  expect(scopeWords({ from: '2026-11-20', to: '2026-11-22', displayId: 'x', displays: 'across' }, 'Left')).toBe(
    'Fri, 20 Nov 2026 to Sun, 22 Nov 2026, Left',
  );
});

it('says how far two pictures are apart', () => {
  expect(timeApart(0, 125_000)).toBe('2 min 5 s later');
  expect(timeApart(125_000, 0)).toBe('2 min 5 s earlier');
  expect(timeApart(0, 120)).toBe('at the same moment');
  expect(scrollWords(240)).toBe('Scrolled down by 240 px');
  expect(scrollWords(-18)).toBe('Scrolled up by 18 px');
});
