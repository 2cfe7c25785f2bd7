import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLibraryDatabase } from '../../db/open.ts';
import type { NewCapture } from '../../ports/repositories.ts';
import { runDoctor } from '../library/doctor.ts';
import { trashPath } from '../library/storage.ts';
import { codec, jpeg, plant, startAgain } from '../library/test-pictures.fake.ts';
import { ReviewHarness } from './review-harness.fake.ts';

function doctor(harness: ReviewHarness, repair = false) {
  const { library } = harness;
  return runDoctor({
    libraryPath: library.path,
    repair,
    checksums: true,
    isCapturing: false,
    openDatabase: (mode) =>
      openLibraryDatabase({ libraryPath: library.path, mode, migrate: false, clock: library.clock }),
    codec,
    clock: library.clock,
  });
}

const inTrash = (capture: NewCapture) => trashPath(capture.id, capture.localDay, 'jpg');

function moveBehindTheBack(harness: ReviewHarness, from: string, to: string): void {
  const target = join(harness.library.path, to);
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  renameSync(join(harness.library.path, from), target);
}

async function withDiscarded() {
  const harness = await ReviewHarness.open();
  const [one, other] = await harness.store(2);
  if (!one || !other) throw new Error('Two pictures were to be stored.');
  await harness.review.decide([{ captureId: one.id, verdict: 'discard' }]);
  await harness.trash.settle();
  return { harness, one, other };
}

describe('the files of the trash', () => {
  it('are all in order after a decision', async () => {
    const { harness } = await withDiscarded();
    expect(await doctor(harness)).toMatchObject({ clean: true, findings: [], checked: { files: 2, rows: 2 } });
    expect(await startAgain(harness.library, harness.database)).toMatchObject({ filesAdopted: 0, rowsMissing: 0 });
  });

  it('are found where a killed run left them on their way, and brought to their end by the next start', async () => {
    const { harness, other } = await withDiscarded();
    const { database, library } = harness;
    // As far as a run gets that is killed between moving the file and writing down where it is.
    await database.decisions.decide(
      [{ verdict: 'discard', captures: new Map([[other.id, null]]) }],
      () => 'Discarded',
      1,
    );
    await database.fileMoves.begin([{ captureId: other.id, target: inTrash(other) }]);
    moveBehindTheBack(harness, other.filepath, inTrash(other));
    expect(await doctor(harness)).toMatchObject({ clean: true, counts: { move_unfinished: 1 } });
    await startAgain(library, database);
    expect(await doctor(harness)).toMatchObject({ clean: true, findings: [] });
    expect((await database.captures.byId(other.id))?.filepath).toBe(inTrash(other));
    expect(await database.fileMoves.pending()).toBe(0);
  });

  it('are served from wherever they are meanwhile', async () => {
    const { harness, one } = await withDiscarded();
    const capture = await harness.database.captures.byId(one.id);
    if (!capture) throw new Error('The row is gone.');
    const path = await harness.library.storage.find(capture);
    expect(path).toContain('/trash/');
    moveBehindTheBack(harness, inTrash(one), one.filepath);
    expect(await harness.library.storage.find(capture)).toContain('/captures/');
    await harness.thumbnails.get(capture, 160);
    rmSync(join(harness.library.path, one.filepath));
    await expect(harness.library.storage.find(capture)).rejects.toMatchObject({ code: 'FILE_MISSING' });
  });

  it.each(['doctor', 'start'] as const)('are put where they belong by the next %s', async (who) => {
    const { harness, one, other } = await withDiscarded();
    const { library, database } = harness;
    moveBehindTheBack(harness, inTrash(one), one.filepath);
    moveBehindTheBack(harness, other.filepath, inTrash(other));
    const before = await doctor(harness);
    expect(before.clean).toBe(false);
    expect(before.counts).toEqual({ file_misplaced: 2 });
    if (who === 'doctor') expect((await doctor(harness, true)).clean).toBe(true);
    else expect(await startAgain(library, database)).toMatchObject({ filesPlaced: 2, rowsMissing: 0 });
    expect(harness.places(one)).toEqual(['trash']);
    expect(harness.places(other)).toEqual(['captures']);
    expect(await doctor(harness)).toMatchObject({ clean: true, findings: [] });
  });

  it('lie in one place: a second copy goes to quarantine', async () => {
    const { harness, one } = await withDiscarded();
    const { library } = harness;
    mkdirSync(dirname(join(library.path, one.filepath)), { recursive: true, mode: 0o700 });
    copyFileSync(join(library.path, inTrash(one)), join(library.path, one.filepath));
    expect(await doctor(harness)).toMatchObject({ clean: false, counts: { file_in_two_places: 1 } });
    expect((await doctor(harness, true)).clean).toBe(true);
    expect(harness.places(one)).toEqual(['trash']);
    expect(existsSync(join(library.path, 'quarantine', `${one.localDay}-${one.id}.jpg`))).toBe(true);
    expect(await doctor(harness)).toMatchObject({ clean: true, findings: [] });
  });

  it('without a row are taken in as discarded', async () => {
    const harness = await ReviewHarness.open();
    const id = '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1';
    plant(harness.library, `trash/2026/06/15/${id}.jpg`, await jpeg(7));
    expect(await doctor(harness)).toMatchObject({ clean: false, counts: { orphan_file: 1 } });
    expect(await startAgain(harness.library, harness.database)).toMatchObject({ filesAdopted: 1 });
    expect(await harness.trash.summary()).toMatchObject({ captures: 1 });
    expect((await harness.database.captures.totals()).captures).toBe(0);
    expect((await doctor(harness)).clean).toBe(true);
    await harness.trash.restore([id]);
    await harness.trash.settle();
    expect(harness.places({ id, localDay: '2026-06-15' })).toEqual(['captures']);
  });

  it('that are gone are missed once, and no longer when they are back', async () => {
    const { harness, one } = await withDiscarded();
    const { library, database } = harness;
    moveBehindTheBack(harness, inTrash(one), 'backups/away.jpg');
    expect(await startAgain(library, database)).toMatchObject({ rowsMissing: 1 });
    expect(await doctor(harness)).toMatchObject({ clean: true, counts: { file_known_missing: 1 } });
    moveBehindTheBack(harness, 'backups/away.jpg', inTrash(one));
    expect(await startAgain(library, database)).toMatchObject({ rowsBack: 1 });
  });
});

describe('emptying the trash', () => {
  it('frees the bytes on the disk, keeps the decisions, and touches no kept picture', async () => {
    const { harness, one, other } = await withDiscarded();
    const { database, trash, review } = harness;
    await review.decide([{ captureId: other.id, verdict: 'keep' }]);
    await harness.thumbnails.get({ ...one, createdAt: 0, updatedAt: 0, filepath: inTrash(one) }, 160);
    const thumbnail = join(harness.library.path, 'thumbnails', '160', one.localDay, `${one.id}.jpg`);
    expect(existsSync(thumbnail)).toBe(true);
    const { captures, bytes } = await trash.summary();
    expect({ captures, bytes }).toEqual({ captures: 1, bytes: one.fileSize });
    await expect(trash.empty({ captures: 2, bytes })).rejects.toMatchObject({ code: 'CONFLICT' });
    await trash.empty({ captures, bytes });
    expect(await harness.runPurge()).toEqual({ captures: 1, bytes: one.fileSize });
    expect(harness.places(one)).toEqual([]);
    expect(existsSync(thumbnail)).toBe(false);
    expect(harness.places(other)).toEqual(['captures']);
    expect(await trash.summary()).toMatchObject({ captures: 0, bytes: 0, nextPurgeAt: null });
    expect((await trash.list({ limit: 10 })).items).toEqual([]);
    expect((await review.ofCapture(one.id)).decisions).toMatchObject([{ type: 'discard' }]);
    expect(await database.captures.byId(one.id)).toMatchObject({ reviewState: 'discarded', windowTitle: null });
    await expect(trash.restore([one.id])).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'purged' } });
    expect((await harness.events.list({ limit: 1 })).items[0]).toMatchObject({
      source: 'user',
      summary: expect.stringMatching(/^Deleted 1 picture \(.+\) from the trash for good: the trash was emptied\.$/),
      details: { captures: 1, bytes: one.fileSize, reason: 'emptied' },
    });
    expect(await doctor(harness)).toMatchObject({ clean: true, findings: [] });
  });

  it('goes on where a killed run was: a tombstone whose file is still there loses it', async () => {
    const { harness, one } = await withDiscarded();
    const { database, library } = harness;
    await database.trash.bury(library.clock.now(), 10, library.clock.now());
    expect(harness.places(one)).toEqual(['trash']);
    expect((await doctor(harness)).clean).toBe(true);
    await startAgain(library, database);
    expect(harness.places(one)).toEqual([]);
    expect(await doctor(harness)).toMatchObject({ clean: true, findings: [] });
  });

  it('leaves what was discarded after it was asked for', async () => {
    const { harness, one, other } = await withDiscarded();
    const { captures, bytes } = await harness.trash.summary();
    await harness.trash.empty({ captures, bytes });
    await harness.library.clock.advance(10);
    await harness.review.decide([{ captureId: other.id, verdict: 'discard' }]);
    await harness.trash.settle();
    await harness.runPurge();
    expect([harness.places(one), harness.places(other)]).toEqual([[], ['trash']]);
  });

  it('happens by itself when the time is over, and never with 0 days', async () => {
    const { harness } = await withDiscarded();
    const { trash, preferences, library, enqueued } = harness;
    await preferences.set('trashDays', 0);
    await trash.start();
    const day = 86_400_000;
    await library.clock.advance(40 * day);
    expect(enqueued).toEqual([]);
    expect(await trash.summary()).toMatchObject({ nextPurgeAt: null, retentionDays: 0 });
    await preferences.set('trashDays', 60);
    await library.clock.advance(10 * day);
    expect(enqueued).toEqual([]);
    await library.clock.advance(11 * day);
    await expect.poll(() => enqueued.length).toBeGreaterThan(0);
    expect(enqueued[0]).toMatchObject({ reason: 'expired' });
    await harness.runPurge();
    expect(await trash.summary()).toMatchObject({ captures: 0 });
    expect((await harness.events.list({ limit: 1 })).items[0]).toMatchObject({
      source: 'system',
      summary: expect.stringContaining('the time they are kept there was over'),
    });
  });

  it('tells what was deleted before it was cancelled', async () => {
    const harness = await ReviewHarness.open();
    const captures = await harness.store(150);
    await harness.review.decide(captures.map(({ id }) => ({ captureId: id, verdict: 'discard' as const })));
    await harness.trash.settle();
    const { captures: count, bytes } = await harness.trash.summary();
    await harness.trash.empty({ captures: count, bytes });
    const cancelling = new AbortController();
    harness.live.subscribe((message) => {
      if (message.type === 'review-changed') cancelling.abort(new Error('Cancelled.'));
    });
    await expect(harness.runPurge(cancelling.signal)).rejects.toThrow('Cancelled.');
    expect((await harness.events.list({ limit: 1 })).items[0]).toMatchObject({
      summary: expect.stringMatching(/^Deleted 100 pictures \(.+\) from the trash for good, then stopped/),
      details: { captures: 100, reason: 'emptied' },
    });
  });
});

describe('files that cannot be moved', () => {
  const alerts = async ({ events }: ReviewHarness) => (await events.list({ type: 'alert', limit: 10 })).items;

  it('are told of once, can be looked at meanwhile, and are moved as soon as it works', async () => {
    const harness = await ReviewHarness.open();
    const [one, other] = await harness.store(2);
    if (!one || !other) throw new Error('Two pictures were to be stored.');
    const year = inTrash(one).split('/').slice(0, 2).join('/');
    plant(harness.library, year, 'in the way');
    await harness.review.decide([{ captureId: one.id, verdict: 'discard' }]);
    await expect(harness.trash.settle()).rejects.toThrow();
    // Tried again by itself, after a restart too.
    await harness.library.clock.advance(120_000);
    await harness.trash.stop();
    await harness.database.close();
    await harness.start();
    await harness.review.decide([{ captureId: other.id, verdict: 'discard' }]);
    await expect(harness.trash.settle()).rejects.toThrow();
    expect(await alerts(harness)).toMatchObject([{ resolved: false, details: { latest: { waiting: 3 } } }]);
    const rows = await Promise.all([one, other].map(({ id }) => harness.database.captures.byId(id)));
    for (const capture of rows) {
      if (!capture) throw new Error('The row is gone.');
      expect(capture.trashedAt).not.toBeNull();
      expect(await harness.library.storage.find(capture)).toContain('/captures/');
      await harness.thumbnails.get(capture, 160);
    }
    rmSync(join(harness.library.path, year));
    await harness.trash.settle();
    expect([one, other].map((capture) => harness.places(capture))).toEqual([['trash'], ['trash']]);
    expect(await alerts(harness)).toMatchObject([{ resolved: true, resolved_by: 'system' }]);
    expect(await doctor(harness)).toMatchObject({ clean: true, findings: [] });
  });
});
