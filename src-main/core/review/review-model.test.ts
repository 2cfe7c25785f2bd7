import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShiftAmount } from '../../../src-shared/contract/times.ts';
import { addDays } from '../../../src-shared/domain/local-time.ts';
import { importedByName } from '../../db/imported-pictures.fake.ts';
import { openLibraryDatabase } from '../../db/open.ts';
import { runDoctor } from '../library/doctor.ts';
import { codec } from '../library/test-pictures.fake.ts';
import { ReviewHarness } from './review-harness.fake.ts';
import { attempt, command, dayOf, isGone, type Model, pictureCount, type Real, undo } from './review-model.fake.ts';

const noon = 12 * 3_600_000;
const indexes = fc.uniqueArray(fc.nat(pictureCount - 1), { minLength: 1, maxLength: 3 });
/** Amounts and zones far enough apart that a picture changes its day now and then. */
const amounts: fc.Arbitrary<ShiftAmount> = fc.oneof(
  fc.constantFrom(-86_400_000, -3_600_000, 1, 5_400_000, 86_400_000).map((byMs) => ({ byMs })),
  fc.constantFrom(-720, 0, 330, 840).map((utcOffsetMinutes) => ({ utcOffsetMinutes })),
);

const commands = [
  fc.tuple(indexes, fc.constantFrom('keep', 'discard', 'keep_duplicate', 'discard_duplicate')).map(([of, verdict]) =>
    command(`${verdict} ${of}`, (model, real) =>
      attempt(
        model,
        real,
        'verdict',
        of,
        (picture) => {
          const state = verdict.startsWith('keep') ? 'kept' : 'discarded';
          if (isGone(picture) || picture.state === state) return 'refused';
          if (verdict.endsWith('duplicate') && picture.state !== 'unreviewed') return 'refused';
          return { ...picture, state };
        },
        () =>
          real.harness.review.decide(
            of.map((index) => ({ captureId: real.captures[index]?.id ?? '', verdict: verdict as 'keep' })),
            'group',
          ),
      ),
    ),
  ),
  indexes.map((of) =>
    command(`restore ${of}`, (model, real) =>
      attempt(
        model,
        real,
        'verdict',
        of,
        (picture) => (isGone(picture) && !picture.purged ? { ...picture, state: 'kept' } : 'refused'),
        () => real.harness.trash.restore(of.map((index) => real.captures[index]?.id ?? '')),
      ),
    ),
  ),
  fc.tuple(indexes, fc.constantFrom('work', 'home'), fc.boolean()).map(([of, tag, assigned]) =>
    command(`${assigned ? 'tag' : 'untag'} ${tag} ${of}`, (model, real) =>
      attempt(
        model,
        real,
        `tag ${tag}`,
        of,
        (picture) => {
          if (isGone(picture)) return 'refused';
          if (picture.tags.includes(tag) === assigned) return 'unchanged';
          const others = picture.tags.filter((each) => each !== tag);
          return { ...picture, tags: assigned ? [...others, tag] : others };
        },
        () =>
          real.harness.review.tag(
            of.map((index) => real.captures[index]?.id ?? ''),
            tag,
            assigned,
          ),
      ),
    ),
  ),
  fc.tuple(fc.nat(pictureCount - 1), fc.integer({ min: 0, max: 2 })).map(([index, days]) =>
    command(`move ${index} to day ${days}`, (model, real) => {
      const capturedAt = Date.parse(`${addDays('2026-01-01', days)}T00:00:00Z`) + noon;
      return attempt(
        model,
        real,
        'time',
        [index],
        (picture) => {
          if (isGone(picture)) return 'refused';
          const isSame = picture.capturedAt === capturedAt && picture.utcOffsetMinutes === 0;
          return isSame && picture.said ? 'unchanged' : { ...picture, capturedAt, utcOffsetMinutes: 0, said: true };
        },
        () => real.harness.review.overrideTime(real.captures[index]?.id ?? '', capturedAt, 0),
      );
    }),
  ),
  indexes.map((of) =>
    command(`confirm the time of ${of}`, (model, real) =>
      attempt(
        model,
        real,
        'time',
        of,
        (picture) => (isGone(picture) || picture.said ? 'refused' : { ...picture, said: true }),
        () => real.harness.times.confirm(of.map((index) => real.captures[index]?.id ?? '')),
      ),
    ),
  ),
  fc.tuple(indexes, amounts).map(([of, by]) =>
    command(`shift ${of} by ${JSON.stringify(by)}`, (model, real) => {
      const which = { captureIds: of.map((index) => real.captures[index]?.id ?? '') };
      return attempt(
        model,
        real,
        'time',
        of,
        (picture) => {
          if (isGone(picture)) return 'refused';
          if ('byMs' in by) return { ...picture, capturedAt: picture.capturedAt + by.byMs, said: true };
          const movedMinutes = picture.utcOffsetMinutes - by.utcOffsetMinutes;
          if (movedMinutes === 0) return 'unchanged';
          const capturedAt = picture.capturedAt + movedMinutes * 60_000;
          return { ...picture, capturedAt, utcOffsetMinutes: by.utcOffsetMinutes, said: true };
        },
        async () => {
          const preview = await real.harness.times.shiftPreview(which, by);
          const batch = await real.harness.times.shift(which, by, preview);
          expect(batch.decisions).toBe(preview.captures);
          return batch;
        },
      );
    }),
  ),
  fc.constant(command('undo the last', (model, real) => undo(model, real, undefined))),
  fc.nat(20).map((at) =>
    command(`undo the one at ${at}`, async (model, real) => {
      if (model.batches.length > 0) await undo(model, real, at % model.batches.length);
    }),
  ),
  fc.constant(
    command('empty the trash', async (model, { harness }) => {
      await harness.mover.drain();
      const doomed = model.pictures.filter((picture) => isGone(picture) && !picture.purged);
      if (doomed.length === 0) return;
      await harness.empty();
      for (const picture of doomed) {
        picture.purged = true;
        picture.tags = [];
      }
    }),
  ),
  fc.constant(command('restart', (_model, { harness }) => harness.restart())),
  fc.constant(command('let the files arrive', (_model, { harness }) => harness.mover.drain())),
];

describe('decisions, tags, times, undo and the trash', () => {
  it('are what a simple model says, on the disk, in the rows and in the counts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 20 }), async (sequence) => {
        const harness = await ReviewHarness.open();
        const captures = await harness.store(pictureCount, importedByName);
        const model: Model = {
          pictures: captures.map(({ capturedAt, utcOffsetMinutes }) => ({
            state: 'unreviewed',
            purged: false,
            tags: [],
            capturedAt,
            utcOffsetMinutes,
            said: false,
          })),
          batches: [],
          said: new Map(),
        };
        const real: Real = { harness, captures, ids: [] };
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        await harness.restart();
        for (const [index, picture] of model.pictures.entries()) {
          const place = harness.places({ id: captures[index]?.id ?? '', localDay: dayOf(picture) });
          expect({ index, place }).toEqual({
            index,
            place: picture.purged ? [] : [picture.state === 'discarded' ? 'trash' : 'captures'],
          });
        }
        const { library } = harness;
        const report = await runDoctor({
          libraryPath: library.path,
          repair: false,
          checksums: true,
          isCapturing: false,
          openDatabase: (mode) =>
            openLibraryDatabase({ libraryPath: library.path, mode, migrate: false, clock: library.clock }),
          codec,
          clock: library.clock,
        });
        expect(report.findings).toEqual([]);
        expect(harness.problems).toEqual([]);
        await harness.trash.stop();
        await library[Symbol.asyncDispose]();
      }),
      { numRuns: 25 },
    );
  }, 180_000);
});
