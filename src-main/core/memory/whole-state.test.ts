import { expect, it } from 'vitest';
import { type DemoSession, openDemoSession } from '../../api/session.fake.ts';
import { makeCapture, TestLibrary } from '../../db/test-library.fake.ts';
import { unavailableCaptureStatus } from '../status/unavailable-capture.ts';
import { readWholeState } from './whole-state.ts';

it('adds up what the library has, also a trash of more than one slice', async () => {
  const library = await TestLibrary.make();
  const database = await library.open();
  await database.captures.insert([makeCapture({ fileSize: 700 }), makeCapture({ fileSize: 50, displayId: 'other' })]);
  library.raw((native) => {
    native.pragma('foreign_keys = OFF');
    const insert = native.prepare(
      "INSERT INTO reviews (capture_id, review_state, trashed_at, taken_at, bytes) VALUES (?, 'discarded', ?, 1, ?)",
    );
    native.transaction(() => {
      // Many in one moment, as one decision discards them; negative, as of a clock that was far off.
      for (let index = 0; index < 12_345; index += 1) insert.run(`id-${index}`, Math.floor(index / 4000) - 1, index);
    })();
  });
  const enqueue = (path: string) =>
    database.jobs.enqueue({ type: 'import', payload: { path }, createdAt: 1 }, { unlessWaiting: false });
  await enqueue('a');
  await enqueue('b');
  const failed = await enqueue('c');
  library.raw((native) => native.prepare("UPDATE jobs SET status = 'failed' WHERE id = ?").run(failed.id));

  const state = await readWholeState({
    database,
    events: { unresolvedCount: async () => 3 },
    capture: { status: () => unavailableCaptureStatus('Nothing captures.', 5) },
    room: async () => null,
    versions: { app: '1.2.3', host: 'cli', platform: 'linux', runtime: 'node 24' },
  });
  expect(state).toMatchObject({
    capture: { recording: false, source: null },
    displays: [],
    storage: {
      captures: 2,
      bytes: 750,
      trashBytes: (12_345 * 12_344) / 2,
      databaseBytes: await database.databaseBytes(),
      freeBytes: null,
      totalBytes: null,
    },
    queue: { pending: 2, running: 0, failed: 1 },
    health: { healthy: true, unresolvedAlerts: 3 },
    versions: { app: '1.2.3', host: 'cli', revision: database.revision.current },
  });
  expect(state.storage.trashBytes).toBe((await database.trash.summary()).bytes);
  expect(state.versions.sqlite).toMatch(/^3\.\d+\.\d+/);
});

/** Resolves when the process says that it took one. */
function nextSnapshot({ session }: DemoSession): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = session.live.subscribe((message) => {
      if (message.type !== 'snapshot-added') return;
      unsubscribe();
      resolve();
    });
  });
}

it('is noted by the process that captures when it begins and ends, and by no other', async () => {
  const demo = await openDemoSession();
  try {
    const begun = nextSnapshot(demo);
    await demo.session.library().capture.consent(true);
    await begun;
    const { snapshots } = demo.session.library();
    const first = await snapshots.getLatestSnapshot();
    expect(first.snapshot).toMatchObject({
      capture: { state: 'capturing', recording: true, source: 'demo' },
      storage: { captures: expect.any(Number), freeBytes: expect.any(Number) },
      versions: { host: 'serve', runtime: `node ${process.versions.node}` },
    });
    expect(first.snapshot.displays.length).toBeGreaterThan(0);
    expect(first.snapshot.displays[0]).toMatchObject({ connected: true, health: 'ok' });
    expect(first.snapshot.versions.sqlite).toMatch(/^3\./);

    const onlooker = await openDemoSession({ folder: demo.folder, capture: false });
    await onlooker.session.close();
    await demo.session.close();
    const again = await openDemoSession({ folder: demo.folder, capture: false });
    const all = await again.session.library().snapshots.getSnapshotsSince(0);
    expect(all.items.map((each) => each.snapshot.capture.recording)).toEqual([true, false]);
    expect(all.items[1]?.snapshot.storage.captures).toBeGreaterThan(0);
    await again.session.close();
    expect(demo.reports).toEqual([]);
  } finally {
    await demo.dispose();
  }
});
