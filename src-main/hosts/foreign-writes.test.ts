import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LiveMessage } from '../../src-shared/contract/live.ts';
import { captureOnce, type DemoSession, openDemoSession } from '../api/session.fake.ts';
import type { OpenedLibrary } from './assemble-library.ts';
import { ForeignWrites } from './foreign-writes.ts';

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
  const kinds = ['captures-changed', 'review-changed', 'duplicates-changed', 'job-changed', 'events-changed'];
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
  await openedOf(demo).database.jobs.enqueue({ type: 'verify', payload: {}, createdAt: 1 }, { unlessWaiting: false });
  expect(await look()).toEqual([]);
});

it('tells the windows of the process that captures what another one wrote', async () => {
  const [captureId = ''] = await captureOnce(demo);
  const { look, messages } = watchWrites();
  expect(await look()).toEqual([]);

  const job = await openedOf(other).database.jobs.enqueue(
    { type: 'verify', payload: { from: 'elsewhere' }, createdAt: 1 },
    { unlessWaiting: false },
  );
  expect(await look()).toEqual(['job-changed']);
  expect(messages).toMatchObject([{ job: { id: job.id, status: 'pending' } }]);
  expect(await look()).toEqual([]);

  await openedOf(other).database.captures.setMissing([captureId], 5);
  expect(await look()).toEqual(['captures-changed']);

  await openedOf(other).database.bookkeeping.set('duplicates.match-batches', 1);
  expect(await look()).toEqual(['duplicates-changed']);

  const { events } = openedOf(other);
  const alert = { type: 'alert', severity: 'error', source: 'system', summary: 'A fault.', foldKey: 'fault' } as const;
  const { id } = await events.saveEvent(alert);
  expect(await look()).toEqual(['events-changed']);
  await events.saveEvent(alert);
  expect(await look()).toEqual(['events-changed']);
  await events.resolveEvent(id, 'user');
  expect(await look()).toEqual(['events-changed']);
  expect(await look()).toEqual([]);

  const native = new Database(join(demo.libraryPath, 'afterimage.db'));
  native
    .prepare('INSERT INTO decision_batches (id, summary, decisions, first_decision, decided_at) VALUES (?, ?, 0, 1, 1)')
    .run('0'.repeat(36), 'Nothing');
  native.close();
  expect(await look()).toEqual(['captures-changed', 'review-changed']);
  expect(messages).toContainEqual({ type: 'review-changed', captureIds: null });
});

it('takes over the preferences that another process sets, from the first look on, and tells the windows', async () => {
  const writes = new ForeignWrites(openedOf(demo), demo.session.live);
  const { preferences, capture } = demo.session.library();
  const told: unknown[] = [];
  demo.session.live.subscribe((message) => {
    if (message.type === 'preferences-changed') told.push(message.preferences.intervalSeconds);
  });
  await other.session.library().preferences.set('intervalSeconds', 7);
  await writes.look();
  expect(preferences.current().intervalSeconds).toBe(7);
  expect(capture.status().intervalSeconds).toBe(7);

  const heard: string[] = [];
  preferences.onChange((_now, key) => heard.push(key));
  await other.session.library().preferences.setPreference('excludedApps', ['Bank']);
  await other.session.library().preferences.setPreference('weather', 'rain');
  await writes.look();
  await writes.look();
  expect(preferences.current()).toMatchObject({ excludedApps: ['Bank'], intervalSeconds: 7 });
  expect(heard).toEqual(['excludedApps']);
  expect(told).toEqual([7, 7]);
  expect((await preferences.getPreference('weather')).value).toBe('rain');
});
