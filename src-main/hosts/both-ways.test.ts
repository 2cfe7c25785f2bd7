import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { owner, scopes } from '../../src-shared/domain/access.ts';
import { preferenceKeys } from '../../src-shared/domain/preferences.ts';
import { eventSeverities, eventTypes } from '../../src-shared/domain/vocabulary.ts';
import { startApiHost } from '../api/http-host.ts';
import { captureOnce, type DemoSession, openDemoSession } from '../api/session.fake.ts';
import { runHere, type Said } from './command-line/run-here.fake.ts';
import { RunningInstances } from './running-instances.ts';

/** Two libraries with the same content: an Afterimage runs on one of them, and none on the other. */
let folder: string;
let running: DemoSession;
let closeHost: () => Promise<void>;
let ids: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterimage-both-ways-'));
  const first = await openDemoSession({ folder: join(folder, 'running') });
  await captureOnce(first);
  ids = await fill(first);
  await first.session.close();
  await cp(join(folder, 'running', 'library'), library('still'), { recursive: true });

  running = await openDemoSession({ folder: join(folder, 'running'), capture: false });
  const instances = new RunningInstances(join(folder, 'config'), () => {});
  const key = instances.createKey();
  const host = await startApiHost({ session: running.session, ownerKey: key });
  const withdraw = await instances.announce(running.session, { port: host.port, key, window: false });
  closeHost = async () => {
    await withdraw();
    await host.close();
  };
}, 60_000);

afterAll(async () => {
  await closeHost();
  await running.dispose();
  await rm(folder, { recursive: true, force: true });
});

const library = (which: 'running' | 'still') => join(folder, which, 'library');

/** Something of everything that the commands read. Returns ids that resolve and revoke take. */
async function fill({ session }: DemoSession): Promise<string[]> {
  const { events, conversations, access } = session.library();
  const message = { model: null, tokens_used: 3, tool_calls: null };
  await conversations.saveMessage({ ...message, session_id: 'talk', role: 'user', content: 'One\nTwo \u001b[31mred' });
  await conversations.saveMessage({ ...message, session_id: 'talk', role: 'assistant', content: '', tool_calls: [{}] });
  const event = { type: 'alert', severity: 'error', source: 'monitor', node: 'laptop' } as const;
  const alerts = [
    await events.saveEvent({ ...event, summary: '=1+1', details: { a: '\u202e' } }),
    await events.saveEvent({ ...event, summary: '\u001b]0;title\u0007 of "a", b' }),
  ];
  const tokens = [
    await access.createToken({ name: 'one', scopes: ['admin'] }, owner),
    await access.createToken({ name: 'two', scopes: ['memory:read'], expires_in_days: 1 }, owner),
  ];
  return [...alerts, ...tokens].map(({ id }) => id);
}

const say = (which: 'running' | 'still', words: readonly string[]) =>
  runHere(['--library', library(which), ...words], join(folder, 'config'));

/** What two libraries cannot have in common: new ids, secrets, and the moment at which something was done. */
function withoutChance(text: string): string {
  return text
    .replaceAll(/(--cursor |"nextCursor": ")[\w=-]+/g, '$1CURSOR')
    .replaceAll(/aft_[\w-]{43}/g, 'TOKEN')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{3}Z)?/g, 'TIME')
    .replaceAll(/\b1[78]\d{11}\b/g, 'MS');
}

type Words = fc.Arbitrary<string[]>;

/** Mostly what fits, and now and then what does not. */
const mostly = (fit: fc.Arbitrary<string>, ...wrong: string[]) =>
  fc.oneof({ weight: 8, arbitrary: fit }, { weight: 1, arbitrary: oneOf(...wrong) });
const oneOf = (...values: readonly string[]) => fc.constantFrom(...values);
const option = (name: string, values: fc.Arbitrary<string>): Words =>
  fc.option(values, { nil: undefined }).map((value) => (value === undefined ? [] : [name, value]));
const given = (name: string, values: fc.Arbitrary<string>): Words => values.map((value) => [name, value]);
const flag = (name: string): Words => fc.boolean().map((isGiven) => (isGiven ? [name] : []));
const line = (...parts: (string | fc.Arbitrary<string | string[]>)[]): Words =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((each) => each.flat());

const texts = fc.oneof(
  oneOf('plain', '\u001b[31mred\u001b[0m', '\u202egnp.exe', '=HYPERLINK("x")', '<img onerror=x>', "it's"),
  mostly(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), '', '  ', 'x'.repeat(600)),
);
const limits = mostly(oneOf('1', '2', '200'), '0', '501', 'many');
const whens = mostly(oneOf('1h', '7d', '2026-01-01', '2030-01-01T00:00Z'), '2026-13-01', 'now', '');
const cursors = option('--cursor', oneOf('nonsense', ''));
const keys = fc.oneof(
  oneOf('intervalSeconds', 'apiEnabled', 'format', 'excludedApps', 'diskFloorGigabytes', 'external.mine'),
  oneOf(...preferenceKeys, 'external.constructor', 'external.', 'mine', '__proto__', '../x', 'intervalseconds', ''),
);
const values = fc.oneof(
  oneOf('0', '1', '7', '50', '-1', '1e9', '0.5', '10 s', 'true', 'off', 'maybe', 'null', 'jpeg', '[]', '["a","b"]'),
  oneOf('{"deep": [[[1]]]}', '{', `${'['.repeat(40)}${']'.repeat(40)}`, `"${'x'.repeat(70_000)}"`, '[1]'),
  texts,
);
const details = fc.oneof(
  fc.object().map((value) => JSON.stringify(value)),
  values,
);
const types = mostly(oneOf(...eventTypes), 'nonsense');
const severities = mostly(oneOf(...eventSeverities), 'nonsense');
const unknownId = '01890000-0000-7000-8000-000000000000';
/** Found when the word is used: the ids are known only then. */
const someId = mostly(oneOf('@0', '@1', '@2', '@3'), 'nonsense', unknownId, '');

/** Each command as a line that fits, and lines of any words. */
const commands: Readonly<Record<string, readonly [string, Words]>> = {
  events: [
    'events',
    line(
      'events',
      option('--type', types),
      option('--severity', severities),
      option('--node', mostly(oneOf('laptop', 'elsewhere'), '')),
      option('--since', whens),
      option('--limit', limits),
      fc.oneof({ weight: 5, arbitrary: fc.constant<string[]>([]) }, cursors),
      flag('--unresolved'),
      flag('--csv'),
    ),
  ],
  'events add': [
    'events add --type alert --summary x',
    line(
      ...['events', 'add'],
      given('--type', types),
      given('--summary', texts),
      option('--severity', severities),
      option('--node', texts),
      option('--details', details),
    ),
  ],
  'events resolve': ['events resolve @0', line('events', 'resolve', someId)],
  'prefs list': ['prefs list', line('prefs', 'list')],
  'prefs get': ['prefs get theme', line('prefs', 'get', keys)],
  'prefs set': ['prefs set intervalSeconds 10 s', line('prefs', 'set', keys, values)],
  snapshots: ['snapshots', line('snapshots', option('--since', whens), option('--limit', limits))],
  'snapshots --latest': ['snapshots --latest', line('snapshots', '--latest', option('--limit', limits))],
  conversations: ['conversations', line('conversations', option('--limit', limits))],
  'one conversation': [
    'conversations talk',
    line('conversations', mostly(oneOf('talk'), 'none', '../x', ''), option('--limit', limits)),
  ],
  'token create': [
    'token create reader --scope memory:read',
    line(...['token', 'create'], texts, '--scope', mostly(oneOf(...scopes), 'root'), option('--expires', limits)),
  ],
  'token list': ['token list', line('token', 'list')],
  'token revoke': ['token revoke @2', line('token', 'revoke', someId)],
};

/** Whether a terminal would obey any of it. */
function obeyed(text: string): boolean {
  return [...text].some((character) => {
    const code = character.codePointAt(0) ?? 0;
    const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
    return (isControl && !'\r\n'.includes(character)) || (code >= 0x202a && code <= 0x202e);
  });
}

it.each(Object.entries(commands))(
  'an Afterimage that runs and none give the same answer: %s',
  async (_name, [example, lines]) => {
    const check = async (typed: readonly string[]): Promise<Said> => {
      const found = typed.map((word) => (/^@\d$/.test(word) ? (ids[Number(word.slice(1))] ?? '') : word));
      const [here, there] = [await say('running', found), await say('still', found)];
      expect(withoutChance(JSON.stringify(here))).toBe(withoutChance(JSON.stringify(there)));
      expect([0, 1, 2]).toContain(here.code);
      expect(here.stderr).not.toContain('INTERNAL');
      if (here.code !== 0 && typed.includes('--json')) {
        const { code, message } = JSON.parse(here.stdout).error;
        expect(here.stderr).toContain(code === 'USAGE' ? 'USAGE: ' : `${code}: ${message}`);
      } else if (here.code !== 0) expect(here.stdout).toBe('');
      expect(obeyed(here.stdout + here.stderr)).toBe(false);
      return here;
    };
    expect(await check(example.split(' '))).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse((await check(['--json', ...example.replace('reader', 'other').split(' ')])).stdout)).toBeTruthy();
    await fc.assert(
      fc.asyncProperty(lines, flag('--json'), async (typed, json) => {
        await check([...json, ...typed]);
      }),
      { numRuns: 25 },
    );
  },
  120_000,
);

it('tells the one that runs at once', async () => {
  const told: string[] = [];
  const stop = running.session.live.subscribe((message) => told.push(message.type));
  await say('running', ['prefs', 'set', 'intervalSeconds', '9']);
  expect(running.session.library().preferences.current().intervalSeconds).toBe(9);
  await say('running', ['events', 'add', '--type', 'alert', '--summary', 'x']);
  stop();
  expect(told).toEqual(expect.arrayContaining(['preferences-changed', 'event-added']));
});
