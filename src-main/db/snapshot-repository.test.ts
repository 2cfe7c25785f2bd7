import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src-shared/contract/snapshots.ts';
import type { SnapshotRepository } from '../ports/memory-repository.ts';
import { makeState } from './sample-state.fake.ts';
import { TestLibrary } from './test-library.fake.ts';

async function openSnapshots(): Promise<{ library: TestLibrary; snapshots: SnapshotRepository }> {
  const library = await TestLibrary.make();
  return { library, snapshots: (await library.open()).snapshots };
}

async function walk(snapshots: SnapshotRepository, since: number, limit: number): Promise<Snapshot[]> {
  const items: Snapshot[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await snapshots.getSnapshotsSince({ since, limit, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}

/** Rows as another version of the app may have left them. */
function writeRaw(library: TestLibrary, rows: readonly { id: string; timestamp: number; snapshot: unknown }[]): void {
  library.raw((native) => {
    const insert = native.prepare('INSERT INTO snapshots (id, timestamp, snapshot) VALUES (?, ?, ?)');
    for (const row of rows) insert.run(row.id, row.timestamp, JSON.stringify(row.snapshot));
  });
}

const unreadable = [null, 5, 'text', [], {}, { ...makeState(), storage: {} }, { ...makeState(), queue: 'long' }];

describe('snapshots', () => {
  it('are listed since a moment as a list in memory has them, whatever the order they came in', async () => {
    const { library, snapshots } = await openSnapshots();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 12 }),
        fc.integer({ min: -1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        async (moments, moment, limit) => {
          library.raw((native) => native.exec('DELETE FROM snapshots'));
          const model: Snapshot[] = [];
          for (const [index, timestamp] of moments.entries()) {
            model.push(await snapshots.saveSnapshot(timestamp, makeState({ captures: index })));
          }
          const inOrder = model.toSorted((one, two) => one.timestamp - two.timestamp || (one.id < two.id ? -1 : 1));
          const since = inOrder.filter((each) => each.timestamp >= moment);
          expect(await walk(snapshots, moment, limit)).toEqual(since);
          expect((await snapshots.series(moment, 100)).map((point) => [point.timestamp, point.captures])).toEqual(
            since.map((each) => [each.timestamp, each.snapshot.storage.captures]),
          );
          expect(await snapshots.getLatestSnapshot(moment)).toEqual(
            inOrder.findLast((each) => each.timestamp <= moment),
          );
          const before = inOrder.filter((each) => each.timestamp < moment);
          expect(await snapshots.momentsBefore(moment)).toEqual(before.map(({ id, timestamp }) => ({ id, timestamp })));
          await snapshots.delete(before.map((each) => each.id));
          expect(await walk(snapshots, -1, limit)).toEqual(since);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('that cannot be read any more are passed over, and the others are still there', async () => {
    const { library, snapshots } = await openSnapshots();
    const first = await snapshots.saveSnapshot(10, makeState());
    writeRaw(
      library,
      unreadable.map((snapshot, index) => ({
        id: `01a200ac-b5dd-778c-a4ba-7d9e2ab74bd${index}`,
        timestamp: 20 + index,
        snapshot,
      })),
    );
    expect(await snapshots.getLatestSnapshot(100)).toEqual(first);
    const last = await snapshots.saveSnapshot(50, makeState());
    for (const limit of [1, 2, 100]) expect(await walk(snapshots, 0, limit)).toEqual([first, last]);
    expect(await snapshots.getLatestSnapshot(100)).toEqual(last);
    expect((await snapshots.series(0, 100)).map((point) => point.timestamp)).toEqual([10, 50]);
  });

  it('of a newer app are read without what this one does not know', async () => {
    const { library, snapshots } = await openSnapshots();
    const id = '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1';
    writeRaw(library, [{ id, timestamp: 5, snapshot: { ...makeState(), weather: 'rain' } }]);
    expect(await walk(snapshots, 0, 10)).toEqual([{ id, timestamp: 5, snapshot: makeState() }]);
  });

  it('give the plots what they draw, and of too many the newest', async () => {
    const { snapshots } = await openSnapshots();
    for (const timestamp of [1, 2, 3]) await snapshots.saveSnapshot(timestamp, makeState({ freeBytes: null }));
    expect(await snapshots.series(0, 2)).toEqual([
      {
        timestamp: 2,
        recording: true,
        captures: 12,
        bytes: 3_600_000,
        databaseBytes: 400_000,
        trashBytes: 50_000,
        freeBytes: null,
        pending: 2,
        running: 1,
        failed: 0,
      },
      expect.objectContaining({ timestamp: 3 }),
    ]);
  });
});
