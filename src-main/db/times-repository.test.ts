import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatedPicture } from '../../src-shared/contract/times.ts';
import type { LibraryDatabase, SignedCapture } from '../ports/repositories.ts';
import type { ImportedSet } from '../ports/times-repository.ts';
import { importedByName, makeEvidence, makeFacts } from './imported-pictures.fake.ts';
import { makeCapture, TestLibrary } from './test-library.fake.ts';

const jobs = ['01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1', '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd2'];
const cameras = ['NIKON D50', 'Pixel 8', "O'Brien “7”"];
const base = Date.UTC(2024, 0, 1);

const pictures = fc.array(
  fc.record({
    minute: fc.nat(5),
    origin: fc.constantFrom('import', 'import', 'import', 'screen'),
    confidence: fc.constantFrom('high', 'medium', 'low', 'none'),
    source: fc.constantFrom('exif', 'filename', 'filesystem', 'user'),
    camera: fc.constantFrom(null, ...cameras),
    jobId: fc.constantFrom(null, ...jobs),
    /** One that a program sent has no facts. */
    hasFacts: fc.boolean(),
    fate: fc.constantFrom('there', 'there', 'there', 'trashed', 'purged'),
  }),
  { minLength: 1, maxLength: 30 },
);
type Picture = typeof pictures extends fc.Arbitrary<(infer Each)[]> ? Each : never;

interface Stored extends Picture {
  readonly id: string;
  readonly capturedAt: number;
}

async function store(database: LibraryDatabase, given: readonly Picture[]): Promise<Stored[]> {
  const stored: Stored[] = [];
  const rows = given.map((each): SignedCapture => {
    const isImported = each.origin === 'import';
    const capture = makeCapture({
      ...importedByName,
      origin: isImported ? 'import' : 'screen',
      capturedAt: base + each.minute * 60_000,
      confidence: each.confidence as 'low',
      timestampSource: each.source as 'exif',
      ...(each.fate === 'there' ? {} : { reviewState: 'discarded' as const, trashedAt: base }),
    });
    const hasFacts = isImported && each.hasFacts;
    const { camera, jobId } = each;
    stored.push({ ...each, hasFacts, camera: hasFacts ? camera : null, jobId: hasFacts ? jobId : null, ...capture });
    return hasFacts ? { ...capture, imported: makeFacts({ camera, jobId }) } : capture;
  });
  await database.captures.insert(rows);
  return stored;
}

const inOrder = (left: Stored, right: Stored) => left.capturedAt - right.capturedAt || (left.id < right.id ? -1 : 1);
const isIn = (each: Stored, { camera, jobId }: ImportedSet) =>
  (camera === undefined || each.camera === camera) && (jobId === undefined || each.jobId === jobId);
const isUncertain = ({ origin, confidence, source, fate }: Stored) =>
  origin === 'import' && ['low', 'none'].includes(confidence) && source !== 'user' && fate === 'there';

async function allUncertain(database: LibraryDatabase, set: ImportedSet, limit: number): Promise<DatedPicture[]> {
  const found: DatedPicture[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await database.times.uncertain({ ...set, cursor, limit });
    found.push(...page.items);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    if (page.nextCursor === null) {
      expect(page.total).toBe(found.length);
      return found;
    }
    cursor = page.nextCursor;
  }
}

describe('the times of imported pictures', () => {
  it('are listed, counted and found as a simple model says', async () => {
    await fc.assert(
      fc.asyncProperty(pictures, fc.integer({ min: 1, max: 4 }), async (given, limit) => {
        const library = await TestLibrary.make();
        const database = await library.open();
        const stored = await store(
          database,
          given.filter((each) => each.fate === 'purged'),
        );
        if (stored.length > 0) await database.trash.bury(base, stored.length, base + 1);
        stored.push(
          ...(await store(
            database,
            given.filter((each) => each.fate !== 'purged'),
          )),
        );
        const sets: ImportedSet[] = [
          {},
          ...cameras.map((camera) => ({ camera })),
          ...jobs.map((jobId) => ({ jobId })),
          { camera: cameras[0], jobId: jobs[0] },
        ];
        for (const set of sets) {
          const expected = stored.filter((each) => isUncertain(each) && isIn(each, set)).toSorted(inOrder);
          const found = await allUncertain(database, set, limit);
          expect(found.map(({ capture }) => capture.id)).toEqual(expected.map(({ id }) => id));
          expect(found.map(({ camera }) => camera)).toEqual(expected.map(({ camera }) => camera));
          if (set.camera === undefined && set.jobId === undefined) continue;
          const there = stored.filter((each) => each.hasFacts && each.fate === 'there' && isIn(each, set));
          const within = await database.times.timesWithin(set, 100);
          expect(within.map(({ captureId }) => captureId).toSorted()).toEqual(there.map(({ id }) => id).toSorted());
          const few = await database.times.timesWithin(set, limit);
          expect(few).toHaveLength(Math.min(limit, there.length));
        }
        const counted = cameras
          .map((camera) => {
            const taken = stored.filter((each) => each.fate === 'there' && each.camera === camera);
            return { camera, captures: taken.length, uncertain: taken.filter(isUncertain).length };
          })
          .filter(({ captures }) => captures > 0)
          .sort((left, right) => right.captures - left.captures || (left.camera < right.camera ? -1 : 1));
        expect(await database.times.cameras(200)).toEqual(counted);
        expect(await database.times.cameras(1)).toEqual(counted.slice(0, 1));
        const named = await database.times.timesOf([...stored.map(({ id }) => id), randomUUID()]);
        expect(new Map(named.map((each) => [each.captureId, [each.origin, each.trashed, each.purged]]))).toEqual(
          new Map(stored.map(({ id, origin, fate }) => [id, [origin, fate === 'trashed', fate === 'purged']])),
        );
        await library[Symbol.asyncDispose]();
      }),
      { numRuns: 30 },
    );
  }, 120_000);

  it('come with all their evidence, which goes with what is deleted for good', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const evidence = [
      makeEvidence({ kind: 'exif_original', source: 'exif', offset: 'stated', utcOffsetMinutes: 540 }),
      makeEvidence({ text: '写真 “1”\n📷.png', ambiguous: true }),
    ];
    const capture = makeCapture({ ...importedByName, originalFilename: 'a.png' });
    await database.captures.insert([{ ...capture, imported: makeFacts({ camera: 'Pixel 8', evidence }) }]);
    const screen = makeCapture();
    await database.captures.insert([screen]);

    const picture = await database.times.evidence(capture.id);
    expect(picture).toEqual({ capture: await database.captures.byId(capture.id), camera: 'Pixel 8', evidence });
    expect((await database.times.uncertain({ limit: 9 })).items).toEqual([picture]);
    expect(await database.times.evidence(screen.id)).toMatchObject({ camera: null, evidence: [] });
    expect(await database.times.evidence(randomUUID())).toBeUndefined();

    const captures = new Map([[capture.id, null]]);
    await database.decisions.decide([{ verdict: 'discard', captures }], () => 'Discarded', base);
    expect(await database.times.evidence(capture.id)).toMatchObject({ evidence });
    await database.trash.bury(base, 1, base);
    expect(await database.times.evidence(capture.id)).toMatchObject({ camera: null, evidence: [] });
    await expect(database.times.uncertain({ limit: 9, cursor: 'nonsense' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });
});
