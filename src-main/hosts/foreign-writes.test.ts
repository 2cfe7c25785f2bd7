import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LiveMessage } from '../../src-shared/contract/live.ts';
import { captureOnce, type DemoSession, openDemoSession } from '../api/session.fake.ts';
import { ForeignWrites } from './foreign-writes.ts';
import type { OpenedLibrary } from './open-library.ts';

let demo: DemoSession;
let other: DemoSession;

beforeEach(async () => {
  demo = await openDemoSession();
  other = await openDemoSession({ folder: demo.folder, capture: false });
});

afterEach(async () => {
  await other.session.close();
  await demo.dispose();
});

function openedOf({ session }: DemoSession): OpenedLibrary {
  const found = session.openedOrProblem();
  if ('problem' in found) throw new Error(found.problem.message);
  return found.opened;
}

/** What the windows of the capturing process are told at a look. */
function watchWrites(): { look(): Promise<string[]>; messages: LiveMessage[] } {
  const opened = openedOf(demo);
  const writes = new ForeignWrites(opened, demo.session.live);
  const messages: LiveMessage[] = [];
  const kinds = ['captures-changed', 'review-changed', 'duplicates-changed', 'job-changed'];
  demo.session.live.subscribe((message) => {
    if (kinds.includes(message.type)) messages.push(message);
  });
  return {
    messages,
    look: async () => {
      messages.length = 0;
      await writes.look();
      // Jobs are read once more before they are told.
      await new Promise((resolve) => setImmediate(resolve));
      return messages.map((message) => message.type).sort();
    },
  };
}

it('tells nothing of what this process wrote itself', async () => {
  const { look } = watchWrites();
  expect(await look()).toEqual([]);
  await captureOnce(demo);
  await openedOf(demo).database.jobs.enqueue({ type: 'import', payload: {}, createdAt: 1 }, { unlessWaiting: false });
  expect(await look()).toEqual([]);
});

it('tells the windows of the process that captures what another one wrote', async () => {
  const [captureId = ''] = await captureOnce(demo);
  const { look, messages } = watchWrites();
  expect(await look()).toEqual([]);

  const job = await openedOf(other).database.jobs.enqueue(
    { type: 'import', payload: { from: 'elsewhere' }, createdAt: 1 },
    { unlessWaiting: false },
  );
  expect(await look()).toEqual(['job-changed']);
  expect(messages).toMatchObject([{ job: { id: job.id, status: 'pending' } }]);
  expect(await look()).toEqual([]);

  await openedOf(other).database.captures.setMissing([captureId], 5);
  expect(await look()).toEqual(['captures-changed']);

  await openedOf(other).database.bookkeeping.set('duplicates.match-batches', 1);
  expect(await look()).toEqual(['duplicates-changed']);

  const native = new Database(join(demo.libraryPath, 'afterimage.db'));
  native
    .prepare('INSERT INTO decision_batches (id, summary, decisions, first_decision, decided_at) VALUES (?, ?, 0, 1, 1)')
    .run('0'.repeat(36), 'Nothing');
  native.close();
  expect(await look()).toEqual(['captures-changed', 'review-changed']);
  expect(messages).toContainEqual({ type: 'review-changed', captureIds: null });
});
