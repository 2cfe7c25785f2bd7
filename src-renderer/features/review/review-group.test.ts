import { expect, it } from 'vitest';
import { aCapture, aGroup, idOf } from './review.fake.ts';
import {
  decisionsFor,
  isOpen,
  nextPending,
  openGroup,
  stepCandidate,
  unsentPending,
  withReference,
  withStates,
} from './review-group.ts';

const keep = (name: string) => ({ captureId: idOf(name), verdict: 'keep_duplicate' });
const discard = (name: string) => ({ captureId: idOf(name), verdict: 'discard_duplicate' });

it('opens a group with the first undecided member beside the suggested keeper', () => {
  const group = openGroup(aGroup('g', [{}, { pending: false }, {}]));
  expect(group.referenceId).toBe(idOf('g0'));
  expect(group.candidateId).toBe(idOf('g2'));
  expect(group.states[idOf('g1')]).toBe('kept');
});

it('asks about the suggested keeper itself where it is the only new one among kept ones', () => {
  const group = openGroup(aGroup('g', [{}, { pending: false }, { pending: false }]));
  expect(group.candidateId).toBe(idOf('g0'));
  expect(group.referenceId).toBe(idOf('g1'));
  expect(decisionsFor(group, 'discard')).toEqual([discard('g0')]);
});

it('never takes a picture in the trash for the one that stays', () => {
  const trashed = { pending: false, capture: aCapture('g1', { trashedAt: 1, reviewState: 'discarded' }) };
  const group = openGroup(aGroup('g', [{}, trashed, { pending: false }]));
  expect(group.states[idOf('g1')]).toBe('discarded');
  expect(group.referenceId).toBe(idOf('g2'));
});

it('says with the decision about the last other one that the reference stays', () => {
  const three = openGroup(aGroup('g', 3));
  expect(decisionsFor(three, 'discard')).toEqual([discard('g1')]);
  const two = openGroup(aGroup('g', 2));
  expect(decisionsFor(two, 'discard')).toEqual([discard('g1'), keep('g0')]);
  expect(decisionsFor(two, 'keep')).toEqual([keep('g1'), keep('g0')]);
});

it('says nothing of a reference that was kept before', () => {
  const group = openGroup(aGroup('g', [{ pending: false }, {}]));
  expect(decisionsFor(group, 'discard')).toEqual([discard('g1')]);
  expect(decisionsFor(group, 'discard_others')).toEqual([discard('g1')]);
});

it('decides about a whole group in one go, and only about what is undecided', () => {
  const group = openGroup(aGroup('g', [{}, { pending: false }, {}]));
  expect(decisionsFor(group, 'keep_all')).toEqual([keep('g0'), keep('g2')]);
  expect(decisionsFor(group, 'discard_others')).toEqual([discard('g2'), keep('g0')]);
  expect(decisionsFor(group, 'discard_all')).toEqual([discard('g0'), discard('g2')]);
});

it('keeps the reference that the person chose, not the suggested one', () => {
  const group = withReference(openGroup(aGroup('g', 3)), idOf('g1'));
  expect(group.candidateId).toBe(idOf('g0'));
  expect(decisionsFor(group, 'discard_others')).toEqual([discard('g0'), discard('g2'), keep('g1')]);
});

it('changes a kept picture to a discarded one, and says nothing twice', () => {
  const group = openGroup(aGroup('g', [{}, { pending: false }, {}]));
  const kept = { ...group, candidateId: idOf('g1') };
  expect(decisionsFor(kept, 'keep')).toEqual([]);
  expect(decisionsFor(kept, 'discard')).toEqual([discard('g1')]);
  expect(decisionsFor(withStates(kept, { [idOf('g1')]: 'discarded' }), 'discard')).toEqual([]);
});

it('keeps a very large group open while members that were not sent are undecided', () => {
  const source = { ...aGroup('g', 2), memberCount: 500, pendingCount: 500 };
  const group = openGroup(source);
  expect(unsentPending(group)).toBe(498);
  expect(decisionsFor(group, 'discard')).toEqual([discard('g1')]);
  const decided = withStates(group, { [idOf('g0')]: 'kept', [idOf('g1')]: 'discarded' });
  expect(isOpen(decided)).toBe(true);
});

it('walks through the others without the reference, and finds the next undecided one around the end', () => {
  const group = openGroup(aGroup('g', 4));
  expect(stepCandidate(group, -1).candidateId).toBe(idOf('g1'));
  expect(stepCandidate(group, 2).candidateId).toBe(idOf('g3'));
  expect(stepCandidate(group, 9).candidateId).toBe(idOf('g3'));
  const oneDecided = withStates(group, { [idOf('g2')]: 'kept' });
  expect(nextPending(oneDecided, idOf('g1'))).toBe(idOf('g3'));
  expect(nextPending(oneDecided, idOf('g3'))).toBe(idOf('g1'));
  expect(nextPending(oneDecided, idOf('g3'), false)).toBeUndefined();
});
