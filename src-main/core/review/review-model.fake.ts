import type fc from 'fast-check';
import { expect } from 'vitest';
import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import type { NewCapture } from '../../ports/repositories.ts';
import type { ReviewHarness } from './review-harness.fake.ts';

/** What holds of a picture, as the decisions that are not undone say. */
export interface Picture {
  state: 'unreviewed' | 'kept' | 'discarded';
  purged: boolean;
  tags: string[];
  capturedAt: number;
  utcOffsetMinutes: number;
  /** Whether a person said the time; else it is uncertain. */
  said: boolean;
}

interface Batch {
  readonly before: ReadonlyMap<number, Picture>;
  /** Pictures that it put into the trash. */
  readonly discarded: readonly number[];
  readonly kind: string;
  readonly number: number;
  undone: boolean;
}

/** What the model knows. */
export interface Model {
  pictures: Picture[];
  /** In the order in which they were written. */
  batches: Batch[];
  /** Which batch said last how a picture is, for each kind of thing that can be said. */
  said: Map<string, number[]>;
}

/** The same in a real library. */
export interface Real {
  readonly harness: ReviewHarness;
  readonly captures: readonly NewCapture[];
  readonly ids: string[];
}

/** Pictures in the library of the model. */
export const pictureCount = 5;
/** The local day of a picture of the model. */
export const dayOf = ({ capturedAt, utcOffsetMinutes }: Picture) => localDayOf(capturedAt, utcOffsetMinutes);
/** In the trash, or deleted for good. */
export const isGone = (picture: Picture) => picture.state === 'discarded';
type Command = fc.AsyncCommand<Model, Real>;

/** Something that is done in both, after which they must agree. */
export function command(name: string, run: (model: Model, real: Real) => Promise<void>): Command {
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
  const { database, review, trash, times } = harness;
  for (const [index, picture] of model.pictures.entries()) {
    const { capturedAt, utcOffsetMinutes, said } = picture;
    const capture = await database.captures.byId(captures[index]?.id ?? '');
    expect({ index, ...capture }).toMatchObject({
      index,
      reviewState: picture.state,
      localDay: dayOf(picture),
      capturedAt,
      endedAt: capturedAt,
      utcOffsetMinutes,
      timestampSource: said ? 'user' : 'filename',
      confidence: said ? 'high' : 'low',
    });
    if (!picture.purged) expect((await review.ofCapture(capture?.id ?? '')).tags).toEqual(picture.tags.toSorted());
  }
  const shown = model.pictures.filter((picture) => picture.state !== 'discarded');
  const inTrash = model.pictures.filter((picture) => picture.state === 'discarded' && !picture.purged);
  expect((await database.captures.totals()).captures).toBe(shown.length);
  expect(await database.captures.countDifferences()).toEqual([]);
  const days = Map.groupBy(shown, dayOf);
  for (const { day, captures } of await database.captures.days({})) expect(captures).toBe(days.get(day)?.length);
  for (const [day, taken] of days) {
    const lanes = await database.captures.lanes(day);
    expect(lanes.reduce((sum, lane) => sum + lane.captures, 0)).toBe(taken.length);
  }
  const uncertain = await times.uncertain({ limit: 100 });
  const unsaid = shown.filter((picture) => !picture.said).toSorted((left, right) => left.capturedAt - right.capturedAt);
  expect(uncertain.items.map(({ capture }) => capture.capturedAt)).toEqual(unsaid.map(({ capturedAt }) => capturedAt));
  expect(uncertain.total).toBe(unsaid.length);
  expect((await database.integrity()).problems).toEqual([]);
  expect((await trash.summary()).captures).toBe(inTrash.length);
  expect((await trash.list({ limit: 100 })).items).toHaveLength(inTrash.length);
  for (const reviewState of ['kept', 'unreviewed'] as const) {
    const page = await database.captures.page({ order: 'newest', limit: 100, reviewState });
    expect(page.items).toHaveLength(shown.filter((picture) => picture.state === reviewState).length);
  }
}

/** Tries something; it must do what the model says, or be refused where the model says so. */
export async function attempt(
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

/** Takes back the batch with this number of the model, or the newest that can be. */
export async function undo(model: Model, real: Real, named: number | undefined): Promise<void> {
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
    else if (batch.kind === 'time') {
      const { capturedAt, utcOffsetMinutes, said } = before;
      Object.assign(picture, { capturedAt, utcOffsetMinutes, said });
    } else {
      const tag = batch.kind.slice(4);
      picture.tags = picture.tags.filter((each) => each !== tag);
      if (before.tags.includes(tag)) picture.tags.push(tag);
    }
  }
}
