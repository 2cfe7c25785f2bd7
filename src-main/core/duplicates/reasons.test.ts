import { expect, it } from 'vitest';
import { matchReason } from './reasons.ts';

const match = { matchType: 'perceptual', similarity: 0.9999, scrolledPixels: null } as const;

it('says no more of two files than what was compared: a grey copy can be told from a coloured one', () => {
  expect(matchReason(match)).toBe('Another file: no part of it is lighter or darker');
  expect(matchReason({ ...match, matchType: 'exact', similarity: 1 })).toBe('Same file, byte for byte');
});

it('gives the share that is the same, how far it is scrolled, and that the text is another', () => {
  expect(matchReason({ ...match, similarity: 0.98 })).toBe('98 % of the picture is the same');
  expect(matchReason({ ...match, similarity: 0.8, scrolledPixels: -240 })).toBe(
    'Scrolled up by 240 px; 80 % of the picture is the same',
  );
  expect(matchReason({ ...match, similarity: 0.98 }, true)).toBe(
    '98 % of the picture is the same, but the text in it is another',
  );
});
