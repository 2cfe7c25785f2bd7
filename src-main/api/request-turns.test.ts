import { expect, it } from 'vitest';
import { RequestTurns } from './request-turns.ts';

const turn = () => new Promise<void>((next) => setImmediate(next));

it('lets a few requests begin in each turn, in their order, and all in the end', async () => {
  const turns = new RequestTurns();
  const begun: number[] = [];
  const all = Promise.all(Array.from({ length: 50 }, (_, index) => turns.next().then(() => begun.push(index))));
  const ofEachTurn: number[] = [];
  while (begun.length < 50) {
    const before = begun.length;
    await turn();
    ofEachTurn.push(begun.length - before);
    expect(ofEachTurn.length).toBeLessThan(50);
  }
  await all;
  expect(begun).toEqual(Array.from({ length: 50 }, (_, index) => index));
  expect(Math.max(...ofEachTurn)).toBeLessThanOrEqual(16);
  expect(ofEachTurn.length).toBeGreaterThan(3);
});

it('lets one that comes alone begin at once, also after others had to wait', async () => {
  const turns = new RequestTurns();
  await Promise.all(Array.from({ length: 20 }, () => turns.next()));
  await turn();
  await turn();
  let hasBegun = false;
  turns.next().then(() => {
    hasBegun = true;
  });
  await Promise.resolve();
  await Promise.resolve();
  expect(hasBegun).toBe(true);
});
