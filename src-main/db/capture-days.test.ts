import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LibraryDatabase, NewCapture } from '../ports/repositories.ts';
import { makeCapture } from './sample-capture.fake.ts';
import { TestLibrary } from './test-library.fake.ts';

const days = ['2026-06-14', '2026-06-15', '2026-06-16'] as const;
const displays = ['display-a', 'display-b', null] as const;

interface Model {
  readonly captures: Map<string, NewCapture>;
}
interface Real {
  readonly library: TestLibrary;
  readonly database: LibraryDatabase;
}

type Command = fc.AsyncCommand<Model, Real>;

function expectedDays(model: Model) {
  const sums = new Map<string, { day: string; captures: number; bytes: number }>();
  for (const capture of model.captures.values()) {
    if (capture.trashedAt !== null) continue;
    const sum = sums.get(capture.localDay) ?? { day: capture.localDay, captures: 0, bytes: 0 };
    sum.captures += 1;
    sum.bytes += capture.fileSize;
    sums.set(capture.localDay, sum);
  }
  return [...sums.values()].toSorted((left, right) => (left.day < right.day ? -1 : 1));
}

async function check(model: Model, { database }: Real): Promise<void> {
  const expected = expectedDays(model);
  expect(await database.captures.days({})).toEqual(expected);
  expect(await database.captures.countDifferences()).toEqual([]);
  expect(await database.captures.totals()).toEqual({
    captures: expected.reduce((sum, day) => sum + day.captures, 0),
    bytes: expected.reduce((sum, day) => sum + day.bytes, 0),
    firstDay: expected[0]?.day ?? null,
    lastDay: expected.at(-1)?.day ?? null,
  });
}

const change = fc.record(
  {
    local_day: fc.constantFrom(...days),
    display_id: fc.constantFrom(...displays),
    file_size: fc.integer({ min: 0, max: 5000 }),
    missing_at: fc.constantFrom(null, 1_000),
  },
  { requiredKeys: [] },
);

function command(name: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return {
    check: () => true,
    run: async (model, real) => {
      await run(model, real);
      await check(model, real);
    },
    toString: () => name,
  };
}

/** The capture at this place among those there are; undefined when there is none. */
function pick(model: Model, place: number): NewCapture | undefined {
  return [...model.captures.values()][place % Math.max(1, model.captures.size)];
}

const commands = [
  fc
    .array(
      fc.record({
        localDay: fc.constantFrom(...days),
        displayId: fc.constantFrom(...displays),
        fileSize: fc.integer({ min: 0, max: 5000 }),
        trashedAt: fc.constantFrom(null, null, 1_000),
      }),
      { minLength: 1, maxLength: 5 },
    )
    .map((given) =>
      command(`insert ${given.length}`, async (model, { database }) => {
        const captures = given.map((one) => makeCapture({ ...one, id: randomUUID() }));
        await database.captures.insert(captures);
        for (const capture of captures) model.captures.set(capture.id, capture);
      }),
    ),
  fc.nat(50).map((place) =>
    command(`delete ${place}`, async (model, { database }) => {
      const capture = pick(model, place);
      if (!capture) return;
      expect(await database.captures.delete(capture.id)).toBe(true);
      model.captures.delete(capture.id);
    }),
  ),
  fc.tuple(fc.nat(50), change).map(([place, columns]) =>
    command(`change ${place} ${JSON.stringify(columns)}`, async (model, { library }) => {
      const capture = pick(model, place);
      const names = Object.keys(columns);
      if (!capture || names.length === 0) return;
      library.raw((native) =>
        native
          .prepare(`UPDATE captures SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`)
          .run(...Object.values(columns), capture.id),
      );
      model.captures.set(capture.id, {
        ...capture,
        localDay: columns.local_day ?? capture.localDay,
        displayId: columns.display_id === undefined ? capture.displayId : columns.display_id,
        fileSize: columns.file_size ?? capture.fileSize,
      });
    }),
  ),
  fc.nat(50).map((place) =>
    command(`insert again ${place}`, async (model, { database }) => {
      const capture = pick(model, place);
      if (!capture) return;
      await expect(database.captures.insert([makeCapture({ id: randomUUID() }), capture])).rejects.toThrow();
    }),
  ),
];

describe('the counts per day', () => {
  it('are what a recount finds, whatever happens to the captures', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 25 }), async (sequence) => {
        library.raw((native) => {
          native.pragma('foreign_keys = ON');
          native.exec('DELETE FROM captures');
        });
        await fc.asyncModelRun(() => ({ model: { captures: new Map() }, real: { library, database } }), sequence);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('are found and mended when somebody spoils them', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    await database.captures.insert([makeCapture({ fileSize: 10 }), makeCapture({ fileSize: 20, displayId: null })]);
    library.raw((native) => {
      native.exec("UPDATE capture_days SET captures = 7 WHERE display_id = 'display-a'");
      native.exec("DELETE FROM capture_days WHERE display_id = ''");
      native.exec("INSERT INTO capture_days VALUES ('1999-01-01', 'ghost', 1, 1)");
    });
    const day = '2026-06-15';
    expect(await database.captures.countDifferences()).toEqual([
      { day: '1999-01-01', displayId: 'ghost', captures: { kept: 1, counted: 0 }, bytes: { kept: 1, counted: 0 } },
      { day, displayId: null, captures: { kept: 0, counted: 1 }, bytes: { kept: 0, counted: 20 } },
      { day, displayId: 'display-a', captures: { kept: 7, counted: 1 }, bytes: { kept: 10, counted: 10 } },
    ]);
    await database.captures.recount();
    expect(await database.captures.countDifferences()).toEqual([]);
    expect(await database.captures.days({})).toEqual([{ day, captures: 2, bytes: 30 }]);
  });

  it('can be asked for from one day to another, both included', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    await database.captures.insert(days.map((localDay) => makeCapture({ localDay })));
    const asked = await database.captures.days({ from: '2026-06-15', to: '2026-06-16' });
    expect(asked.map((count) => count.day)).toEqual(['2026-06-15', '2026-06-16']);
    expect((await database.captures.days({ to: '2026-06-14' })).map((count) => count.day)).toEqual(['2026-06-14']);
  });
});
