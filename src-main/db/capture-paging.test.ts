import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capture, CaptureFilter, ListOrder } from '../../src-shared/contract/captures.ts';
import { addDays, localDayOf } from '../../src-shared/domain/local-time.ts';
import type { LibraryDatabase, NewCapture } from '../ports/repositories.ts';
import { decodeCursor, encodeCursor } from './keyset.ts';
import { makeCapture } from './sample-capture.fake.ts';
import { TestLibrary } from './test-library.fake.ts';

const start = Date.UTC(2026, 2, 28, 22, 0, 0);
const hour = 3_600_000;

/** Few different times, offsets and displays, so that everything that can be equal often is. */
const captureArbitrary = fc
  .record({
    capturedAt: fc.integer({ min: 0, max: 30 }).map((step) => start + step * hour),
    utcOffsetMinutes: fc.constantFrom(-120, 0, 60, 120),
    displayId: fc.constantFrom('display-a', 'display-b', null),
    isTrashed: fc.boolean(),
    isKept: fc.boolean(),
  })
  .map(({ isTrashed, isKept, ...given }) => {
    const trashedAt = isTrashed && given.displayId ? start : null;
    return makeCapture({ ...given, trashedAt, reviewState: trashedAt ? 'discarded' : isKept ? 'kept' : 'unreviewed' });
  });

/** Every third one that may have a tag has it. */
const isTagged = (capture: NewCapture, index: number) => capture.trashedAt === null && index % 3 === 0;

const filterArbitrary: fc.Arbitrary<CaptureFilter> = fc.record(
  {
    day: fc.integer({ min: -1, max: 3 }).map((days) => addDays('2026-03-28', days)),
    from: fc.integer({ min: -2, max: 32 }).map((step) => start + step * hour),
    to: fc.integer({ min: -2, max: 32 }).map((step) => start + step * hour),
    displayId: fc.constantFrom('display-a', 'display-b', 'display-c'),
    reviewState: fc.constantFrom('unreviewed' as const, 'kept' as const),
    tag: fc.constantFrom('work', 'work', 'nothing has it'),
  },
  { requiredKeys: [] },
);

function matches(capture: NewCapture, filter: CaptureFilter, index: number): boolean {
  return (
    capture.trashedAt === null &&
    (filter.day === undefined || capture.localDay === filter.day) &&
    (filter.from === undefined || capture.capturedAt >= filter.from) &&
    (filter.to === undefined || capture.capturedAt < filter.to) &&
    (filter.displayId === undefined || capture.displayId === filter.displayId) &&
    (filter.reviewState === undefined || capture.reviewState === filter.reviewState) &&
    (filter.tag === undefined || (filter.tag === 'work' && isTagged(capture, index)))
  );
}

function sorted(captures: readonly NewCapture[], order: ListOrder): string[] {
  const ids = captures
    .toSorted((left, right) => left.capturedAt - right.capturedAt || (left.id < right.id ? -1 : 1))
    .map((capture) => capture.id);
  return order === 'newest' ? ids.toReversed() : ids;
}

async function walkPages(
  database: LibraryDatabase,
  query: CaptureFilter & { order: ListOrder; limit: number },
): Promise<Capture[]> {
  const all: Capture[] = [];
  let cursor: string | undefined;
  do {
    const page = await database.captures.page({ ...query, cursor });
    expect(page.items.length).toBeLessThanOrEqual(query.limit);
    if (page.nextCursor !== null) expect(page.items.length).toBe(query.limit);
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

describe('pages of captures', () => {
  it('are the sorted and filtered list, cut into pieces, in both orders', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    await fc.assert(
      fc.asyncProperty(
        fc.array(captureArbitrary, { maxLength: 40 }),
        fc.array(fc.tuple(filterArbitrary, fc.constantFrom('newest', 'oldest'), fc.integer({ min: 1, max: 7 })), {
          minLength: 1,
          maxLength: 6,
        }),
        async (captures, queries) => {
          await database.captures.insert(captures);
          const tagged = captures.filter(isTagged).map((capture) => capture.id);
          if (tagged.length > 0) await database.decisions.tag(tagged, 'work', true, () => 'Tagged', start);
          try {
            for (const [filter, order, limit] of queries) {
              const found = await walkPages(database, { ...filter, order, limit });
              const expected = sorted(
                captures.filter((capture, index) => matches(capture, filter, index)),
                order,
              );
              expect(found.map((capture) => capture.id)).toEqual(expected);
            }
          } finally {
            for (const capture of captures) await database.captures.delete(capture.id);
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  it('do not shift when new captures arrive while somebody pages back', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const old = Array.from({ length: 10 }, (_, index) => makeCapture({ capturedAt: start + index * hour }));
    await database.captures.insert(old);
    const first = await database.captures.page({ order: 'newest', limit: 4 });
    await database.captures.insert([makeCapture({ capturedAt: start + 20 * hour })]);
    const second = await database.captures.page({
      order: 'newest',
      limit: 4,
      cursor: first.nextCursor ?? undefined,
    });
    expect([...first.items, ...second.items].map((capture) => capture.id)).toEqual(sorted(old, 'newest').slice(0, 8));
  });

  it('give back every field as it was written', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const capture = makeCapture({
      displayScale: 1.25,
      displayRotation: 270,
      displayX: -1920,
      windowTitle: 'Ein “Fenster” — 窓',
      originalPath: '/elsewhere/a.png',
      utcOffsetMinutes: -570,
      capturedAt: start,
      localDay: localDayOf(start, -570),
    });
    await database.captures.insert([capture]);
    const now = library.clock.now();
    const stored = { ...capture, createdAt: now, updatedAt: now };
    expect(await database.captures.byId(capture.id)).toEqual(stored);
    expect((await database.captures.page({ order: 'newest', limit: 1 })).items).toEqual([stored]);
  });
});

describe('cursors', () => {
  it('come back as they went out', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 15 }), fc.uuid(), (time, id) => {
        expect(decodeCursor(encodeCursor({ time, id }))).toEqual({ time, id });
      }),
    );
  });

  it('are refused when they are anything else', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const texts = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.base64String(),
      fc.string().map((text) => Buffer.from(text).toString('base64url')),
      fc.integer().map((time) => Buffer.from(`${time}.x' OR 1=1`).toString('base64url')),
      fc.uuid().map((id) => Buffer.from(`99999999999999999999.${id}`).toString('base64url')),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (cursor) => {
        const page = database.captures.page({ order: 'newest', limit: 1, cursor });
        await expect(page).rejects.toMatchObject({ code: 'BAD_INPUT' });
        await expect(database.events.page({ limit: 1, cursor })).rejects.toMatchObject({ code: 'BAD_INPUT' });
      }),
    );
  });
});
