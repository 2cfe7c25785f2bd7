import { expect, it } from 'vitest';
import { similarityText } from './similarity.ts';

it('rounds a similarity down, so that only the same file reads as 100 %', () => {
  expect([0.9999, 0.999999, 0.99999999999, 0.98749, 0.97, 0.9916, 0.995, 0.5, 1].map(similarityText)).toEqual([
    '99.99 %',
    '99.99 %',
    '99.99 %',
    '98.74 %',
    '97 %',
    '99.16 %',
    '99.5 %',
    '50 %',
    '100 %',
  ]);
});
