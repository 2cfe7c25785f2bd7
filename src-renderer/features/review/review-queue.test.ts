import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aGroup, idOf } from './review.fake.ts';
import { decisionsFor, groupActions, isOpen, type MemberState, type ReviewGroup } from './review-group.ts';
import {
  addPage,
  confirm,
  currentGroup,
  decide,
  dropGroup,
  editCurrent,
  emptyQueue,
  insertGroup,
  type ReviewQueue,
  replaceGroup,
  restart,
  skip,
  stepGroup,
  stepMember,
  takeBack,
  toNextOpen,
} from './review-queue.ts';

const page = (...ids: string[]) => ({ items: ids.map((id) => aGroup(id)), nextCursor: null });
const queueOf = (...ids: string[]): ReviewQueue => addPage(emptyQueue, page(...ids));
const act = (queue: ReviewQueue, key: number, action: (typeof groupActions)[number]): ReviewQueue => {
  const group = currentGroup(queue) as ReviewGroup;
  return decide(queue, key, decisionsFor(group, action));
};
const here = (queue: ReviewQueue): string | undefined => currentGroup(queue)?.source.id;

it('goes to the next group by itself after the last decision, and to the end after the last group', () => {
  const one = act(queueOf('a', 'b'), 1, 'discard');
  expect(here(one)).toBe('b');
  const two = act(one, 2, 'keep_all');
  expect(here(two)).toBeUndefined();
  expect(two.at).toBe(2);
});

it('stays in a group while a member is undecided, and asks about the next one', () => {
  const queue = addPage(emptyQueue, { items: [aGroup('a', 3)], nextCursor: null });
  const after = act(queue, 1, 'discard');
  expect(here(after)).toBe('a');
  expect(currentGroup(after)?.candidateId).toBe(idOf('a2'));
});

it('leaves out groups that were decided when it goes on, and shows them when asked', () => {
  const decided = stepGroup(act(queueOf('a', 'b', 'c'), 1, 'keep_all'), -1);
  expect(here(decided)).toBe('a');
  expect(here(toNextOpen(decided))).toBe('b');
  expect(here(stepGroup(decided, -5))).toBe('a');
});

it('skips a member, then the group, and decides nothing', () => {
  const queue = addPage(emptyQueue, { items: [aGroup('a', 3), aGroup('b')], nextCursor: null });
  const once = skip(queue);
  expect(currentGroup(once)?.candidateId).toBe(idOf('a2'));
  const twice = skip(once);
  expect(here(twice)).toBe('b');
  expect(twice.steps).toEqual([]);
});

it('goes back to where something was said when it is taken back', () => {
  const queue = addPage(emptyQueue, { items: [aGroup('a', 3), aGroup('b')], nextCursor: null });
  const chosen = stepMember(queue, 1);
  const after = stepGroup(act(chosen, 1, 'discard_others'), 1);
  const back = takeBack(after, 1);
  expect(here(back)).toBe('a');
  expect(currentGroup(back)).toEqual(currentGroup(chosen));
  expect(back.steps).toEqual([]);
});

it('lets a later decision about the same picture stand when an earlier one is taken back', () => {
  const queue = addPage(emptyQueue, { items: [aGroup('a', 3)], nextCursor: null });
  const kept = act(queue, 1, 'keep');
  const again = editCurrent(kept, (group) => ({ ...group, candidateId: idOf('a1') }));
  const discarded = act(again, 2, 'discard');
  expect(currentGroup(takeBack(discarded, 1))?.states[idOf('a1')]).toBe('discarded');
  expect(currentGroup(takeBack(discarded, 2))?.states[idOf('a1')]).toBe('kept');
});

it('puts what is not answered yet over a group that is read again, and nothing else', () => {
  const queue = addPage(emptyQueue, { items: [aGroup('a', 4)], nextCursor: null });
  const answered = confirm(act(queue, 1, 'discard'), 1, 'batch');
  const both = act(answered, 2, 'discard');
  const fresh = currentGroup(replaceGroup(both, aGroup('a', 4)));
  // Another window undid the first one meanwhile; the second is on its way.
  expect(fresh?.states).toMatchObject({ [idOf('a1')]: 'pending', [idOf('a2')]: 'discarded' });
  expect(fresh?.candidateId).toBe(idOf('a3'));
});

it('begins again at the group on the screen, or at the first one', () => {
  const queue = stepGroup(queueOf('a', 'b', 'c'), 1);
  expect(here(restart(queue, page('b', 'c', 'd')))).toBe('b');
  expect(here(restart(queue, page('c', 'd')))).toBe('c');
  expect(restart(queue, page('c')).groups).toHaveLength(1);
  // Far from the beginning: the first page does not reach as far as the person is.
  expect(here(restart(queue, { ...page('a'), nextCursor: 'more' }))).toBe('b');
  // Decided a moment ago and not answered yet: the core still sends it, and it asks for nothing.
  expect(here(restart(act(queueOf('a', 'b'), 1, 'keep_all'), page('a', 'c')))).toBe('c');
});

it('keeps its place when a group goes or comes', () => {
  const queue = stepGroup(queueOf('a', 'b', 'c'), 1);
  expect(here(dropGroup(queue, 'a'))).toBe('b');
  expect(here(dropGroup(queue, 'b'))).toBe('c');
  expect(here(insertGroup(queue, aGroup('z')))).toBe('z');
  expect(insertGroup(queue, aGroup('c')).groups).toHaveLength(3);
});

it('leaves a group of which only one picture is left, and never compares that with itself', () => {
  const alone = (id: string) => aGroup(id, 1);
  const queue = queueOf('a', 'b', 'c');
  expect(here(replaceGroup(queue, alone('a')))).toBe('b');
  expect(insertGroup(queue, alone('d')).groups).toHaveLength(3);
  // Decided about here: it stays to be looked at and taken back.
  const decided = act(queue, 1, 'discard_others');
  expect(replaceGroup(decided, alone('a'))).toBe(decided);
});

it('does not add a group twice', () => {
  expect(addPage(queueOf('a', 'b'), page('b', 'c')).groups.map((group) => group.source.id)).toEqual(['a', 'b', 'c']);
});

it('agrees with a model that only knows what was said and not taken back', () => {
  const sizes = fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 1, maxLength: 6 });
  const moves = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...groupActions) },
      { weight: 2, arbitrary: fc.constantFrom('undo', 'refuse-any', 'skip') },
      { weight: 3, arbitrary: fc.constantFrom('next', 'previous', 'left', 'right', 'reference') },
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(sizes, moves, fc.nat(), (members, done, seed) => {
      let queue = addPage(emptyQueue, {
        items: members.map((count, index) => aGroup(`g${index}`, count)),
        nextCursor: null,
      });
      let key = 0;
      for (const move of done) {
        const group = currentGroup(queue);
        if (move === 'undo') queue = takeBack(queue, queue.steps.at(-1)?.key ?? 0);
        else if (move === 'refuse-any') {
          queue = takeBack(queue, queue.steps[seed % Math.max(1, queue.steps.length)]?.key ?? 0);
        } else if (move === 'skip') queue = skip(queue);
        else if (move === 'next') queue = stepGroup(queue, 1);
        else if (move === 'previous') queue = stepGroup(queue, -1);
        else if (move === 'left') queue = stepMember(queue, -1);
        else if (move === 'right') queue = stepMember(queue, 1);
        else if (move === 'reference') {
          queue = editCurrent(queue, (each) => ({
            ...each,
            referenceId: each.candidateId,
            candidateId: each.referenceId,
          }));
        } else if (group) {
          key += 1;
          queue = decide(queue, key, decisionsFor(group, move));
        }

        const expected = new Map<string, MemberState>();
        for (const { decisions } of queue.steps) {
          for (const { captureId, verdict } of decisions) {
            expected.set(captureId, verdict === 'keep_duplicate' ? 'kept' : 'discarded');
          }
        }
        expect(queue.at).toBeGreaterThanOrEqual(0);
        expect(queue.at).toBeLessThanOrEqual(queue.groups.length);
        for (const each of queue.groups) {
          expect(each.candidateId).not.toBe(each.referenceId);
          for (const { capture } of each.members) {
            expect(each.states[capture.id]).toBe(expected.get(capture.id) ?? 'pending');
          }
        }
        // A decision never leads into the middle of a group that asks nothing.
        const now = currentGroup(queue);
        if (
          now &&
          groupActions.some((action) => action === move) &&
          group !== now &&
          now.source.id !== group?.source.id
        ) {
          expect(isOpen(now)).toBe(true);
        }
      }
    }),
  );
});
