import { expect, it } from 'vitest';
import { preloadPlan } from './preload-plan.ts';
import { aCapture, aGroup, idOf } from './review.fake.ts';
import { addPage, emptyQueue, stepGroup } from './review-queue.ts';

const names = (ids: readonly string[]): string[] => ids.map((id) => id.replaceAll('-', ''));

it('has ready what is on the screen, then the next member, three groups ahead and one behind', () => {
  const groups = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => aGroup(id, id === 'b' ? 4 : 2));
  const queue = stepGroup(addPage(emptyQueue, { items: groups, nextCursor: null }), 1);
  const plan = preloadPlan(queue);
  expect(names(plan.pictures)).toEqual(['b0', 'b1', 'b2', 'c0', 'c1', 'd0', 'd1', 'e0', 'e1', 'a0', 'a1', 'b3']);
  expect(plan.pairs.map(({ candidateId }) => names([candidateId])[0])).toEqual([
    'b1',
    'b2',
    'c1',
    'd1',
    'e1',
    'a1',
    'b3',
  ]);
});

it('asks for no file that is known to be gone', () => {
  const gone = { capture: aCapture('a1', { missingAt: 1 }) };
  const queue = addPage(emptyQueue, { items: [aGroup('a', [{}, gone])], nextCursor: null });
  expect(preloadPlan(queue).pictures).toEqual([idOf('a0')]);
  expect(preloadPlan(queue).pairs).toHaveLength(1);
});

it('has the last groups ready past the end, for the way back', () => {
  const queue = stepGroup(addPage(emptyQueue, { items: [aGroup('a')], nextCursor: null }), 1);
  expect(names(preloadPlan(queue).pictures)).toEqual(['a0', 'a1']);
});
