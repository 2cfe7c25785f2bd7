import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { ShiftAmount, ShiftScope } from '../../../src-shared/contract/times.ts';
import { makeEvidence } from '../../db/imported-pictures.fake.ts';
import type { ImportedFacts, NewCapture } from '../../ports/repositories.ts';
import { ReviewHarness } from '../review/review-harness.fake.ts';
import { storeImported as storeImportedFiles } from './imported-files.fake.ts';
import { mostMoved, TimesService } from './times-service.ts';

const unknownId = '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1';
const jobId = '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd2';
const evening = Date.UTC(2024, 2, 1, 22, 30);
const hour = 3_600_000;
const day = 24 * hour;

async function withImported(count: number, given: Partial<NewCapture> = {}, facts: Partial<ImportedFacts> = {}) {
  const harness = await ReviewHarness.open();
  const captures = await storeImported(harness, count, given, facts);
  const ids = captures.map(({ id }) => id);
  const now = async (index: number): Promise<Capture> => {
    const capture = await harness.database.captures.byId(ids[index] ?? '');
    if (!capture) throw new Error('There are fewer pictures.');
    return capture;
  };
  return { harness, captures, ids, now };
}

/** Imports real files with their rows, one a minute from the evening on. */
const storeImported = (
  harness: ReviewHarness,
  count: number,
  given: Partial<NewCapture> = {},
  facts: Partial<ImportedFacts> = {},
) => storeImportedFiles(harness, count, { capturedAt: evening, ...given }, facts);

async function shift({ times }: ReviewHarness, which: ShiftScope, by: ShiftAmount) {
  return times.shift(which, by, await times.shiftPreview(which, by));
}

describe('moving pictures in time', () => {
  it('moves a whole camera with its files to their new days, and back, also after a restart', async () => {
    const { harness, captures, ids, now } = await withImported(3, {}, { camera: 'NIKON D50' });
    const [other] = await storeImported(harness, 1, { capturedAt: evening + day }, { camera: 'Pixel 8' });
    const before = await Promise.all(ids.map((_, index) => now(index)));
    const [first] = captures;
    if (!first || !other) throw new Error('Nothing was stored.');
    const small = await harness.thumbnails.get(await now(0), 160);
    harness.messages.length = 0;

    const which = { camera: 'NIKON D50' };
    const by = { byMs: 2 * hour };
    const preview = await harness.times.shiftPreview(which, by);
    expect(preview).toEqual({
      captures: 3,
      otherDay: 3,
      first: {
        captureId: first.id,
        before: { capturedAt: evening, utcOffsetMinutes: 0 },
        after: { capturedAt: evening + 2 * hour, utcOffsetMinutes: 0 },
      },
    });
    const batch = await harness.times.shift(which, by, preview);
    expect(batch).toMatchObject({ decisions: 3, bytes: 0, summary: 'Moved 3 pictures in time by +02:00:00' });
    expect(await now(0)).toMatchObject({
      capturedAt: evening + 2 * hour,
      endedAt: evening + 2 * hour,
      localDay: '2024-03-02',
      timestampSource: 'user',
      confidence: 'high',
    });
    expect(harness.messages).toEqual([
      { type: 'review-changed', captureIds: ids.toSorted() },
      { type: 'captures-changed' },
    ]);
    expect(existsSync('absolutePath' in small ? small.absolutePath : '')).toBe(false);
    // The moved ones lie beside the other camera's now, in the counts and in the lanes.
    expect(await harness.database.captures.days({})).toMatchObject([{ day: '2024-03-02', captures: 4 }]);
    expect((await harness.database.captures.lanes('2024-03-02'))[0]).toMatchObject({ captures: 4 });
    expect(await harness.database.captures.countDifferences()).toEqual([]);

    await harness.restart();
    for (const { id } of captures) {
      expect(harness.places({ id, localDay: '2024-03-01' })).toEqual([]);
      expect(harness.places({ id, localDay: '2024-03-02' })).toEqual(['captures']);
    }
    const shown = await harness.thumbnails.get(await now(1), 160);
    await harness.review.undo(batch.id);
    expect(existsSync('absolutePath' in shown ? shown.absolutePath : '')).toBe(false);
    await harness.restart();
    expect(await Promise.all(ids.map((_, index) => now(index)))).toEqual(before);
    for (const { id } of captures) expect(harness.places({ id, localDay: '2024-03-01' })).toEqual(['captures']);
    expect(await harness.database.captures.byId(other.id)).toMatchObject({ capturedAt: other.capturedAt });
    expect(harness.problems).toEqual([]);
  });

  it('into another time zone leaves the time on the wall, and what is in that zone already', async () => {
    const { harness, ids, now } = await withImported(2, {}, { jobId });
    const [there] = await storeImported(harness, 1, { utcOffsetMinutes: 540 }, { jobId, camera: 'Pixel 8' });
    const before = await harness.database.captures.byId(there?.id ?? '');
    const batch = await shift(harness, { jobId }, { utcOffsetMinutes: 540 });
    expect(batch).toMatchObject({ decisions: 2, summary: 'Moved 2 pictures in time to the time zone +09:00' });
    expect(await now(0)).toMatchObject({
      capturedAt: evening - 9 * hour,
      utcOffsetMinutes: 540,
      localDay: '2024-03-01',
      timestampSource: 'user',
    });
    expect(await harness.database.captures.byId(there?.id ?? '')).toEqual(before);
    // Its file has nowhere to go.
    expect(await harness.database.fileMoves.pending()).toBe(0);
    await expect(shift(harness, { captureIds: ids }, { utcOffsetMinutes: 540 })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'There is no picture that this would move.',
    });
    await harness.review.undo();
    expect(await now(0)).toMatchObject({ capturedAt: evening, utcOffsetMinutes: 0, timestampSource: 'filename' });
  });

  it('moves those of one camera in one import, and none that is in the trash', async () => {
    const { harness, ids, now } = await withImported(2, {}, { camera: 'Pixel 8', jobId });
    const [other] = await storeImported(harness, 1, {}, { camera: 'Pixel 8' });
    await harness.review.decide([{ captureId: ids[0] ?? '', verdict: 'discard' }]);
    await shift(harness, { camera: 'Pixel 8', jobId }, { byMs: day });
    expect(await now(0)).toMatchObject({ capturedAt: evening, confidence: 'low' });
    expect(await now(1)).toMatchObject({ capturedAt: evening + 60_000 + day });
    expect(await harness.database.captures.byId(other?.id ?? '')).toMatchObject({ capturedAt: evening });
  });

  it('does only what the preview said', async () => {
    const { harness, ids } = await withImported(2, {}, { camera: 'Pixel 8' });
    const which = { camera: 'Pixel 8' };
    const by = { byMs: hour };
    const preview = await harness.times.shiftPreview(which, by);
    const later = { byMs: 2 * hour };
    await expect(harness.times.shift(which, later, preview)).rejects.toMatchObject({ code: 'CONFLICT' });
    await storeImported(harness, 1, {}, which);
    await expect(harness.times.shift(which, by, preview)).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { captures: 3 },
    });
    expect((await harness.review.history({ limit: 9 })).items).toEqual([]);
    // Another window moved one of them at the very moment.
    const again = await harness.times.shiftPreview(which, by);
    const { times, decisions } = harness.database;
    const between = new TimesService({
      review: harness.review,
      clock: harness.library.clock,
      times: Object.assign(Object.create(times) as typeof times, {
        timesWithin: async (...given: Parameters<typeof times.timesWithin>) => {
          const found = await times.timesWithin(...given);
          const moved = { captureId: ids[1] ?? '', capturedAt: evening, utcOffsetMinutes: 60, localDay: '2024-03-01' };
          await decisions.overrideTimes([moved], 'Moved', evening);
          return found;
        },
      }),
    });
    await expect(between.shift(which, by, again)).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { captureId: ids[1], reason: 'moved' },
    });
    expect((await harness.review.history({ limit: 9 })).items).toHaveLength(1);
  });

  it('refuses what a library cannot hold, what was not imported, and what is not there', async () => {
    const { harness, ids } = await withImported(2);
    const [screen] = await harness.store(1);
    const [id = '', gone = ''] = ids;
    const ahead = harness.library.clock.now() + day - evening - 30_000;
    const asked = (captureIds: string[], by: ShiftAmount = { byMs: hour }) =>
      harness.times.shiftPreview({ captureIds }, by);
    const refusals = [
      [asked(ids, { byMs: -60 * 365 * day }), 'BAD_INPUT', /out of the time from 1970 to a day from now/],
      [asked(ids, { byMs: 8000 * 365 * day }), 'BAD_INPUT', /\(and 1 more\).*to a day from now/],
      // The pictures are a minute apart: the second one would be a day and half a minute ahead.
      [asked(ids, { byMs: ahead }), 'BAD_INPUT', new RegExp(`the picture ${gone} out of`)],
      [
        harness.review.overrideTime(id, harness.library.clock.now() + day, 0),
        'BAD_INPUT',
        /no later than a day from now/,
      ],
      [asked([id, screen?.id ?? '']), 'BAD_INPUT', /was not imported/],
      [harness.times.confirm([screen?.id ?? '']), 'BAD_INPUT', /was not imported/],
      [asked([id, id]), 'BAD_INPUT', /named twice/],
      [asked(ids, { byMs: 0 }), 'BAD_INPUT', /moves nothing/],
      [asked([id, unknownId]), 'NOT_FOUND', /no picture/],
      [harness.times.evidence(unknownId), 'NOT_FOUND', /no such capture/],
    ] as const;
    for (const [refused, code, message] of refusals) {
      await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    }
    await harness.review.decide([{ captureId: gone, verdict: 'discard' }]);
    await expect(asked([id, gone])).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'trashed' } });
    await harness.empty();
    await expect(harness.times.confirm([id, gone])).rejects.toMatchObject({ details: { reason: 'purged' } });
    expect((await harness.database.captures.byId(id))?.timestampSource).toBe('filename');
    // A single time may be said of a picture of a screen, too.
    expect(await harness.review.overrideTime(screen?.id ?? '', evening, 0)).toMatchObject({ decisions: 1 });
  });

  it('refuses more than a person can look over', async () => {
    const { harness } = await withImported(1);
    const one = { capturedAt: evening, utcOffsetMinutes: 0, localDay: '2024-03-01', origin: 'import' } as const;
    const found = { ...one, captureId: unknownId, timestampSource: 'exif', trashed: false, purged: false } as const;
    const limits: number[] = [];
    const service = new TimesService({
      review: harness.review,
      clock: harness.library.clock,
      times: {
        ...harness.database.times,
        timesWithin: async (_set: object, limit: number) => {
          limits.push(limit);
          return new Array(limit).fill(found);
        },
      } as unknown as typeof harness.database.times,
    });
    await expect(service.shiftPreview({ jobId }, { byMs: hour })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/more than 100,000 pictures/),
    });
    expect(limits).toEqual([mostMoved + 1]);
  });

  it('writes a line into the activity log for many, and for their undoing', async () => {
    const { harness } = await withImported(100, {}, { camera: 'Pixel 8' });
    const batch = await shift(harness, { camera: 'Pixel 8' }, { byMs: -hour });
    const lines = async () => (await harness.events.list({ limit: 9 })).items.map(({ summary }) => summary);
    expect(await lines()).toEqual(['Moved 100 pictures in time by -01:00:00.']);
    await harness.review.undo(batch.id);
    expect((await lines())[0]).toBe('Undone: Moved 100 pictures in time by -01:00:00.');
  });
});

describe('confirming times', () => {
  it('is a decision that leaves the queue, once, and can be undone', async () => {
    const { harness, ids, now } = await withImported(3);
    const [id = '', other = ''] = ids;
    const before = await now(0);
    expect((await harness.times.uncertain({ limit: 9 })).total).toBe(3);
    const batch = await harness.times.confirm([id, other]);
    expect(batch).toMatchObject({ decisions: 2, summary: 'Confirmed the time of 2 pictures' });
    expect(await now(0)).toEqual({ ...before, timestampSource: 'user', confidence: 'high' });
    expect((await harness.times.uncertain({ limit: 9 })).items.map(({ capture }) => capture.id)).toEqual(ids.slice(2));
    for (const again of [[id], ids]) {
      await expect(harness.times.confirm(again)).rejects.toMatchObject({
        code: 'CONFLICT',
        details: { reason: 'same' },
      });
    }
    expect(await now(2)).toMatchObject({ timestampSource: 'filename' });
    await harness.review.undo();
    expect(await now(0)).toEqual(before);
    // The same said of one alone, by its time.
    const alone = await harness.review.overrideTime(id, before.capturedAt, before.utcOffsetMinutes);
    expect(alone.summary).toBe('Confirmed the time of 1 picture');
    expect((await harness.times.uncertain({ limit: 9 })).total).toBe(2);
  });

  it('tells of every candidate, and takes the one that a person picks', async () => {
    const evidence = [
      makeEvidence({ kind: 'exif_original', source: 'exif', capturedAt: evening - day }),
      makeEvidence({ capturedAt: evening }),
    ];
    const { harness, ids, now } = await withImported(1, {}, { camera: 'Pixel 8', evidence });
    const [id = ''] = ids;
    expect(await harness.times.evidence(id)).toEqual({ capture: await now(0), camera: 'Pixel 8', evidence });
    await harness.review.overrideTime(id, evening - day, 0);
    expect(await harness.times.evidence(id)).toMatchObject({ capture: { localDay: '2024-02-29' }, evidence });
    expect(await harness.times.cameras()).toEqual({ cameras: [{ camera: 'Pixel 8', captures: 1, uncertain: 0 }] });
  });
});

describe('a time that an earlier version was told', () => {
  it('is undone though its decision says nothing of the confidence', async () => {
    const { harness, ids, now } = await withImported(1);
    const before = await now(0);
    await harness.review.overrideTime(ids[0] ?? '', evening + day, 0);
    await harness.trash.settle();
    harness.library.raw((native) => {
      native.exec(`UPDATE decisions SET decision_value =
        json_remove(decision_value, '$.from.confidence', '$.to.confidence')`);
      native.exec(`UPDATE captures SET confidence = 'low'`);
    });
    await harness.review.undo();
    await harness.trash.settle();
    expect(await now(0)).toEqual(before);
  });
});
