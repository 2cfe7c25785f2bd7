import { rmSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ReviewHarness } from './review-harness.fake.ts';
import { manyAtOnce } from './review-service.ts';

const unknownId = '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1';
const discard = (captureId: string) => ({ captureId, verdict: 'discard' as const });
const keep = (captureId: string) => ({ captureId, verdict: 'keep' as const });

async function withPictures(count: number) {
  const harness = await ReviewHarness.open();
  const captures = await harness.store(count);
  const ids = captures.map((capture) => capture.id);
  const at = (index: number) => {
    const capture = captures[index];
    if (!capture) throw new Error('There are fewer pictures.');
    return capture;
  };
  const stateOf = async (index: number) => {
    const capture = await harness.database.captures.byId(at(index).id);
    return { state: capture?.reviewState, trashed: capture?.trashedAt !== null, filepath: capture?.filepath };
  };
  return { harness, captures, ids, at, stateOf };
}

describe('deciding', () => {
  it('discards and keeps in one batch, and moves the files after it', async () => {
    const { harness, at, stateOf } = await withPictures(4);
    const batch = await harness.review.decide([discard(at(0).id), discard(at(1).id), keep(at(2).id)]);
    const bytes = at(0).fileSize + at(1).fileSize;
    expect(batch).toMatchObject({ decisions: 3, bytes, undoneAt: null });
    expect(batch.summary).toBe(`Discarded 2 pictures (${bytes} bytes), kept 1`);
    expect(await stateOf(0)).toMatchObject({ state: 'discarded', trashed: true });
    expect(await stateOf(2)).toMatchObject({ state: 'kept', trashed: false });
    expect(await stateOf(3)).toMatchObject({ state: 'unreviewed', trashed: false });
    expect((await harness.database.captures.totals()).captures).toBe(2);
    expect(await harness.database.captures.countDifferences()).toEqual([]);
    expect(harness.messages).toContainEqual({
      type: 'review-changed',
      captureIds: [at(0).id, at(1).id, at(2).id].toSorted(),
    });
    await harness.trash.settle();
    expect(harness.places(at(0))).toEqual(['trash']);
    expect(harness.places(at(2))).toEqual(['captures']);
    expect((await stateOf(0)).filepath).toMatch(/^trash\//);
    const { decisions } = await harness.review.ofCapture(at(0).id);
    expect(decisions).toMatchObject([{ type: 'discard', value: null, batchId: batch.id, undoneAt: null }]);
  });

  it('is all or nothing', async () => {
    const { harness, at, stateOf } = await withPictures(2);
    await expect(harness.review.decide([discard(at(0).id), discard(unknownId)])).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { captureId: unknownId },
    });
    await harness.review.decide([discard(at(1).id)]);
    for (const again of [discard, keep]) {
      await expect(harness.review.decide([keep(at(0).id), again(at(1).id)])).rejects.toMatchObject({
        code: 'CONFLICT',
        details: { captureId: at(1).id },
      });
    }
    expect(await stateOf(0)).toMatchObject({ state: 'unreviewed' });
    expect((await harness.review.history({ limit: 10 })).items).toHaveLength(1);
    await expect(harness.review.decide([keep(at(0).id), keep(at(0).id)])).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('refuses the same twice, lets a mind be changed, and never what another window decided of a duplicate', async () => {
    const { harness, at, stateOf } = await withPictures(2);
    await harness.review.decide([keep(at(0).id)]);
    await expect(harness.review.decide([keep(at(0).id)])).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(
      harness.review.decide([{ captureId: at(0).id, verdict: 'discard_duplicate' }], 'group'),
    ).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'decided' } });
    await harness.review.decide([discard(at(0).id)]);
    expect(await stateOf(0)).toMatchObject({ state: 'discarded' });
    const both = await Promise.allSettled([
      harness.review.decide([{ captureId: at(1).id, verdict: 'keep_duplicate' }], 'group'),
      harness.review.decide([{ captureId: at(1).id, verdict: 'discard_duplicate' }], 'group'),
    ]);
    expect(both.map((each) => each.status)).toEqual(['fulfilled', 'rejected']);
    expect((await harness.review.ofCapture(at(1).id)).decisions).toMatchObject([
      { type: 'keep_duplicate', value: '"group"' },
    ]);
  });
});

describe('bulk', () => {
  it('discards all but the suggested ones, or keeps all, as the preview said', async () => {
    const { harness, at, stateOf } = await withPictures(6);
    const pending = (...indexes: number[]) =>
      indexes.map((index) => ({ id: at(index).id, fileSize: at(index).fileSize }));
    const view = { kind: 'similar', threshold: 0.97, scope: { displays: 'across' } } as const;
    // The suggested one of the second group was kept before.
    await harness.review.decide([keep(at(3).id)]);
    harness.outlines = [
      { id: 'one', referenceId: at(0).id, pending: pending(0, 1, 2) },
      { id: 'two', referenceId: at(3).id, pending: pending(4) },
    ];
    const preview = await harness.review.bulkPreview(view, 'discard_others');
    const bytes = at(1).fileSize + at(2).fileSize + at(4).fileSize;
    expect(preview).toEqual({ groups: 2, discarded: 3, kept: 1, bytes });
    expect(await harness.review.bulkPreview(view, 'keep_all')).toEqual({ groups: 2, discarded: 0, kept: 4, bytes: 0 });
    await expect(harness.review.bulk(view, 'discard_others', { ...preview, bytes: 0 })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await stateOf(1)).toMatchObject({ state: 'unreviewed' });
    const batch = await harness.review.bulk(view, 'discard_others', preview);
    expect(batch).toMatchObject({ decisions: 4, bytes });
    expect((await harness.review.ofCapture(at(1).id)).decisions).toMatchObject([
      { type: 'discard_duplicate', value: '"one"' },
    ]);
    expect((await harness.review.ofCapture(at(0).id)).decisions).toMatchObject([{ type: 'keep_duplicate' }]);
    expect((await harness.events.list({ limit: 1 })).items[0]?.summary).toBe(`${batch.summary}, in 2 groups.`);
    // A decision about one or two is in the list of decisions, and only there.
    expect((await harness.events.list({ limit: 9 })).items).toHaveLength(1);
    // Another window was faster: what it decided is not decided again.
    await expect(harness.review.bulk(view, 'discard_others', preview)).rejects.toMatchObject({ code: 'CONFLICT' });
    harness.outlines = [];
    const nothing = await harness.review.bulkPreview(view, 'keep_all');
    await expect(harness.review.bulk(view, 'keep_all', nothing)).rejects.toMatchObject({ code: 'CONFLICT' });
    await harness.review.undo();
    expect(await stateOf(1)).toMatchObject({ state: 'unreviewed' });
    expect(await stateOf(3)).toMatchObject({ state: 'kept' });
  });
});

describe('the picture that stays', () => {
  const view = { kind: 'similar', threshold: 0.97, scope: { displays: 'across' } } as const;
  const discardDuplicate = (captureId: string) => ({ captureId, verdict: 'discard_duplicate' as const });
  const keepDuplicate = (captureId: string) => ({ captureId, verdict: 'keep_duplicate' as const });

  /** A group of three; the suggested one is the first. */
  async function withGroup() {
    const pictures = await withPictures(3);
    const { harness, captures } = pictures;
    const pending = captures.map(({ id, fileSize }) => ({ id, fileSize }));
    harness.outlines = [{ id: '970.1', referenceId: pictures.at(0).id, pending }];
    const lose = (index: number) => harness.library.storage.delete(pictures.at(index).filepath);
    return { ...pictures, lose };
  }

  it('must be on the disk before a bulk action discards the others', async () => {
    const { harness, at, ids, lose, stateOf } = await withGroup();
    const preview = await harness.review.bulkPreview(view, 'discard_others');
    await lose(0);
    await expect(harness.review.bulk(view, 'discard_others', preview)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/gone from the disk\. Nothing was decided/),
      details: { captureId: ids[0], count: 1, reason: 'missing' },
    });
    expect((await harness.review.history({ limit: 1 })).items).toEqual([]);
    for (const index of [0, 1, 2]) expect(await stateOf(index)).toMatchObject({ state: 'unreviewed' });
    // It counts as missing now, and is suggested no more.
    expect((await harness.database.captures.byId(at(0).id))?.missingAt).not.toBeNull();
    expect(harness.messages.map(({ type }) => type)).toEqual(expect.arrayContaining(['duplicates-changed']));
    // Nothing is lost where all of them are kept.
    const all = await harness.review.bulkPreview(view, 'keep_all');
    expect(await harness.review.bulk(view, 'keep_all', all)).toMatchObject({ decisions: 3 });
  });

  it('must be the file that was stored before a bulk action discards the others', async () => {
    const { harness, at, ids, stateOf } = await withGroup();
    const preview = await harness.review.bulkPreview(view, 'discard_others');
    await truncate(harness.library.storage.absolutePath(at(0).filepath), 100);
    await expect(harness.review.bulk(view, 'discard_others', preview)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/is not the one that was stored.*Nothing was decided\. .*keep another one/),
      details: { captureId: ids[0], count: 1, reason: 'changed' },
    });
    for (const index of [0, 1, 2]) expect(await stateOf(index)).toMatchObject({ state: 'unreviewed' });
    // What lies there now may be wanted: it is neither called missing nor touched.
    expect((await harness.database.captures.byId(at(0).id))?.missingAt).toBeNull();
    await expect(
      harness.review.decide([keepDuplicate(at(0).id), discardDuplicate(at(1).id)], '970.1'),
    ).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'changed' } });
    expect(await harness.review.decide([discardDuplicate(at(0).id)], '970.1')).toMatchObject({ decisions: 1 });
  });

  it('must be on the disk where it was kept before, too', async () => {
    const { harness, at, lose } = await withGroup();
    await harness.review.decide([keepDuplicate(at(0).id)], '970.1');
    harness.outlines = harness.outlines.map((each) => ({ ...each, pending: each.pending.slice(1) }));
    const preview = await harness.review.bulkPreview(view, 'discard_others');
    await lose(0);
    await expect(harness.review.bulk(view, 'discard_others', preview)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('must be on the disk where it is named with those that go', async () => {
    const { harness, at, lose, stateOf } = await withGroup();
    await lose(1);
    const decisions = [keepDuplicate(at(1).id), discardDuplicate(at(0).id), discardDuplicate(at(2).id)];
    await expect(harness.review.decide(decisions, '970.1')).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { captureId: at(1).id },
    });
    expect(await stateOf(0)).toMatchObject({ state: 'unreviewed' });
    const others = [keepDuplicate(at(0).id), discardDuplicate(at(1).id), discardDuplicate(at(2).id)];
    expect(await harness.review.decide(others, '970.1')).toMatchObject({ decisions: 3 });
  });

  it('may be any one that is left, where only those that go are named', async () => {
    const { harness, at, lose } = await withGroup();
    await lose(0);
    expect(await harness.review.decide([discardDuplicate(at(2).id)], '970.1')).toMatchObject({ decisions: 1 });
    harness.outlines = harness.outlines.map((each) => ({ ...each, pending: each.pending.slice(0, 2) }));
    await expect(harness.review.decide([discardDuplicate(at(1).id)], '970.1')).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { captureId: at(0).id },
    });
    // That all of them go can be said.
    harness.outlines = harness.outlines.map((each) => ({ ...each, referenceId: at(1).id, pending: [] }));
    expect(await harness.review.decide([discardDuplicate(at(1).id)], '970.1')).toMatchObject({ decisions: 1 });
  });

  it('is found where it is on its way to the trash or back, and nothing is marked while the library is gone', async () => {
    const { harness, at, lose } = await withGroup();
    await harness.review.decide([discard(at(0).id)]);
    await harness.trash.settle();
    await harness.review.undo();
    // Its file may still be in the trash.
    expect(await harness.review.decide([keepDuplicate(at(0).id), discardDuplicate(at(1).id)], '970.1')).toMatchObject({
      decisions: 2,
    });
    await harness.trash.settle();
    await lose(2);
    rmSync(join(harness.library.path, 'afterimage-library.json'));
    await expect(harness.review.decide([keepDuplicate(at(2).id), discard(at(0).id)], '970.1')).rejects.toMatchObject({
      code: 'LIBRARY_MISSING',
    });
    expect((await harness.database.captures.byId(at(2).id))?.missingAt).toBeNull();
  });
});

describe('tags and times', () => {
  it('give only those a decision that change, and are found again', async () => {
    const { harness, at, ids } = await withPictures(3);
    await harness.review.tag(ids.slice(0, 2), 'work', true);
    expect(await harness.review.tag(ids, 'work', true)).toMatchObject({
      decisions: 1,
      summary: 'Tagged 1 picture “work”',
    });
    await expect(harness.review.tag(ids, 'work', true)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(harness.review.tag([unknownId], 'work', true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await harness.review.tags()).toEqual([{ tag: 'work', captures: 3 }]);
    await harness.review.decide([discard(at(2).id)]);
    expect(await harness.review.tags()).toEqual([{ tag: 'work', captures: 2 }]);
    await expect(harness.review.tag([at(2).id], 'home', true)).rejects.toMatchObject({ code: 'CONFLICT' });
    const page = await harness.database.captures.page({ tag: 'work', order: 'oldest', limit: 10 });
    expect(page.items.map((capture) => capture.id)).toEqual(ids.slice(0, 2));
  });

  it('move a picture to another day with its file, and back with everything it had', async () => {
    const { harness, at } = await withPictures(1);
    const before = await harness.database.captures.byId(at(0).id);
    const capturedAt = Date.UTC(2020, 1, 29, 23, 30);
    await harness.review.overrideTime(at(0).id, capturedAt, 60);
    await harness.trash.settle();
    const moved = await harness.database.captures.byId(at(0).id);
    expect(moved).toMatchObject({
      capturedAt,
      endedAt: capturedAt,
      utcOffsetMinutes: 60,
      localDay: '2020-03-01',
      timestampSource: 'user',
      filepath: `captures/2020/03/01/${at(0).id}.jpg`,
    });
    expect(harness.places({ id: at(0).id, localDay: '2020-03-01' })).toEqual(['captures']);
    expect(await harness.database.captures.countDifferences()).toEqual([]);
    await expect(harness.review.overrideTime(at(0).id, capturedAt, 60)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(harness.review.overrideTime(at(0).id, -1e15, 0)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await harness.review.undo();
    await harness.trash.settle();
    expect(await harness.database.captures.byId(at(0).id)).toEqual(before);
  });
});

describe('undoing', () => {
  it('goes back any number of steps, also after a restart, and files come back', async () => {
    const { harness, at, stateOf } = await withPictures(3);
    await harness.review.decide([keep(at(0).id)]);
    await harness.review.decide([discard(at(0).id), discard(at(1).id)]);
    await harness.restart();
    expect(harness.places(at(0))).toEqual(['trash']);
    await harness.review.undo();
    await harness.trash.settle();
    expect(await stateOf(0)).toMatchObject({ state: 'kept', trashed: false, filepath: at(0).filepath });
    expect(await stateOf(1)).toMatchObject({ state: 'unreviewed', trashed: false });
    expect(harness.places(at(1))).toEqual(['captures']);
    await harness.review.undo();
    expect(await stateOf(0)).toMatchObject({ state: 'unreviewed' });
    await expect(harness.review.undo()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'There is nothing to undo.',
    });
    expect((await harness.database.captures.totals()).captures).toBe(3);
    expect(await harness.database.captures.countDifferences()).toEqual([]);
    const { items } = await harness.review.history({ limit: 1 });
    expect(items).toHaveLength(1);
    expect(items[0]?.undoneAt).not.toBeNull();
  });

  it('takes a named batch back unless something later stands on it', async () => {
    const { harness, at, stateOf } = await withPictures(3);
    const first = await harness.review.decide([keep(at(0).id)]);
    const second = await harness.review.decide([discard(at(1).id)]);
    await harness.review.decide([discard(at(0).id)]);
    await expect(harness.review.undo(first.id)).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { reason: 'newer', count: 1 },
    });
    await harness.review.undo(second.id);
    expect(await stateOf(1)).toMatchObject({ state: 'unreviewed' });
    await expect(harness.review.undo(second.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(harness.review.undo(unknownId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('says how many pictures are gone for good', async () => {
    const { harness, at } = await withPictures(3);
    const { id } = await harness.review.decide([discard(at(0).id), discard(at(1).id)]);
    await harness.empty();
    for (const undo of [harness.review.undo(), harness.review.undo(id)]) {
      await expect(undo).rejects.toMatchObject({
        code: 'CONFLICT',
        message: 'This cannot be undone: 2 pictures of it were deleted for good.',
      });
    }
    await expect(harness.review.decide([keep(at(0).id)])).rejects.toMatchObject({ details: { reason: 'purged' } });
  });

  it('goes on behind what is gone for good, and takes back what is left of a batch', async () => {
    const { harness, at, stateOf } = await withPictures(4);
    await harness.review.tag([at(1).id, at(2).id], 'work', true);
    const both = await harness.review.decide([discard(at(0).id), discard(at(1).id)]);
    await harness.trash.restore([at(0).id]);
    await harness.review.decide([discard(at(3).id)]);
    await harness.empty();
    expect((await harness.review.undo()).summary).toBe('Restored 1 picture');
    expect(await stateOf(0)).toMatchObject({ state: 'discarded', trashed: true });
    const undone = await harness.review.undo();
    expect(undone).toMatchObject({ id: both.id, decisions: 2 });
    expect(undone.summary).toBe(`${both.summary}; 1 picture of it was deleted for good`);
    await harness.trash.settle();
    expect(await stateOf(0)).toMatchObject({ state: 'unreviewed', trashed: false });
    expect(await stateOf(1)).toMatchObject({ state: 'discarded' });
    expect((await harness.review.ofCapture(at(1).id)).decisions).toMatchObject([
      { type: 'discard', undoneAt: null },
      { type: 'tag_assignment' },
    ]);
    expect((await harness.review.history({ limit: 9 })).items).toContainEqual(undone);
    expect((await harness.review.undo()).summary).toContain('1 picture of it was deleted for good');
    expect(await harness.review.tags()).toEqual([]);
    await expect(harness.review.undo()).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'purged' } });
    expect(await harness.database.captures.countDifferences()).toEqual([]);
    expect([at(0), at(1), at(3)].map((capture) => harness.places(capture))).toEqual([['captures'], [], []]);
  });

  it('writes into the activity log what was decided about many at once, and that it was undone', async () => {
    const harness = await ReviewHarness.open();
    const many = await harness.store(manyAtOnce);
    const decisions = many.map(({ id }) => ({ captureId: id, verdict: 'discard' as const }));
    const batch = await harness.review.decide(decisions);
    const [decided] = (await harness.events.list({ limit: 1 })).items;
    expect(decided).toMatchObject({
      ...{ type: 'action', source: 'user', summary: `${batch.summary}.` },
      details: { batchId: batch.id, decisions: manyAtOnce, bytes: batch.bytes },
    });
    await harness.review.undo(batch.id);
    const [undone] = (await harness.events.list({ limit: 1 })).items;
    expect(undone).toMatchObject({ summary: `Undone: ${batch.summary}.`, details: { batchId: batch.id } });
  });
});
