import { ORPCError } from '@orpc/client';
import { expect, it, vi } from 'vitest';
import type { DuplicateView } from '../../../src-shared/contract/duplicates.ts';
import { aGroup, FakeReviewSource, idOf } from './review.fake.ts';
import { isOpen, type ReviewGroup } from './review-group.ts';
import { currentGroup } from './review-queue.ts';
import { ReviewSession } from './review-session.ts';

const view: DuplicateView = { kind: 'similar', threshold: 0.97, scope: { displays: 'across' } };

async function reviewOf(source: FakeReviewSource) {
  const notices = { problem: vi.fn(), done: vi.fn() };
  const session = new ReviewSession(source, notices);
  session.open(view);
  // The first group comes alone; those after it are read while it is looked at.
  await until(
    session,
    ({ reading, problem, queue: { groups, nextCursor } }) =>
      !reading && (problem !== null || nextCursor === null || groups.length > 1),
  );
  return { session, notices, here: () => currentGroup(session.get().queue)?.source.id };
}

/** Resolves as soon as the review is as wanted. */
function until(session: ReviewSession, wanted: (snapshot: ReturnType<ReviewSession['get']>) => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (wanted(session.get())) return resolve();
    const stop = session.subscribe(() => {
      if (!wanted(session.get())) return;
      stop();
      resolve();
    });
  });
}

const manyGroups = (count: number) => Array.from({ length: count }, (_, index) => aGroup(`g${index}`));
const conflict = () => new ORPCError('CONFLICT', { message: 'Another window has decided so already.' });

it('shows the next group at once, and writes the decision down behind', async () => {
  const source = new FakeReviewSource(manyGroups(3));
  const { session, here } = await reviewOf(source);
  const release = source.hold();
  session.act('discard');
  expect(here()).toBe('g1');
  expect(source.batches).toEqual([]);
  release();
  await session.settled();
  expect(source.states.get(idOf('g01'))).toBe('discarded');
  expect(source.states.get(idOf('g00'))).toBe('kept');
  expect(session.get().tally).toMatchObject({ kept: 1, discarded: 1 });
});

it('goes on to the groups after the first one when they come, where they were not there yet', async () => {
  const source = new FakeReviewSource(manyGroups(3));
  const session = new ReviewSession(source, { problem: vi.fn(), done: vi.fn() });
  session.open(view);
  await until(session, ({ reading }) => !reading);
  expect(session.get().queue.groups).toHaveLength(1);
  session.act('keep_all');
  expect(currentGroup(session.get().queue)).toBeUndefined();
  await until(session, ({ queue }) => queue.groups.length === 3);
  expect(currentGroup(session.get().queue)?.source.id).toBe('g1');
});

it('reads on long before the person is there, and knows when there is no more', async () => {
  const source = new FakeReviewSource(manyGroups(40));
  const { session, here } = await reviewOf(source);
  await until(session, ({ queue }) => queue.groups.length >= 10);
  for (let group = 0; group < 40; group += 1) {
    await until(session, ({ queue }) => currentGroup(queue) !== undefined);
    session.act('keep_all');
  }
  await session.settled();
  await until(session, ({ queue }) => queue.nextCursor === null);
  expect(here()).toBeUndefined();
  expect([...source.states.values()].every((state) => state === 'kept')).toBe(true);
});

it('puts a decision back that was not saved, and says so', async () => {
  const source = new FakeReviewSource(manyGroups(2));
  const { session, notices, here } = await reviewOf(source);
  source.failNext(new TypeError('fetch failed'));
  session.act('discard');
  expect(here()).toBe('g1');
  await session.settled();
  expect(here()).toBe('g0');
  expect(session.get().queue.groups.every(isOpen)).toBe(true);
  expect(notices.problem).toHaveBeenCalledExactlyOnceWith(
    'The decision was not saved and is open again',
    expect.any(TypeError),
  );
});

it('shows a group as another window left it when that was quicker', async () => {
  const source = new FakeReviewSource([aGroup('g0', 3), aGroup('g1')]);
  const { session, notices, here } = await reviewOf(source);
  source.states.set(idOf('g01'), 'kept');
  source.failNext(conflict());
  session.act('discard');
  await session.settled();
  expect(here()).toBe('g0');
  expect(currentGroup(session.get().queue)?.states).toMatchObject({ [idOf('g01')]: 'kept', [idOf('g02')]: 'pending' });
  expect(currentGroup(session.get().queue)?.candidateId).toBe(idOf('g02'));
  expect(notices.problem).toHaveBeenCalledWith('This group changed meanwhile', expect.any(ORPCError));
});

it('shows a picture again that was discarded, not read since, and brought back', async () => {
  const source = new FakeReviewSource([aGroup('g0', 4), aGroup('g1')]);
  const { session } = await reviewOf(source);
  session.act('discard');
  session.act('discard');
  await session.settled();
  // A new capture was matched: the group comes without what is in the trash.
  session.duplicatesChanged();
  await until(session, ({ queue }) => currentGroup(queue)?.members.length === 2);
  session.undo();
  await session.settled();
  session.undo();
  await session.settled();
  const group = currentGroup(session.get().queue);
  expect(group?.members.map(({ capture }) => capture.id)).toEqual(['g00', 'g01', 'g02', 'g03'].map(idOf));
  expect(group?.candidateId).toBe(idOf('g01'));
  expect(group?.source.memberCount).toBe(4);
});

it('never has a picture on the screen that it does not have, nor decides about one', async () => {
  const source = new FakeReviewSource([aGroup('g0', 4), aGroup('g1')]);
  const { session } = await reviewOf(source);
  session.act('discard');
  await session.settled();
  session.duplicatesChanged();
  await until(session, ({ queue }) => currentGroup(queue)?.members.length === 3);
  session.undo();
  const group = currentGroup(session.get().queue);
  expect(group?.members.map(({ capture }) => capture.id)).toContain(group?.candidateId);
  expect(group?.members.map(({ capture }) => capture.id)).toContain(group?.referenceId);
  await session.settled();
});

it('undoes any number of steps, each where it was said', async () => {
  const source = new FakeReviewSource(manyGroups(5));
  const { session, here } = await reviewOf(source);
  for (let step = 0; step < 4; step += 1) session.act('discard');
  await session.settled();
  for (const expected of ['g3', 'g2', 'g1', 'g0']) {
    session.undo();
    expect(here()).toBe(expected);
  }
  await session.settled();
  expect([...source.states.values()].every((state) => state === 'pending')).toBe(true);
  expect(session.get().tally).toEqual({ kept: 0, discarded: 0, bytes: 0 });
});

it('never sends what was taken back before its turn, and undoes what was on its way', async () => {
  const source = new FakeReviewSource(manyGroups(4));
  const { session } = await reviewOf(source);
  const release = source.hold();
  session.act('discard');
  session.act('discard');
  await Promise.resolve();
  session.undo();
  session.undo();
  release();
  await session.settled();
  expect(source.calls).toEqual(['decide 2', 'undo batch 0']);
  expect([...source.states.values()].every((state) => state === 'pending')).toBe(true);
});

it('says again what could not be undone', async () => {
  const source = new FakeReviewSource(manyGroups(2));
  const { session, notices } = await reviewOf(source);
  session.act('discard');
  await session.settled();
  source.failNext(new TypeError('fetch failed'));
  session.undo();
  await session.settled();
  expect(session.get().queue.groups[0]?.states[idOf('g01')]).toBe('discarded');
  expect(notices.problem).toHaveBeenCalledWith('This could not be undone', expect.any(TypeError));
  session.undo();
  await session.settled();
  expect(source.states.get(idOf('g01'))).toBe('pending');
});

it('undoes what was decided before the page was opened, and reads the groups anew', async () => {
  const source = new FakeReviewSource(manyGroups(2));
  await source.decide([
    { captureId: idOf('g00'), verdict: 'keep_duplicate' },
    { captureId: idOf('g01'), verdict: 'discard_duplicate' },
  ]);
  const { session, notices, here } = await reviewOf(source);
  expect(session.get().queue.groups).toHaveLength(1);
  session.undo();
  await session.settled();
  expect(session.get().queue.groups.map((group) => group.source.id)).toEqual(['g0', 'g1']);
  expect(notices.done).toHaveBeenCalledWith('Undone: Decided 2');
  expect(here()).toBe('g1');
});

it('brings back the group of a step that was said in another view', async () => {
  const source = new FakeReviewSource(manyGroups(2));
  const { session, here } = await reviewOf(source);
  session.act('discard');
  await session.settled();
  session.open({ ...view, threshold: 0.99 });
  await until(session, ({ reading }) => !reading);
  session.undo();
  await session.settled();
  expect(here()).toBe('g0');
  expect(source.states.get(idOf('g01'))).toBe('pending');
});

it('takes no notice of its own decisions, and reads again what others decided', async () => {
  const source = new FakeReviewSource([aGroup('g0', 3), aGroup('g1', 3)]);
  const { session } = await reviewOf(source);
  session.act('discard');
  await session.settled();
  session.reviewChanged([idOf('g01')]);
  expect(source.calls).toEqual(['decide 1']);
  source.states.set(idOf('g11'), 'discarded');
  session.reviewChanged([idOf('g11')]);
  await until(
    session,
    ({ queue }) => queue.groups[1]?.members.every(({ capture }) => capture.id !== idOf('g11')) === true,
  );
  expect(source.calls).toEqual(['decide 1', 'group g1']);
});

it('finds the groups that came while the last ones were decided', async () => {
  const source = new FakeReviewSource(manyGroups(1));
  const { session, here } = await reviewOf(source);
  session.act('keep_all');
  await session.settled();
  expect(here()).toBeUndefined();
  source.add(aGroup('later'));
  session.duplicatesChanged();
  await until(session, ({ queue }) => currentGroup(queue) !== undefined);
  expect(here()).toBe('later');
});

it('believes no answer that was on its way while something was taken back', async () => {
  const source = new FakeReviewSource([aGroup('a', 3), aGroup('b')]);
  const { session } = await reviewOf(source);
  session.act('discard');
  await session.settled();
  const decided = session.get().queue.steps[0]?.decisions[0]?.captureId ?? '';
  const read = source.group.bind(source);
  const late = Promise.withResolvers<void>();
  source.group = async (id) => {
    const now = await read(id);
    await late.promise;
    return now;
  };
  session.duplicatesChanged();
  await vi.waitFor(() => expect(source.calls).toContain('group a'));
  session.undo();
  await session.settled();
  late.resolve();
  await vi.waitFor(() => expect(source.calls.filter((call) => call === 'group a')).toHaveLength(2));
  await session.settled();
  expect(session.get().queue.groups[0]?.states[decided]).toBe('pending');
});

it('believes no list that was on its way while something was decided', async () => {
  const source = new FakeReviewSource([aGroup('a', 3)]);
  const { session, here } = await reviewOf(source);
  const read = source.groups.bind(source);
  const late = Promise.withResolvers<void>();
  let lists = 0;
  source.groups = async (...wanted) => {
    const now = await read(...wanted);
    lists += 1;
    await late.promise;
    return now;
  };
  session.reviewChanged(null);
  await vi.waitFor(() => expect(lists).toBe(1));
  session.act('keep_all');
  await session.settled();
  late.resolve();
  await vi.waitFor(() => expect(lists).toBeGreaterThan(1));
  await until(session, ({ reading }) => !reading);
  expect(here()).toBeUndefined();
});

it('drops a group that is not there any more', async () => {
  const source = new FakeReviewSource(manyGroups(2));
  const { session, here } = await reviewOf(source);
  source.group = () => Promise.reject(new ORPCError('NOT_FOUND', { message: 'There is no such group.' }));
  session.reviewChanged([idOf('g01')]);
  await until(session, ({ queue }) => queue.groups.length === 1);
  expect(here()).toBe('g1');
});

it('says why the groups could not be read, and reads them when asked again', async () => {
  const source = new FakeReviewSource(manyGroups(1));
  const groups = source.groups.bind(source);
  source.groups = () => Promise.reject(new TypeError('fetch failed'));
  const { session } = await reviewOf(source);
  expect(session.get().problem).toBeInstanceOf(TypeError);
  source.groups = groups;
  await session.reload();
  expect(session.get().problem).toBeNull();
  expect(session.get().queue.groups).toHaveLength(1);
});

it('counts what was decided about all groups at once, until it is undone', async () => {
  const source = new FakeReviewSource(manyGroups(2));
  const { session } = await reviewOf(source);
  const decisions = ['g00', 'g10'].map((name) => ({ captureId: idOf(name), verdict: 'keep_duplicate' as const }));
  const batch = await source.decide(decisions);
  session.bulkDone(batch, { kept: 2, discarded: 3 });
  expect(session.get().tally).toEqual({ kept: 2, discarded: 3, bytes: 1000 });
  session.undo();
  await session.settled();
  expect(session.get().tally).toEqual({ kept: 0, discarded: 0, bytes: 0 });
});

it('decides about a very large group as a whole, also about members that were not sent', async () => {
  const large = { ...aGroup('g0', 3), memberCount: 900, pendingCount: 900 };
  const source = new FakeReviewSource([large, aGroup('g1')]);
  const fill = source.groups.bind(source);
  source.groups = async (...asked) => {
    const page = await fill(...asked);
    return { ...page, items: page.items.map((group) => (group.id === 'g0' ? { ...group, pendingCount: 900 } : group)) };
  };
  const { session, here } = await reviewOf(source);
  session.act('discard_others');
  expect(here()).toBe('g1');
  await session.settled();
  expect(source.calls).toContain('decideGroup g0 discard_others');
  expect(source.states.get(idOf('g00'))).toBe('kept');
  session.undo();
  expect(here()).toBe('g0');
  expect(isOpen(session.get().queue.groups[0] as ReviewGroup)).toBe(true);
});
