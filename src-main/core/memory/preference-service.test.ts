import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type PreferenceDefinition,
  type PreferenceKey,
  preferenceDefinitions,
  preferenceKeys,
} from '../../../src-shared/domain/preferences.ts';
import { TestLibrary } from '../../db/test-library.fake.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import { LiveBus } from '../live-bus.ts';
import { PreferenceService } from './preference-service.ts';

let library: TestLibrary;
let database: LibraryDatabase;
let live: LiveBus;
let preferences: PreferenceService;

/** What another process, or the next start, has. */
function load(): Promise<PreferenceService> {
  return PreferenceService.load(database.preferences, live, library.clock);
}

beforeEach(async () => {
  library = await TestLibrary.make();
  database = await library.open();
  live = new LiveBus();
  preferences = await load();
});

function definitionOf(key: PreferenceKey): PreferenceDefinition {
  return preferenceDefinitions[key];
}

/** Values that the definition allows. */
function fitting(definition: PreferenceDefinition): fc.Arbitrary<unknown> {
  switch (definition.kind) {
    case 'number':
      return Number.isInteger(definition.step)
        ? fc.integer({ min: definition.minimum, max: definition.maximum })
        : fc.double({ min: definition.minimum, max: definition.maximum, noNaN: true }).map((value) => value + 0);
    case 'toggle':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...definition.options);
    case 'text-list':
      return fc.array(
        fc.string({ minLength: 1, maxLength: 40 }).map((text) => `x${text}`.trim()),
        { maxLength: 5 },
      );
    case 'instant':
      return fc.option(fc.integer());
  }
}

/** Values that it does not: of another type, or of the right one and out of range. */
function misfitting(definition: PreferenceDefinition): fc.Arbitrary<unknown> {
  const strange = fc.constantFrom(
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    {},
    { toString: 'x' },
    [[]],
    [1],
    '',
  );
  switch (definition.kind) {
    case 'number':
      return fc.oneof(
        strange,
        fc.constant(null),
        fc.boolean(),
        fc.integer({ min: definition.minimum, max: definition.maximum }).map(String),
        fc.double({ min: definition.maximum, minExcluded: true, noNaN: true }),
        fc
          .double({ max: definition.minimum, maxExcluded: true, noNaN: true })
          // -0 is less than 0 only here.
          .filter((value) => value < definition.minimum),
        ...(Number.isInteger(definition.step) ? [fc.constant(definition.minimum + 0.5)] : []),
      );
    case 'toggle':
      return fc.oneof(strange, fc.constantFrom(null, 0, 1, 'true', 'on'));
    case 'choice':
      return fc.oneof(
        strange,
        fc.constant(null),
        fc.string().filter((text) => !definition.options.includes(text)),
        fc.constant([definition.options[0]]),
      );
    case 'text-list':
      return fc.oneof(
        fc.constantFrom(undefined, null, 'text', {}, [''], ['   '], [null], [5], ['x'.repeat(201)]),
        fc.constant(Array.from({ length: definition.maximumItems + 1 }, (_, index) => `x${index}`)),
      );
    case 'instant':
      return fc.oneof(strange, fc.constantFrom('2026-01-01', 1.5, true));
  }
}

const anyChange = fc.constantFrom(...preferenceKeys).chain((key) =>
  fc.oneof(
    fitting(definitionOf(key)).map((value) => ({ key, value, fits: true })),
    misfitting(definitionOf(key)).map((value) => ({ key, value, fits: false })),
  ),
);

const settingKeys = preferenceKeys.filter((key) => definitionOf(key).group !== 'internal');

describe('a setting', () => {
  it.each(preferenceKeys.filter((key) => !settingKeys.includes(key)))(
    '%s is noted by the app alone, whatever a program sends',
    async (key) => {
      const before = preferences.current()[key];
      await fc.assert(
        fc.asyncProperty(fitting(definitionOf(key)), async (value) => {
          await expect(preferences.setPreference(key, value)).rejects.toMatchObject({ code: 'BAD_INPUT' });
        }),
        { numRuns: 10 },
      );
      expect(preferences.current()[key]).toEqual(before);
    },
  );

  it.each(settingKeys)('%s takes what fits it, and keeps the old value otherwise', async (key) => {
    const definition = definitionOf(key);
    await fc.assert(
      fc.asyncProperty(fitting(definition), misfitting(definition), async (good, bad) => {
        const row = await preferences.setPreference(key, good);
        expect(row.value).toEqual(good);
        await expect(preferences.setPreference(key, bad)).rejects.toMatchObject({
          code: 'BAD_INPUT',
          message: expect.stringContaining(definition.label),
        });
        expect(preferences.current()[key]).toEqual(good);
        expect(await preferences.getPreference(key)).toEqual(row);
        expect((await load()).current()[key]).toEqual(good);
      }),
      { numRuns: 10 },
    );
  });

  it('is what a map in memory holds, for this process, the next start and another process', async () => {
    const other = await load();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyChange, fc.boolean()), { maxLength: 12 }), async (changes) => {
        const model = new Map<string, unknown>(Object.entries(preferences.current()));
        for (const [{ key, value, fits }, elsewhere] of changes) {
          const set = (elsewhere ? other : preferences).set(key, value);
          if (!fits) {
            await expect(set).rejects.toMatchObject({ code: 'BAD_INPUT' });
            continue;
          }
          await set;
          model.set(key, value);
        }
        await preferences.refresh();
        await other.refresh();
        const expected = Object.fromEntries(model);
        expect(preferences.current()).toEqual(expected);
        expect(other.current()).toEqual(expected);
        expect((await load()).current()).toEqual(expected);
        const rows = await preferences.getAllPreferences();
        expect(rows.map((row) => row.key)).toEqual(preferenceKeys);
        expect(Object.fromEntries(rows.map((row) => [row.key, row.value]))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('that no longer fits what is stored is at its default, and the others are as they were set', async () => {
    await preferences.set('trashDays', 7);
    await database.preferences.set('intervalSeconds', 'often', 1);
    await database.preferences.set('excludedApps', { Mail: true }, 1);
    const now = (await load()).current();
    expect(now).toMatchObject({ trashDays: 7, intervalSeconds: 5, excludedApps: [] });
  });

  it('has a moment of setting that moves on each time, also within a millisecond and with a clock set back', async () => {
    const moments: (number | null)[] = [];
    for (const step of [0, 0, 500, -10_000, 0]) {
      library.clock.stepWall(step);
      moments.push((await preferences.setPreference('quality', 70)).updated_at);
    }
    expect(moments).toEqual(moments.toSorted((one, two) => Number(one) - Number(two)));
    expect(new Set(moments).size).toBe(moments.length);
    expect((await preferences.getPreference('trashDays')).updated_at).toBeNull();
  });

  it('is told once to whoever listens, with what it was before', async () => {
    const heard: unknown[] = [];
    preferences.onChange((now, key, { from, by }) => heard.push([key, from, now[key], by?.name]));
    await preferences.setPreference('trashDays', 7, { kind: 'program', name: 'Tidy' });
    const other = await load();
    await other.set('trashDays', 8);
    await preferences.refresh();
    await preferences.refresh();
    expect(heard).toEqual([
      ['trashDays', 30, 7, 'Tidy'],
      ['trashDays', 7, 8, undefined],
    ]);
  });
});

describe('a key of another program', () => {
  it('is kept apart under its prefix, with or without it, and differs by case', async () => {
    const row = await preferences.setPreference('weather', { rain: [1] });
    expect(row).toMatchObject({ key: 'external.weather', value: { rain: [1] }, description: null });
    expect(await preferences.getPreference('external.weather')).toEqual(row);
    await preferences.setPreference('Weather', null);
    await preferences.setPreference('external.intervalSeconds', 'mine');
    expect((await preferences.getPreference('weather')).value).toEqual({ rain: [1] });
    expect((await preferences.getPreference('Weather')).value).toBeNull();
    expect(preferences.current().intervalSeconds).toBe(5);
    const rows = await preferences.getAllPreferences();
    expect(rows.slice(preferenceKeys.length).map((each) => each.key)).toEqual([
      'external.Weather',
      'external.intervalSeconds',
      'external.weather',
    ]);
    await expect(preferences.getPreference('snow')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    '__proto__',
    'constructor',
    'prototype',
    'a.__proto__',
    'external.constructor',
    'a.prototype.b',
    'external.',
    '',
    '../x',
    'a b',
    'é',
    'x'.repeat(129),
    'IntervalSeconds',
    'trashdays',
  ])('is refused where it is %j', async (key) => {
    await expect(preferences.setPreference(key, 1)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(preferences.getPreference(key)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await database.preferences.rows()).toEqual([]);
    expect(Object.getPrototypeOf(preferences.current())).toBe(Object.prototype);
  });

  it('takes any JSON up to 64 KB and 32 levels, and gives it back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        await preferences.setPreference('anything', value);
        expect((await (await load()).getPreference('anything')).value).toEqual(plain);
      }),
      { numRuns: 40 },
    );
    await preferences.setPreference('long', 'é'.repeat(32 * 1024 - 1));
    const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    await preferences.setPreference('deep', nested(32));
    const loop: unknown[] = [];
    loop.push(loop);
    const refused = ['é'.repeat(32 * 1024), nested(34), nested(5000), undefined, loop, () => 1, 5n];
    for (const value of refused) {
      await expect(preferences.setPreference('long', value)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
    expect((await preferences.getPreference('long')).value).toHaveLength(32 * 1024 - 1);
  });

  it('is one of at most 1,000; changing one of them goes on', async () => {
    library.raw((native) => {
      const insert = native.prepare("INSERT INTO preferences VALUES ('external.k' || ?, '0', 1)");
      for (let index = 0; index < 999; index += 1) insert.run(String(index));
    });
    await preferences.set('trashDays', 7);
    await preferences.setPreference('last', 1);
    await expect(preferences.setPreference('oneMore', 1)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('1000'),
    });
    expect((await preferences.setPreference('k7', 'new')).value).toBe('new');
    expect(await database.preferences.rows()).toHaveLength(1001);
  });

  it('is refused where all of them together would be more than 8 MB', async () => {
    const large = 'x'.repeat(60_000);
    library.raw((native) => {
      const insert = native.prepare("INSERT INTO preferences VALUES ('external.k' || ?, ?, 1)");
      for (let index = 0; index < 139; index += 1) insert.run(String(index), JSON.stringify(large));
    });
    await expect(preferences.setPreference('more', large)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await preferences.setPreference('k3', 'less');
    await preferences.setPreference('more', large);
  });
});
