import { createHash } from 'node:crypto';
import { rm, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { DuplicateGroup } from '../../../src-shared/contract/duplicates.ts';
import { makeCapture } from '../../db/test-library.fake.ts';
import { DuplicatesHarness, draw, textFrom } from './duplicates-harness.fake.ts';

const view = { kind: 'similar', threshold: 0.97, scope: { displays: 'across' } } as const;
const page = { ...view, pendingOnly: true, limit: 20 } as const;

const idsOf = (group: DuplicateGroup | undefined) =>
  group ? [group.reference, ...group.others].map((member) => member.capture.id).toSorted() : [];

/** Matching follows storing by itself; on a busy machine the thread takes its time to begin. */
async function allMatched(harness: DuplicatesHarness): Promise<void> {
  const unmatched = async () => (await harness.service.counts({ displays: 'across' })).unmatched;
  await expect.poll(unmatched, { timeout: 20_000 }).toBe(0);
  expect(harness.problems).toEqual([]);
}

describe('finding duplicates in a real library', () => {
  it('groups copies and near copies of a screen and nothing else, and says why', async () => {
    const harness = await DuplicatesHarness.open();
    const mail = await draw({ lines: textFrom(0) });
    const first = await harness.store(mail);
    const copy = await harness.store(mail);
    const later = await harness.store(await draw({ lines: textFrom(0), clock: '10:01' }));
    const other = await harness.store(await draw({ lines: textFrom(500) }));
    const job = await harness.scan();
    expect(job).toMatchObject({ status: 'completed', errorMessage: null, failedItems: 0 });
    expect(job.result).toMatchObject({ matched: 4, failed: 0, groups: 1 });
    expect(job).toMatchObject({ progressCurrent: 4, progressTotal: 4 });
    const { items } = await harness.service.groups(page);
    expect(items).toHaveLength(1);
    const [group] = items;
    expect(idsOf(group)).toEqual([first.id, copy.id, later.id].toSorted());
    expect(idsOf(group)).not.toContain(other.id);
    // The keeper is the one with the most bytes; the two equal files come after one another.
    const reasons = new Set(group?.others.map((member) => member.reason));
    expect([...reasons].every((reason) => /^99(\.\d\d?)? % of the picture is the same$|^Same file/.test(reason))).toBe(
      true,
    );
    const pair = await harness.service.compare(first.id, copy.id);
    expect(pair).toMatchObject({
      matchType: 'exact',
      similarity: 1,
      reason: 'Same file, byte for byte',
      changedTiles: [],
    });
    const near = await harness.service.compare(first.id, later.id);
    expect(near).toMatchObject({ matchType: 'perceptual', scrolledPixels: null });
    expect(near.changedTiles.length).toBeGreaterThan(0);
    expect(near.similarity).toBeCloseTo(1 - near.changedTiles.length / (near.columns * near.rows), 3);
    expect(group).toMatchObject({ memberCount: 3, pendingCount: 3, kind: 'similar', threshold: 0.97 });
    expect(harness.problems).toEqual([]);
  });
});

describe('captures as they arrive', () => {
  it('are matched at once with everything there is, and the windows are told', async () => {
    const harness = await DuplicatesHarness.open();
    await harness.service.start();
    const first = await harness.store(await draw({ lines: textFrom(0) }), { announce: true });
    const told = harness.told('duplicates-changed');
    const second = await harness.store(await draw({ lines: textFrom(0), clock: '10:05' }), { announce: true });
    await told;
    await allMatched(harness);
    const { items } = await harness.service.groups(page);
    expect(items.map(idsOf)).toEqual([[first.id, second.id].toSorted()]);
  });

  it('are matched when they come back from the trash, in which they were while everything was searched anew', async () => {
    const harness = await DuplicatesHarness.open();
    await harness.service.start();
    const kept = await harness.store(await draw({ lines: textFrom(0) }));
    const discarded = await harness.store(await draw({ lines: textFrom(0), clock: '10:05' }));
    await harness.scan();
    await harness.review.decide([{ captureId: discarded.id, verdict: 'discard' }]);
    await harness.scan({ again: true });
    await harness.review.undo();
    await allMatched(harness);
    expect((await harness.service.groups(page)).items.map(idsOf)).toEqual([[kept.id, discarded.id].toSorted()]);
  });

  it('give the same groups as a scan of all of them', async () => {
    const screens = [
      ...[{ lines: textFrom(0) }, { lines: textFrom(300) }, { lines: textFrom(0), clock: '10:01' }],
      ...[{ lines: textFrom(10) }, { lines: textFrom(300), clock: '11:11' }, { lines: textFrom(0), quality: 60 }],
    ];
    const pictures = await Promise.all(screens.map(draw));
    const groupsOf = async (harness: DuplicatesHarness) => {
      const found: string[][] = [];
      for (const kind of ['similar', 'scrolled'] as const) {
        for (const { reference, others } of (await harness.service.groups({ ...page, kind })).items) {
          found.push([reference, ...others].map((member) => member.capture.sha256).toSorted());
        }
      }
      return found;
    };
    const arriving = await DuplicatesHarness.open();
    await arriving.service.start();
    for (const bytes of pictures) await arriving.store(bytes, { announce: true });
    await allMatched(arriving);
    const scanned = await DuplicatesHarness.open();
    for (const bytes of pictures) await scanned.store(bytes);
    await scanned.scan();
    expect(await groupsOf(scanned)).toEqual(await groupsOf(arriving));
  });

  it('are caught up with at a start, when nothing ran as they came', async () => {
    const harness = await DuplicatesHarness.open();
    await harness.store(await draw({ lines: textFrom(0) }));
    await harness.store(await draw({ lines: textFrom(0), clock: '10:05' }));
    const told = harness.told('duplicates-changed');
    await harness.service.start();
    await told;
    expect((await harness.service.groups(page)).items).toHaveLength(1);
  });
});

describe('files that cannot be read', () => {
  it('fail alone, each with its reason, and everything else is found', async () => {
    const harness = await DuplicatesHarness.open();
    const picture = await draw({ lines: textFrom(0) });
    const whole = await harness.store(picture, { signed: false });
    const near = await harness.store(await draw({ lines: textFrom(0), clock: '12:00' }), { signed: false });
    const path = (capture: { filepath: string }) => harness.library.storage.absolutePath(capture.filepath);
    const cut = await harness.store(await draw({ lines: textFrom(900) }), { signed: false });
    await truncate(path(cut), 5000);
    const empty = await harness.store(await draw({ lines: textFrom(901) }), { signed: false });
    await truncate(path(empty), 0);
    const changed = await harness.store(await draw({ lines: textFrom(902) }), { signed: false });
    await writeFile(path(changed), Buffer.concat([await draw({ lines: textFrom(903) }), Buffer.alloc(200_000)]));
    const gone = await harness.store(await draw({ lines: textFrom(904) }), { signed: false });
    await rm(path(gone));
    const text = await harness.store(Buffer.from('not a picture at all'), { signed: false });
    const broken = await harness.store((await draw({ lines: textFrom(905) })).subarray(0, 9000), { signed: false });
    const job = await harness.scan();
    expect(job).toMatchObject({ status: 'completed', failedItems: 6, result: { matched: 2, failed: 6, groups: 1 } });
    expect(job).toMatchObject({ progressCurrent: 8, progressTotal: 8 });
    const { items } = await harness.jobs.items(job.id, { status: 'failed', limit: 100 });
    const reasons = new Map(items.map((item) => [item.captureId, item.errorMessage]));
    expect(reasons.get(cut.id)).toMatch(/^The file is not whole: it has 5000 bytes instead of \d+\.$/);
    expect(reasons.get(empty.id)).toBe('The file is empty.');
    expect(reasons.get(changed.id)).toBe('The file has changed on the disk since it was stored.');
    expect(reasons.get(gone.id)).toBe('The file of this picture is not there.');
    expect(reasons.get(text.id)).toMatch(/picture/);
    expect(reasons.get(broken.id)).toMatch(/whole picture/);
    const found = await harness.service.groups(page);
    expect(found.items.map(idsOf)).toEqual([[whole.id, near.id].toSorted()]);
    await expect(harness.service.compare(whole.id, empty.id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'The file is empty.',
    });
    // What could not be read is tried again by the job that reads pictures; what is mended is found then.
    await writeFile(path(empty), await draw({ lines: textFrom(901) }));
    const again = await harness.ended((await harness.service.process()).id);
    expect(again.result).toEqual({ signed: 1, failed: 5 });
    await writeFile(path(gone), await draw({ lines: textFrom(904) }));
    const third = await harness.ended((await harness.service.process()).id);
    expect(third).toMatchObject({ status: 'completed', failedItems: 4, result: { signed: 1, failed: 4 } });
  });

  it('are equal to each other all the same, where they are the same byte for byte', async () => {
    const harness = await DuplicatesHarness.open();
    const junk = Buffer.from('two of the same');
    const one = await harness.store(junk, { signed: false });
    const other = await harness.store(junk, { signed: false });
    const { items } = await harness.service.groups({ ...page, threshold: 1 });
    expect(items.map(idsOf)).toEqual([[one.id, other.id].toSorted()]);
    expect(items[0]?.others[0]?.reason).toBe('Same file, byte for byte');
  });
});

describe('decisions', () => {
  it('take a group away, a rescan does not bring it back, and only what is new is asked about', async () => {
    const harness = await DuplicatesHarness.open();
    const first = await harness.store(await draw({ lines: textFrom(0) }));
    const second = await harness.store(await draw({ lines: textFrom(0), clock: '10:05' }));
    await harness.scan();
    const [group] = (await harness.service.groups(page)).items;
    await harness.review.decide(
      [
        { captureId: first.id, verdict: 'keep_duplicate' },
        { captureId: second.id, verdict: 'keep_duplicate' },
      ],
      group?.id,
    );
    expect((await harness.service.groups(page)).items).toEqual([]);
    await harness.scan({ again: true });
    expect((await harness.service.groups(page)).items).toEqual([]);
    expect((await harness.service.groups({ ...page, pendingOnly: false })).items).toHaveLength(1);
    const third = await harness.store(await draw({ lines: textFrom(0), clock: '10:07' }));
    await harness.scan();
    const [asked] = (await harness.service.groups(page)).items;
    expect(asked).toMatchObject({ memberCount: 3, pendingCount: 1 });
    expect(asked?.others.filter((member) => member.pending).map((member) => member.capture.id)).toEqual([third.id]);
    expect(asked?.keeperReason).toBe('One of those you kept before.');
    await harness.review.decide([{ captureId: third.id, verdict: 'discard_duplicate' }], asked?.id);
    expect((await harness.service.groups(page)).items).toEqual([]);
    await harness.review.undo();
    expect((await harness.service.groups(page)).items).toHaveLength(1);
  });
});

describe('a scan', () => {
  it('goes on where it was after it was broken off, and does nothing twice', async () => {
    const library = await DuplicatesHarness.open();
    for (let picture = 0; picture < 12; picture += 1) {
      await library.store(await draw({ lines: textFrom(picture * 100), clock: '10:00' }), { signed: false });
      await library.store(await draw({ lines: textFrom(picture * 100), clock: '10:01' }), {
        signed: picture % 2 === 0,
      });
    }
    const job = await library.service.scan({});
    await library.close();
    const other = await DuplicatesHarness.open(library.library);
    const ended = await other.ended(job.id);
    expect(ended).toMatchObject({ status: 'completed', failedItems: 0 });
    expect(await other.service.counts({ displays: 'across' })).toMatchObject({ unsigned: 0, unmatched: 0 });
    expect((await other.service.groups(page)).items).toHaveLength(12);
    const pairs = other.library.raw((native) => native.prepare('SELECT count(*) FROM duplicates').pluck().get());
    expect(pairs).toBe(12);
  });

  it('leaves out what is deleted or discarded meanwhile', async () => {
    const harness = await DuplicatesHarness.open();
    const kept = await harness.store(await draw({ lines: textFrom(0) }));
    const deleted = await harness.store(await draw({ lines: textFrom(0), clock: '10:01' }));
    const discarded = await harness.store(await draw({ lines: textFrom(0), clock: '10:02' }));
    await harness.scan();
    expect((await harness.service.groups(page)).items[0]?.memberCount).toBe(3);
    await harness.database.captures.delete(deleted.id);
    await harness.review.decide([{ captureId: discarded.id, verdict: 'discard' }]);
    expect((await harness.service.groups({ ...page, pendingOnly: false })).items).toEqual([]);
    const late = await harness.store(await draw({ lines: textFrom(0), clock: '10:03' }));
    expect((await harness.scan()).status).toBe('completed');
    expect((await harness.service.groups(page)).items.map(idsOf)).toEqual([[kept.id, late.id].toSorted()]);
  });

  it('finds what was scrolled and names it so', async () => {
    const harness = await DuplicatesHarness.open();
    const above = await harness.store(await draw({ lines: textFrom(0, 37) }));
    const below = await harness.store(await draw({ lines: textFrom(10, 37) }));
    await harness.scan();
    const { items } = await harness.service.groups({ ...page, kind: 'scrolled' });
    expect(items.map(idsOf)).toEqual([[above.id, below.id].toSorted()]);
    expect(Math.abs(items[0]?.others[0]?.scrolledPixels ?? 0)).toBeCloseTo(180, -1);
    expect(items[0]?.others[0]?.reason).toMatch(
      /^Scrolled (up )?by 1[78]\d px; \d\d(\.\d\d?)? % of the picture is the same$/,
    );
    expect((await harness.service.groups(page)).items).toEqual([]);
  });
});

describe('views of groups', () => {
  it('keep displays apart where asked, and look at days, ranges and one display', async () => {
    const harness = await DuplicatesHarness.open();
    const picture = await draw({ lines: textFrom(0) });
    const day = (text: string) => Date.parse(`${text}T09:00:00Z`);
    await harness.store(picture, { displayId: 'a', capturedAt: day('2026-03-01') });
    await harness.store(picture, { displayId: 'a', capturedAt: day('2026-03-02') });
    await harness.store(picture, { displayId: 'b', capturedAt: day('2026-03-02') });
    await harness.store(picture, { displayId: 'b', capturedAt: day('2026-03-03') });
    await harness.scan();
    const sizes = async (scope: Parameters<typeof harness.service.counts>[0]) =>
      (await harness.service.groups({ ...page, scope })).items.map((group) => group.memberCount);
    expect(await sizes({ displays: 'across' })).toEqual([4]);
    expect(await sizes({ displays: 'each' })).toEqual([2, 2]);
    expect(await sizes({ displays: 'across', day: '2026-03-02' })).toEqual([2]);
    expect(await sizes({ displays: 'each', day: '2026-03-02' })).toEqual([]);
    expect(await sizes({ displays: 'across', from: '2026-03-02', to: '2026-03-03' })).toEqual([3]);
    expect(await sizes({ displays: 'across', displayId: 'a' })).toEqual([2]);
    expect(await sizes({ displays: 'across', displayId: 'none' })).toEqual([]);
    const counts = await harness.service.counts({ displays: 'each' });
    expect(counts.settings.map((setting) => setting.groups)).toEqual(Array(8).fill(2));
    const [group] = (await harness.service.groups({ ...page, scope: { displays: 'each' } })).items;
    const same = await harness.service.group(group?.id ?? '', { ...view, scope: { displays: 'each' } });
    expect(same).toEqual(group);
  });

  it('refuse what is no group, no threshold and no position, each in one sentence', async () => {
    const harness = await DuplicatesHarness.open();
    const { service } = harness;
    for (const id of ['', 'x', '970', '970.1.2.3', '971.1', '970.-1', '1000.5', '970.f00', "970.1' OR 1"]) {
      await expect(service.group(id, view)).rejects.toMatchObject({
        code: expect.stringMatching(/BAD_INPUT|NOT_FOUND/),
      });
    }
    await expect(service.group('970.12345', view)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const threshold of [Number.NaN, 2, 0.5, -1, Number.POSITIVE_INFINITY]) {
      await expect(service.groups({ ...page, threshold })).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await expect(service.scan({ threshold })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
    await expect(service.groups({ ...page, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(service.counts({ displays: 'across', from: '2026-03-02', to: '2026-03-01' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    const id = '01890000-0000-7000-8000-000000000000';
    await expect(service.compare(id, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('page through all groups once, in the order of time, and outline them all', async () => {
    const harness = await DuplicatesHarness.open();
    const captures = Array.from({ length: 90 }, (_, place) => ({
      sha256: createHash('sha256')
        .update(`${place >> 1}`)
        .digest('hex'),
    }));
    await harness.database.captures.insert(
      captures.map((given, place) => ({
        ...makeCapture({ ...given, capturedAt: 1_780_000_000_000 + (place % 7) * 1000 }),
      })),
    );
    const seen: string[] = [];
    const times: number[] = [];
    for (let cursor: string | undefined; ; ) {
      const { items, nextCursor } = await harness.service.groups({ ...page, limit: 7, ...(cursor ? { cursor } : {}) });
      seen.push(...items.map((group) => group.id));
      for (const { reference, others } of items) {
        times.push(Math.min(...[reference, ...others].map((member) => member.capture.capturedAt)));
      }
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    expect(new Set(seen).size).toBe(45);
    expect(seen).toHaveLength(45);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    const outlines = await harness.service.outlines(view);
    expect(outlines.map((outline) => outline.id)).toEqual(seen);
    for (const outline of outlines) expect(await harness.service.outline(outline.id, view)).toEqual(outline);
    const elsewhere = { ...view, scope: { ...view.scope, day: '1999-12-31' } };
    expect(await harness.service.outline(seen[0] ?? '', elsewhere)).toBeUndefined();
  });

  it('answer for a group of thirty thousand equal pictures', async () => {
    const harness = await DuplicatesHarness.open();
    const total = 30_000;
    await harness.database.captures.insert(
      Array.from({ length: total }, (_, place) =>
        makeCapture({ capturedAt: 1_780_000_000_000 + place * 1000, fileSize: 10 }),
      ),
    );
    const counts = await harness.service.counts({ displays: 'across' });
    expect(counts.settings[0]).toEqual({ threshold: 1, groups: 1, captures: total, bytes: (total - 1) * 10 });
    const [group] = (await harness.service.groups({ ...page, threshold: 1 })).items;
    expect(group).toMatchObject({ memberCount: total, pendingCount: total, bytes: (total - 1) * 10 });
    expect(group?.others).toHaveLength(200);
    const outlines = await harness.service.outlines({ ...view, threshold: 1 });
    expect(outlines.map((outline) => outline.pending.length)).toEqual([total]);
  });
});
