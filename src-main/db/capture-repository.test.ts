import { describe, expect, it } from 'vitest';
import { makeCapture } from './sample-capture.fake.ts';
import { TestLibrary } from './test-library.fake.ts';

const nine = Date.UTC(2026, 5, 15, 9, 0, 0);
const minute = 60_000;
const hour = 60 * minute;

describe('captures', () => {
  it('are all written, or none of them', async () => {
    const library = await TestLibrary.make();
    const { captures } = await library.open();
    const taken = makeCapture();
    await captures.insert([taken]);
    await expect(captures.insert([makeCapture(), taken])).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await captures.totals()).captures).toBe(1);
    await captures.insert([]);
  });

  it('are written with their signatures where they have any, in one go', async () => {
    const library = await TestLibrary.make();
    const { captures } = await library.open();
    const signature = { perceptualHash: new Uint8Array(32).fill(3), tileSignature: new Uint8Array([1, 2, 3]) };
    const signed = makeCapture();
    await captures.insert([{ ...signed, signature }, makeCapture()]);
    const taken = makeCapture();
    await expect(captures.insert([{ ...taken, signature }, signed])).rejects.toThrow();
    const rows = library.raw((native) =>
      native
        .prepare('SELECT capture_id, perceptual_hash, bytes FROM signatures JOIN tile_signatures USING (key)')
        .all(),
    );
    expect(rows).toEqual([
      {
        capture_id: signed.id,
        perceptual_hash: Buffer.from(signature.perceptualHash),
        bytes: Buffer.from(signature.tileSignature),
      },
    ]);
  });

  it('are held for longer, never for less', async () => {
    const library = await TestLibrary.make();
    const { captures } = await library.open();
    const capture = makeCapture({ capturedAt: nine, endedAt: nine + minute });
    await captures.insert([capture]);
    await captures.extend([{ id: capture.id, endedAt: nine + 5 * minute }]);
    await captures.extend([{ id: capture.id, endedAt: nine + 2 * minute }]);
    await captures.extend([{ id: '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1', endedAt: nine }]);
    expect((await captures.byId(capture.id))?.endedAt).toBe(nine + 5 * minute);
  });

  it('have neighbours, of the same display or of any, across equal times', async () => {
    const library = await TestLibrary.make();
    const { captures } = await library.open();
    const left = [0, 1, 1, 2].map((at) => makeCapture({ capturedAt: nine + at * minute, displayId: 'left' }));
    const right = [0, 1, 2].map((at) => makeCapture({ capturedAt: nine + at * minute, displayId: 'right' }));
    const trashed = makeCapture({ capturedAt: nine + minute, displayId: 'left', trashedAt: 1 });
    await captures.insert([...left, ...right, trashed]);
    const byTime = (list: typeof left) =>
      list
        .toSorted((one, other) => one.capturedAt - other.capturedAt || (one.id < other.id ? -1 : 1))
        .map((capture) => capture.id);
    for (const [sameDisplay, expected] of [
      [true, byTime(left)],
      [false, byTime([...left, ...right])],
    ] as const) {
      const walked = [expected[0] ?? ''];
      for (let next: string | undefined = walked[0]; next; ) {
        const around = await captures.neighbours(next, sameDisplay);
        next = around.next?.id;
        if (next) walked.push(next);
      }
      expect(walked).toEqual(expected);
      const last = await captures.neighbours(expected.at(-1) ?? '', sameDisplay);
      expect(last.previous?.id).toBe(expected.at(-2));
    }
    expect(await captures.neighbours('01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1', true)).toEqual({
      previous: null,
      next: null,
    });
  });

  it('are found at a moment by what the screen showed then', async () => {
    const library = await TestLibrary.make();
    const { captures } = await library.open();
    const held = makeCapture({ capturedAt: nine, endedAt: nine + 30 * minute });
    const later = makeCapture({ capturedAt: nine + 40 * minute });
    await captures.insert([held, later]);
    const at = async (minutes: number, direction: 'nearest' | 'before' | 'after') =>
      (await captures.at({ at: nine + minutes * minute, direction }))?.id ?? null;
    expect(await at(29, 'nearest')).toBe(held.id);
    expect(await at(34, 'nearest')).toBe(held.id);
    expect(await at(36, 'nearest')).toBe(later.id);
    expect(await at(40, 'before')).toBe(later.id);
    expect(await at(0, 'after')).toBe(held.id);
    expect(await at(-1, 'before')).toBeNull();
    expect(await at(41, 'after')).toBeNull();
    expect(await at(-100, 'nearest')).toBe(held.id);
    expect(await captures.at({ at: nine, direction: 'nearest', displayId: 'other' })).toBeNull();
  });

  it('tell the last picture of each display that was seen in the day before', async () => {
    const library = await TestLibrary.make();
    const { captures } = await library.open();
    const old = makeCapture({ displayId: 'gone', capturedAt: nine - 30 * hour });
    const held = makeCapture({ displayId: 'held', capturedAt: nine - 90 * hour, endedAt: nine - hour });
    const first = makeCapture({ displayId: 'busy', capturedAt: nine - 2 * minute });
    const last = makeCapture({ displayId: 'busy', capturedAt: nine - minute });
    const after = makeCapture({ displayId: 'busy', capturedAt: nine + minute });
    await captures.insert([old, held, first, last, after, makeCapture({ displayId: null, capturedAt: nine })]);
    expect((await captures.lastPerDisplay(nine)).map((capture) => capture.id)).toEqual([last.id, held.id]);
  });

  it('know the edges of a day and the days around it', async () => {
    const library = await TestLibrary.make();
    const { captures } = await library.open();
    const days = ['2026-06-10', '2026-06-15', '2026-06-19'];
    const all = days.flatMap((localDay) => [
      makeCapture({ localDay, capturedAt: nine }),
      makeCapture({ localDay, capturedAt: nine + minute }),
    ]);
    await captures.insert([...all, makeCapture({ localDay: '2026-06-16', trashedAt: 1 })]);
    expect(await captures.dayBounds('2026-06-15')).toMatchObject({
      first: { id: all[2]?.id },
      last: { id: all[3]?.id },
      previousDay: '2026-06-10',
      nextDay: '2026-06-19',
    });
    expect(await captures.dayBounds('2026-06-16')).toEqual({
      first: null,
      last: null,
      previousDay: '2026-06-15',
      nextDay: '2026-06-19',
    });
  });

  it('remember when their file was first missed, and forget it when it is back', async () => {
    const library = await TestLibrary.make();
    const { captures } = await library.open();
    const all = Array.from({ length: 1200 }, () => makeCapture());
    await captures.insert(all);
    const ids = all.map((capture) => capture.id);
    await captures.setMissing(ids, 5);
    await captures.setMissing(ids.slice(0, 10), 9);
    expect((await captures.byId(ids[0] ?? ''))?.missingAt).toBe(5);
    await captures.setMissing(ids.slice(1), null);
    const missing = (await captures.walk(null, 5000)).filter((capture) => capture.missingAt !== null);
    expect(missing.map((capture) => capture.id)).toEqual([ids[0]]);
    const known = await captures.knownPaths([...all.map((capture) => capture.filepath), 'captures/none.jpg']);
    expect(known.size).toBe(1200);
    expect(await captures.newestId()).toBe(ids.toSorted().at(-1));
  });

  it('can be walked whole in pieces, those in the trash too', async () => {
    const library = await TestLibrary.make();
    const { captures } = await library.open();
    const all = Array.from({ length: 25 }, (_, index) => makeCapture({ trashedAt: index % 5 === 0 ? 1 : null }));
    await captures.insert(all);
    const walked: string[] = [];
    for (let piece = await captures.walk(null, 10); piece.length > 0; ) {
      walked.push(...piece.map((capture) => capture.id));
      piece = await captures.walk(walked.at(-1) ?? null, 10);
    }
    expect(walked).toEqual(all.map((capture) => capture.id).toSorted());
  });

  it('list the files of one folder and of no other', async () => {
    const library = await TestLibrary.make();
    const { captures } = await library.open();
    const inside = makeCapture({ localDay: '2026-06-15' });
    await captures.insert([
      inside,
      makeCapture({ localDay: '2026-06-14' }),
      makeCapture({ localDay: '2026-06-16' }),
      makeCapture({ filepath: 'captures/2026/06/15x/a.jpg' }),
    ]);
    for (const folder of ['captures/2026/06/15', 'captures/2026/06/15/']) {
      expect((await captures.filesUnder(folder)).map((file) => file.id)).toEqual([inside.id]);
    }
  });
});

describe('the lanes of a day', () => {
  it('count captures where they were taken and time where the screen stayed the same', async () => {
    const library = await TestLibrary.make();
    const { captures } = await library.open();
    await captures.insert([
      makeCapture({ capturedAt: nine + minute, endedAt: nine + 12 * minute, fileSize: 10, utcOffsetMinutes: 60 }),
      makeCapture({ capturedAt: nine + 12 * minute, fileSize: 5, utcOffsetMinutes: 60 }),
      makeCapture({ displayId: null, displayName: null, capturedAt: nine, fileSize: 1, utcOffsetMinutes: 60 }),
    ]);
    expect(await captures.lanes('2026-06-15')).toEqual([
      {
        displayId: null,
        displayName: null,
        captures: 1,
        bytes: 1,
        buckets: [{ minute: 600, captures: 1, heldMinutes: 0 }],
      },
      {
        displayId: 'display-a',
        displayName: 'Left',
        captures: 2,
        bytes: 15,
        buckets: [
          { minute: 600, captures: 1, heldMinutes: 4 },
          { minute: 605, captures: 0, heldMinutes: 5 },
          { minute: 610, captures: 1, heldMinutes: 2 },
        ],
      },
    ]);
  });

  it('show what was still on the screen from days before', async () => {
    const library = await TestLibrary.make();
    const { captures } = await library.open();
    const friday = makeCapture({
      capturedAt: Date.UTC(2026, 5, 12, 17, 0, 0),
      endedAt: Date.UTC(2026, 5, 15, 0, 7, 0),
    });
    const monday = makeCapture({ capturedAt: nine });
    await captures.insert([friday, monday]);
    const [lane] = await captures.lanes('2026-06-15');
    expect(lane?.captures).toBe(1);
    expect(lane?.buckets).toEqual([
      { minute: 0, captures: 0, heldMinutes: 5 },
      { minute: 5, captures: 0, heldMinutes: 2 },
      { minute: 540, captures: 1, heldMinutes: 0 },
    ]);
    const [sunday] = await captures.lanes('2026-06-14');
    expect(sunday?.captures).toBe(0);
    expect(sunday?.displayName).toBe('Left');
    expect(sunday?.buckets).toHaveLength(288);
    expect(await captures.lanes('2026-06-16')).toEqual([]);
  });

  it('never hold more than five minutes in five minutes, and never leave the day', async () => {
    const library = await TestLibrary.make();
    const { captures } = await library.open();
    await captures.insert([
      makeCapture({ capturedAt: nine, endedAt: nine + 48 * hour }),
      makeCapture({ capturedAt: nine + minute, endedAt: nine + hour }),
    ]);
    const [lane] = await captures.lanes('2026-06-15');
    expect(lane?.buckets.every((bucket) => bucket.heldMinutes <= 5)).toBe(true);
    expect(lane?.buckets.at(-1)?.minute).toBe(1435);
  });
});
