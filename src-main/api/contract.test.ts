import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ORPCError } from '@orpc/client';
import { isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../src-shared/contract/index.ts';
import { captureOnce, type DemoSession, openDemoSession } from './session.fake.ts';
import { type Connected, type ContractClient, transports } from './transports.fake.ts';

const unknownId = '01890000-0000-7000-8000-000000000000';

/** What a call ended with, as a caller sees it. */
async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return { output: await call };
  } catch (error) {
    if (!(error instanceof ORPCError)) throw error;
    return { code: error.code, message: error.message, status: error.status, data: error.data, typed: error.defined };
  }
}

function proceduresOf(part: unknown, path: string[] = []): string[] {
  if (isContractProcedure(part)) return [path.join('.')];
  return Object.entries(part as object).flatMap(([name, inner]) => proceduresOf(inner, [...path, name]));
}

/** A failing call of every kind of error, with what each transport must answer. */
const failures: readonly [name: string, call: (client: ContractClient) => Promise<unknown>, expected: object][] = [
  ['an unknown capture', (client) => client.captures.get({ id: unknownId }), { code: 'NOT_FOUND', status: 404 }],
  [
    'neighbours of an unknown capture',
    (client) => client.captures.neighbours({ id: unknownId }),
    { code: 'NOT_FOUND', data: { id: unknownId } },
  ],
  ['an unknown event', (client) => client.events.resolve({ id: unknownId }), { code: 'NOT_FOUND' }],
  ['an id that is none', (client) => client.captures.get({ id: 'x' }), { code: 'BAD_INPUT', status: 400 }],
  [
    'a day that does not exist',
    (client) => client.timeline.day({ day: '2026-02-30' }),
    { code: 'BAD_INPUT', message: '“day”: A day is written YYYY-MM-DD.' },
  ],
  ['a page that is too long', (client) => client.captures.list({ limit: 501 }), { code: 'BAD_INPUT' }],
  [
    'a cursor that was never given out',
    (client) => client.captures.list({ cursor: 'nonsense' }),
    { code: 'BAD_INPUT', status: 400 },
  ],
  [
    'a preference out of range',
    (client) => client.preferences.set({ key: 'intervalSeconds', value: 0 }),
    { code: 'BAD_INPUT', message: '“Interval” was not changed. Give a number from 1 to 3600 s.' },
  ],
  [
    'a preference that does not exist',
    (client) => client.preferences.set({ key: 'nothing' as 'quality', value: 0 }),
    { code: 'BAD_INPUT' },
  ],
  ['what only a desktop can', (client) => client.app.chooseFolder(), { code: 'UNSUPPORTED', status: 501 }],
  ['launching at login', (client) => client.app.launchAtLogin(), { code: 'UNSUPPORTED' }],
  ['setting launch at login', (client) => client.app.setLaunchAtLogin({ enabled: true }), { code: 'UNSUPPORTED' }],
  ['the settings of macOS', (client) => client.app.openScreenRecordingSettings(), { code: 'UNSUPPORTED' }],
  ['quitting a host that cannot', (client) => client.app.quit(), { code: 'UNSUPPORTED' }],
  [
    'revealing an unknown capture',
    (client) => client.app.revealInFolder({ captureId: unknownId }),
    { code: 'NOT_FOUND' },
  ],
  ['a tick before consent', (client) => client.capture.now(), { code: 'CONSENT_REQUIRED', status: 403 }],
  [
    'switching on before consent',
    (client) => client.capture.setEnabled({ enabled: true }),
    { code: 'CONSENT_REQUIRED' },
  ],
  ['an unknown backup', (client) => client.library.restoreBackup({ name: 'none.db' }), { code: 'NOT_FOUND' }],
];

describe.each(Object.entries(transports))('the contract over %s', (_name, connect) => {
  let demo: DemoSession;
  let connected: Connected;
  let client: ContractClient;
  const called = new Set<string>();

  /** Notes which procedures were called. */
  const noting = (part: unknown, path: string[]): unknown =>
    new Proxy(part as object, {
      get: (target, name) => noting(Reflect.get(target, name), [...path, String(name)]),
      apply: (target, self, values) => {
        called.add(path.join('.'));
        return Reflect.apply(target as () => unknown, self, values);
      },
    });

  beforeAll(async () => {
    demo = await openDemoSession();
    connected = await connect(demo.session, (summary) => demo.reports.push(summary));
    client = noting(connected.client, []) as ContractClient;
  });

  afterAll(async () => {
    await connected.close();
    await demo.dispose();
  });

  it.each(failures)('tells %s as a typed error', async (_what, call, expected) => {
    const outcome = await outcomeOf(call(client));
    expect(outcome).toMatchObject({ typed: true, ...expected });
    expect(outcome).toEqual(await outcomeOf(call(await inProcess(demo))));
    expect(JSON.stringify(outcome)).not.toContain('    at ');
  });

  it('answers everything before anything was captured', async () => {
    expect(await client.app.info()).toMatchObject({ host: 'serve', capabilities: { quit: false } });
    expect(await client.capture.status()).toMatchObject({ state: 'off', recording: false, consentGiven: false });
    expect(await client.captures.list({})).toEqual({ items: [], nextCursor: null });
    expect(await client.captures.at({ at: Date.now() })).toBeNull();
    expect(await client.timeline.moment({ at: Date.now() })).toMatchObject({ displays: [] });
    expect((await client.timeline.days({})).days).toEqual([]);
    expect(await client.library.storage()).toMatchObject({ captures: 0, bytes: 0, bytesPerDay: null });
    expect(await client.library.status()).toMatchObject({
      state: 'open',
      path: demo.libraryPath,
      problem: null,
      health: { healthy: true },
      holder: { pid: process.pid, self: true },
    });
    expect(await client.events.unresolvedCount()).toEqual({ count: 0 });
  });

  it('captures, and finds what it captured everywhere', async () => {
    expect(await client.capture.consent({ given: true })).toMatchObject({ enabled: true, consentGiven: true });
    const tick = await client.capture.now();
    expect(tick.displays.map((each) => each.outcome)).not.toContain('gap');
    const displays = await client.capture.displays();
    expect(displays).toMatchObject({ source: 'demo' });
    expect(tick.displays.map((each) => each.displayId)).toEqual(displays.displays.map((each) => each.id));

    const page = await client.captures.list({ limit: 1, order: 'oldest' });
    const rest = await client.captures.list({ limit: 500, order: 'oldest', cursor: page.nextCursor ?? '' });
    const [first] = page.items;
    if (!first) throw new Error('Nothing was listed.');
    expect(rest.items.map((each) => each.id)).not.toContain(first.id);
    expect(await client.captures.get({ id: first.id })).toMatchObject({ id: first.id, sha256: first.sha256 });
    expect((await client.captures.neighbours({ id: first.id, sameDisplay: false })).next?.id).toBe(rest.items[0]?.id);
    expect((await client.captures.at({ at: first.capturedAt, displayId: first.displayId ?? '' }))?.id).toBe(first.id);
    const moment = await client.timeline.moment({ at: first.capturedAt });
    expect(moment.displays.map((each) => each.capture?.id)).toContain(first.id);

    const { days, today } = await client.timeline.days({});
    expect(days.map((each) => each.day)).toEqual([today]);
    const day = await client.timeline.day({ day: today });
    expect(day.captures).toBe(days[0]?.captures);
    expect(day.lanes.map((lane) => lane.displayId)).toEqual(displays.displays.map((each) => each.id));
    expect(day.startsAt).toBeLessThanOrEqual(day.firstAt ?? 0);
    expect((await client.library.storage()).captures).toBe(day.captures);
  });

  it('pauses, resumes, and writes down who did it', async () => {
    expect(await client.capture.pause({ length: '1h' })).toMatchObject({ state: 'paused', recording: false });
    expect((await outcomeOf(client.capture.now())) as object).toMatchObject({ typed: true, code: 'CONFLICT' });
    expect((await client.capture.resume()).state).not.toBe('paused');
    expect(await client.capture.setEnabled({ enabled: false })).toMatchObject({ state: 'off', enabled: false });
    const { items } = await client.events.list({ source: 'user', limit: 10 });
    expect(items.map((each) => each.summary)).toContain('Paused capture for one hour.');
  });

  it('keeps preferences', async () => {
    expect(await client.preferences.set({ key: 'intervalSeconds', value: 7 })).toMatchObject({ intervalSeconds: 7 });
    expect(await client.preferences.get()).toMatchObject({ intervalSeconds: 7 });
  });

  it('streams: first a greeting with the whole state, then what happens, until the reader leaves', async () => {
    const stream = await client.live.stream();
    const first = await stream.next();
    expect(first.value).toMatchObject({ type: 'hello', status: { state: 'off' }, library: { state: 'open' } });
    await client.preferences.set({ key: 'quality', value: 77 });
    for await (const message of stream) {
      if (message.type !== 'preferences-changed') continue;
      expect(message.preferences.quality).toBe(77);
      break;
    }
    expect((await stream.next()).done).toBe(true);
  });

  it('moves the library and opens another one, and tells everybody', async () => {
    const stream = await client.live.stream();
    await stream.next();
    const before = await client.library.storage();
    const moved = join(demo.folder, 'moved');
    expect(await client.library.move({ path: moved })).toMatchObject({ state: 'open', path: moved });
    expect((await client.library.storage()).captures).toBe(before.captures);
    const occupied = join(demo.folder, 'occupied');
    await mkdir(occupied);
    await writeFile(join(occupied, 'letter.txt'), 'mine');
    expect(await outcomeOf(client.library.move({ path: occupied }))).toMatchObject({ code: 'LIBRARY_NOT_EMPTY' });
    expect(await outcomeOf(client.library.open({ path: occupied }))).toMatchObject({ code: 'LIBRARY_NOT_EMPTY' });
    expect(await client.library.retry()).toMatchObject({ state: 'open', path: moved });
    const other = join(demo.folder, 'other');
    expect(await client.library.open({ path: other })).toMatchObject({ state: 'open', path: other });
    const states: string[] = [];
    for await (const message of stream) {
      if (message.type !== 'library-changed') continue;
      states.push(`${message.library.state} ${message.library.path}`);
      if (message.library.path === other) break;
    }
    expect(states).toContain(`open ${moved}`);
    expect(states).toContain(`moving ${demo.libraryPath}`);
  });

  it('was called whole', () => {
    expect([...called].sort()).toEqual(proceduresOf(contract).sort());
  });

  it('ends the stream when the host shuts down', async () => {
    const stream = await connected.client.live.stream();
    await stream.next();
    const ended = (async () => {
      for await (const _message of stream) {
        // Whatever is left is read to the end.
      }
      return 'ended';
    })();
    const closed = connected.close();
    await expect(ended.catch(() => 'broken off')).resolves.toMatch(/ended|broken off/);
    await closed;
    connected = { ...connected, close: async () => {} };
  });
});

async function inProcess(demo: DemoSession): Promise<ContractClient> {
  return (await transports['in-process'](demo.session, (summary) => demo.reports.push(summary))).client;
}

describe('an error nobody foresaw', () => {
  it.each(Object.entries(transports))(
    'crosses %s as INTERNAL, with its stack in the log only',
    async (_name, connect) => {
      const demo = await openDemoSession();
      const reports: unknown[] = [];
      const connected = await connect(
        new Proxy(demo.session, {
          get: (target, name) => {
            if (name === 'libraryStatus') {
              return async () => {
                throw new TypeError('secret detail of the inside');
              };
            }
            const value = Reflect.get(target, name, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
        (_summary, error) => reports.push(error),
      );
      try {
        const outcome = await outcomeOf(connected.client.library.status());
        expect(outcome).toEqual({
          code: 'INTERNAL',
          status: 500,
          typed: true,
          data: {},
          message: 'Something went wrong inside Afterimage. The details are in its log.',
        });
        expect(reports).toEqual([expect.objectContaining({ message: 'secret detail of the inside' })]);
      } finally {
        await connected.close();
        await demo.dispose();
      }
    },
  );
});

describe('a capture', () => {
  it('is told to every window at once', async () => {
    const demo = await openDemoSession();
    const one = await transports.HTTP(demo.session, () => {});
    const other = await transports['message port'](demo.session, () => {});
    try {
      const streams = await Promise.all([one.client.live.stream(), other.client.live.stream()]);
      for (const stream of streams) await stream.next();
      const captured = await captureOnce(demo);
      for (const stream of streams) {
        const told: string[] = [];
        for await (const message of stream) {
          if (message.type === 'capture-stored') told.push(message.capture.id);
          if (told.length === captured.length) break;
        }
        expect(told.sort()).toEqual([...captured].sort());
      }
    } finally {
      await one.close();
      await other.close();
      await demo.dispose();
    }
  });
});
