import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../src-shared/domain/local-time.ts';
import { openLibraryDatabase } from '../../db/open.ts';
import type { NewCapture } from '../../ports/repositories.ts';
import { runDoctor } from '../library/doctor.ts';
import { codec } from '../library/test-pictures.fake.ts';
import { ReviewHarness } from './review-harness.fake.ts';

/** What holds of a picture, as the decisions that are not undone say. */
interface Picture {
  state: 'unreviewed' | 'kept' | 'discarded';
  purged: boolean;
  tags: string[];
  day: string;
}

interface Batch {
  readonly before: ReadonlyMap<number, Picture>;
  /** Pictures that it put into the trash. */
  readonly discarded: readonly number[];
  readonly kind: string;
  readonly number: number;
  undone: boolean;
}

interface Model {
  pictures: Picture[];
  /** In the order in which they were written. */
  batches: Batch[];
  /** Which batch said last how a picture is, for each kind of thing that can be said. */
  said: Map<string, number[]>;
}

interface Real {
  readonly harness: ReviewHarness;
  readonly captures: readonly NewCapture[];
  readonly ids: string[];
}

const pictureCount = 5;
const noon = 12 * 3_600_000;
type Command = fc.AsyncCommand<Model, Real>;

function command(name: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return {
    check: () => true,
    run: async (model, real) => {
      await run(model, real);
      await agree(model, real);
    },
    toString: () => name,
  };
}

async function agree(model: Model, { harness, captures }: Real): Promise<void> {
  const { database, review, trash } = harness;
  for (const [index, picture] of model.pictures.entries()) {
    const capture = await database.captures.byId(captures[index]?.id ?? '');
    expect({ index, state: capture?.reviewState, day: capture?.localDay }).toEqual({
      index,
      state: picture.state,
      day: picture.day,
    });
    if (!picture.purged) expect((await review.ofCapture(capture?.id ?? '')).tags).toEqual(picture.tags.toSorted());
  }
  const shown = model.pictures.filter((picture) => picture.state !== 'discarded');
  const inTrash = model.pictures.filter((picture) => picture.state === 'discarded' && !picture.purged);
  expect((await database.captures.totals()).captures).toBe(shown.length);
  expect(await database.captures.countDifferences()).toEqual([]);
  expect((await database.integrity()).problems).toEqual([]);
  expect((await trash.summary()).captures).toBe(inTrash.length);
  expect((await trash.list({ limit: 100 })).items).toHaveLength(inTrash.length);
  for (const reviewState of ['kept', 'unreviewed'] as const) {
    const page = await database.captures.page({ order: 'newest', limit: 100, reviewState });
    expect(page.items).toHaveLength(shown.filter((picture) => picture.state === reviewState).length);
  }
}

/** Tries something; it must do what the model says, or be refused where the model says so. */
async function attempt(
  model: Model,
  real: Real,
  kind: string,
  indexes: readonly number[],
  change: (picture: Picture) => Picture | 'refused' | 'unchanged',
  act: () => Promise<{ id: string }>,
): Promise<void> {
  const changes = indexes.map((index) => [index, change({ ...(model.pictures[index] as Picture) })] as const);
  const changed = changes.filter(([, after]) => after !== 'unchanged');
  if (changes.some(([, after]) => after === 'refused') || changed.length === 0) {
    await expect(act()).rejects.toMatchObject({ code: 'CONFLICT' });
    return;
  }
  const { id } = await act();
  const number = model.batches.length;
  model.batches.push({
    before: new Map(changed.map(([index]) => [index, { ...(model.pictures[index] as Picture) }])),
    discarded: changed.filter(([, after]) => isGone(after as Picture)).map(([index]) => index),
    kind,
    number,
    undone: false,
  });
  real.ids.push(id);
  for (const [index, after] of changed) {
    model.pictures[index] = after as Picture;
    const key = `${kind} ${index}`;
    model.said.set(key, [...(model.said.get(key) ?? []), number]);
  }
}

/** Pictures of a batch that it can still be undone for: none where all it discarded is gone for good. */
function undoable(model: Model, batch: Batch): number[] {
  const isPurged = (index: number) => model.pictures[index]?.purged === true;
  if (batch.undone || (batch.discarded.length > 0 && batch.discarded.every(isPurged))) return [];
  const left = [...batch.before.keys()].filter((index) => !isPurged(index));
  const isCovered = left.some((index) => model.said.get(`${batch.kind} ${index}`)?.at(-1) !== batch.number);
  return isCovered ? [] : left;
}

async function undo(model: Model, real: Real, named: number | undefined): Promise<void> {
  const number = named ?? model.batches.findLastIndex((each) => undoable(model, each).length > 0);
  const batch = model.batches[number];
  const act = () => real.harness.review.undo(named === undefined ? undefined : real.ids[named]);
  const left = batch ? undoable(model, batch) : [];
  if (!batch || left.length === 0) {
    await expect(act()).rejects.toMatchObject({ code: 'CONFLICT' });
    return;
  }
  const { id, summary } = await act();
  expect(id).toBe(real.ids[number]);
  expect(summary.includes('deleted for good')).toBe(left.length < batch.before.size);
  batch.undone = true;
  for (const [index, before] of batch.before) {
    if (!left.includes(index)) continue;
    model.said.get(`${batch.kind} ${index}`)?.pop();
    const picture = model.pictures[index] as Picture;
    if (batch.kind === 'verdict') picture.state = before.state;
    else if (batch.kind === 'time') picture.day = before.day;
    else {
      const tag = batch.kind.slice(4);
      picture.tags = picture.tags.filter((each) => each !== tag);
      if (before.tags.includes(tag)) picture.tags.push(tag);
    }
  }
}

const indexes = fc.uniqueArray(fc.nat(pictureCount - 1), { minLength: 1, maxLength: 3 });
const isGone = (picture: Picture) => picture.state === 'discarded';

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
      const day = addDays('2026-01-01', days);
      return attempt(
        model,
        real,
        'time',
        [index],
        (picture) => (isGone(picture) ? 'refused' : picture.day === day ? 'unchanged' : { ...picture, day }),
        () =>
          real.harness.review.overrideTime(real.captures[index]?.id ?? '', Date.parse(`${day}T00:00:00Z`) + noon, 0),
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
        const captures = await harness.store(pictureCount);
        const model: Model = {
          pictures: captures.map(({ localDay }) => ({ state: 'unreviewed', purged: false, tags: [], day: localDay })),
          batches: [],
          said: new Map(),
        };
        const real: Real = { harness, captures, ids: [] };
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        await harness.restart();
        for (const [index, picture] of model.pictures.entries()) {
          const place = harness.places({ id: captures[index]?.id ?? '', localDay: picture.day });
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
