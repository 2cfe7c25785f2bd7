import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ORPCError } from '@orpc/client';
import { isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DuplicateGroup } from '../../src-shared/contract/duplicates.ts';
import { contract } from '../../src-shared/contract/index.ts';
import type { Job } from '../../src-shared/contract/jobs.ts';
import type { JobType } from '../../src-shared/domain/vocabulary.ts';
import { captureOnce, copyCapture, type DemoSession, openDemoSession } from './session.fake.ts';
import { type Connected, type ContractClient, transports } from './transports.fake.ts';
import { wrongInputs } from './wrong-inputs.fake.ts';

/** What a call ended with, as a caller sees it. */
async function outcomeOf(call: Promise<unknown>): Promise<object> {
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

/** What JSON cannot say, so that it is never sent over REST. */
const unsayable = / no number$/;

describe.each(Object.entries(transports))('the contract over %s', (name, connect) => {
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

  const sent = wrongInputs.filter(([what]) => name !== 'REST' || !unsayable.test(what));
  it.each(sent)('tells %s as a typed error', async (_what, call, expected) => {
    const outcome = await outcomeOf(call(client));
    expect(outcome).toMatchObject({ typed: true, ...expected });
    const same = await outcomeOf(call(await inProcess(demo)));
    // An id in a path is looked at as a part of a path first, which has a sentence of its own.
    expect(outcome).toEqual(name === 'REST' ? { ...same, message: expect.any(String) } : same);
    expect(JSON.stringify(outcome)).not.toContain('    at ');
  });

  it('answers everything before anything was captured', async () => {
    expect(await client.app.health()).toEqual({ program: 'afterimage', answers: true });
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
    expect(await client.memory.events.unresolvedCount()).toEqual({ count: 0 });
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

  it('finds duplicates, by jobs that can be watched, cancelled and tried again', async () => {
    const [original] = (await client.captures.list({ limit: 1, order: 'oldest' })).items;
    if (!original) throw new Error('Nothing was listed.');
    const copies = [await copyCapture(demo, original.id), await copyCapture(demo, original.id)];

    const processed = await whenEnded(client, (await client.duplicates.process()).id);
    expect(processed).toMatchObject({ type: 'process', status: 'completed', errorMessage: null });
    const scanned = await whenEnded(client, (await client.duplicates.scan({ threshold: 0.97 })).id);
    expect(scanned).toMatchObject({ type: 'scan_duplicates', status: 'completed', cancelling: false });
    expect(await client.jobs.get({ id: scanned.id })).toEqual(scanned);
    expect((await client.jobs.list({ type: 'scan_duplicates', status: 'completed' })).items).toContainEqual(scanned);
    expect((await client.jobs.items({ id: processed.id, status: 'failed' })).items).toEqual([]);
    for (const again of [client.jobs.cancel({ id: scanned.id }), client.jobs.retry({ id: scanned.id })]) {
      expect(await outcomeOf(again)).toMatchObject({ typed: true, code: 'CONFLICT', data: { status: 'completed' } });
    }

    const waiting = await addJob(demo, 'import');
    expect(await outcomeOf(client.jobs.retry({ id: waiting }))).toMatchObject({ code: 'UNSUPPORTED' });
    expect(await client.jobs.cancel({ id: waiting })).toMatchObject({ id: waiting, status: 'cancelled' });
    expect(await outcomeOf(client.jobs.cancel({ id: waiting }))).toMatchObject({ code: 'CONFLICT' });
    const cancelled = await addJob(demo, 'scan_duplicates', true);
    expect(await client.jobs.retry({ id: cancelled })).toMatchObject({ id: cancelled, errorMessage: null });
    expect(await whenEnded(client, cancelled)).toMatchObject({ status: 'completed' });

    const counts = await client.duplicates.counts({});
    expect(counts).toMatchObject({ unsigned: 0, unmatched: 0 });
    expect(counts.settings[0]?.groups).toBeGreaterThan(0);
    const { items } = await client.duplicates.groups({ threshold: 1 });
    const group = items.find((each) => membersOf(each).includes(original.id));
    if (!group) throw new Error('The copies were not found.');
    expect(membersOf(group)).toEqual(expect.arrayContaining(copies));
    expect(group.others[0]).toMatchObject({ matchType: 'exact', similarity: 1, pending: true });
    expect(await client.duplicates.group({ id: group.id, threshold: 1 })).toEqual(group);
    expect(await client.duplicates.compare({ referenceId: original.id, candidateId: copies[0] ?? '' })).toMatchObject({
      matchType: 'exact',
      similarity: 1,
      changedTiles: [],
      scrolledPixels: null,
    });
  });

  it('decides, undoes, tags, and empties the trash', async () => {
    const view = { threshold: 1, action: 'discard_others' } as const;
    const [group] = (await client.duplicates.groups({ threshold: 1 })).items;
    const [kept = '', discarded = ''] = group ? membersOf(group) : [];
    const decisions = [
      { captureId: kept, verdict: 'keep_duplicate' },
      { captureId: discarded, verdict: 'discard_duplicate' },
    ] as const;
    const batch = await client.review.decide({ decisions: [...decisions], groupId: group?.id });
    expect(batch).toMatchObject({ decisions: 2, undoneAt: null });
    // The same again, as by another window that had not heard of it.
    expect(await outcomeOf(client.review.decide({ decisions: [...decisions] }))).toMatchObject({ code: 'CONFLICT' });
    expect(
      await outcomeOf(client.review.decide({ decisions: [{ captureId: discarded, verdict: 'keep' }] })),
    ).toMatchObject({ typed: true, code: 'CONFLICT' });
    expect((await client.review.history({ limit: 1 })).items).toEqual([batch]);
    expect((await client.review.ofCapture({ id: kept })).decisions).toMatchObject([{ type: 'keep_duplicate' }]);
    expect((await client.captures.list({ reviewState: 'kept' })).items.map((each) => each.id)).toEqual([kept]);
    expect((await client.captures.list({ limit: 500 })).items.map((each) => each.id)).not.toContain(discarded);

    await client.trash.restore({ captureIds: [discarded] });
    const again = await client.review.discard({ id: discarded });
    expect(again).toMatchObject({ decisions: 1, bytes: batch.bytes, undoneAt: null });
    expect(await outcomeOf(client.review.discard({ id: discarded }))).toMatchObject({ typed: true, code: 'CONFLICT' });

    const summary = await client.trash.summary();
    expect(summary).toMatchObject({ captures: 1, bytes: batch.bytes });
    expect((await client.trash.list({})).items).toMatchObject([{ id: discarded, reviewState: 'discarded' }]);
    await client.trash.restore({ captureIds: [discarded] });
    expect(await outcomeOf(client.trash.restore({ captureIds: [discarded] }))).toMatchObject({ code: 'CONFLICT' });
    expect((await client.trash.list({})).items).toEqual([]);

    await client.review.tag({ captureIds: [kept, discarded], tag: 'work', assigned: true });
    expect(await outcomeOf(client.review.tag({ captureIds: [kept], tag: 'work', assigned: true }))).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await client.review.tags()).toEqual({ tags: [{ tag: 'work', captures: 2 }] });
    expect((await client.captures.list({ tag: 'work' })).items).toHaveLength(2);
    await client.review.tag({ captureIds: [kept], tag: 'work', assigned: false });
    expect((await client.review.ofCapture({ id: kept })).tags).toEqual([]);

    const { capturedAt, utcOffsetMinutes } = await client.captures.get({ id: kept });
    await client.review.overrideTime({ captureId: kept, capturedAt: capturedAt - 1_000, utcOffsetMinutes });
    expect(await client.captures.get({ id: kept })).toMatchObject({ capturedAt: capturedAt - 1_000 });
    const undone = await client.review.undo({});
    expect(undone.undoneAt).not.toBeNull();
    expect(await client.captures.get({ id: kept })).toMatchObject({ capturedAt });
    expect(await outcomeOf(client.review.undo({ batchId: undone.id }))).toMatchObject({ code: 'CONFLICT' });

    const preview = await client.review.bulkPreview(view);
    expect(preview.discarded).toBeGreaterThan(0);
    expect(
      await outcomeOf(client.review.bulk({ ...view, expected: { ...preview, bytes: preview.bytes + 1 } })),
    ).toMatchObject({ typed: true, code: 'CONFLICT' });
    const bulk = await client.review.bulk({ ...view, expected: preview });
    expect(bulk.bytes).toBe(preview.bytes);
    expect((await client.review.bulkPreview(view)).discarded).toBe(0);
    expect(await client.review.undo({ batchId: bulk.id })).toMatchObject({ id: bulk.id });
    expect(await client.review.bulkPreview(view)).toEqual(preview);
    await client.review.bulk({ ...view, expected: preview });

    const { captures, bytes } = await client.trash.summary();
    expect(captures).toBe(preview.discarded);
    expect(await outcomeOf(client.trash.empty({ expected: { captures: captures + 1, bytes } }))).toMatchObject({
      typed: true,
      code: 'CONFLICT',
    });
    const [gone] = (await client.trash.list({ limit: 1 })).items;
    const emptied = await whenEnded(client, (await client.trash.empty({ expected: { captures, bytes } })).id);
    expect(emptied).toMatchObject({ type: 'purge_trash', status: 'completed' });
    expect(await client.trash.summary()).toMatchObject({ captures: 0, bytes: 0 });
    const [newest] = (await client.review.history({ limit: 1 })).items;
    expect(await outcomeOf(client.review.undo({ batchId: newest?.id ?? '' }))).toMatchObject({ code: 'CONFLICT' });
    expect((await client.review.undo({})).id).not.toBe(newest?.id);
    expect(await outcomeOf(client.trash.restore({ captureIds: [gone?.id ?? ''] }))).toMatchObject({ typed: true });
  });

  it('exports what was captured, and makes pictures of a day', async () => {
    const { today: day } = await client.timeline.days({});
    const preview = await client.exporting.preview({ day });
    expect(preview.captures).toBe((await client.timeline.day({ day })).captures);
    // Transports share no folder: each session has its own.
    const path = (name: string) => join(demo.libraryPath, '..', `export-${name}`);
    const to = { path: path('folder') };
    const started = await client.exporting.start({ what: { day }, to });
    const exported = await whenEnded(client, started.id);
    expect(exported).toMatchObject({ type: 'export', status: 'completed', errorMessage: null });
    expect(exported.result).toMatchObject({ exported: preview.captures, failed: 0 });
    expect(await outcomeOf(client.exporting.start({ what: { day }, to }))).toMatchObject({ code: 'CONFLICT' });
    for (const making of [
      client.exporting.timeLapse({ day, path: path('lapse.webp'), widthPixels: 64 }),
      client.exporting.contactSheet({ day, path: path('sheet.png'), cellWidthPixels: 80 }),
    ]) {
      expect(await whenEnded(client, (await making).id)).toMatchObject({ status: 'completed', errorMessage: null });
    }
  });

  it('pauses, resumes, and writes down who did it', async () => {
    expect(await client.capture.pause({ length: '1h' })).toMatchObject({ state: 'paused', recording: false });
    expect((await outcomeOf(client.capture.now())) as object).toMatchObject({ typed: true, code: 'CONFLICT' });
    expect((await client.capture.resume()).state).not.toBe('paused');
    expect(await client.capture.setEnabled({ enabled: false })).toMatchObject({ state: 'off', enabled: false });
    const { items } = await client.memory.events.list({ source: 'user', limit: 10 });
    expect(items.map((each) => each.summary)).toContain('Paused capture for one hour.');
  });

  it('keeps preferences', async () => {
    expect(await client.preferences.set({ key: 'intervalSeconds', value: 7 })).toMatchObject({ intervalSeconds: 7 });
    expect(await client.preferences.get()).toMatchObject({ intervalSeconds: 7 });
  });

  it('remembers what programs write, and what is missing says so', async () => {
    const { memory } = client;
    const alert = await memory.events.save({ type: 'alert', severity: 'error', summary: 'The printer is on fire.' });
    expect(alert).toMatchObject({ source: 'assistant', resolved: false, occurrences: 1, last_at: alert.timestamp });
    expect((await memory.events.unresolved({})).items.map((each) => each.id)).toContain(alert.id);
    expect((await memory.events.claimUntold()).items).toEqual([alert]);
    expect(await memory.events.claimUntold()).toEqual({ items: [] });
    await memory.events.save({ type: 'metric', summary: 'Warm.', node: 'printer' });
    expect((await memory.events.nodes()).nodes).toContain('printer');
    expect(await memory.events.resolve({ id: alert.id })).toMatchObject({ resolved: true, resolved_by: 'user' });

    const message = { content: 'What did I read\nyesterday?', tool_calls: [{ name: 'list' }] };
    const first = await memory.conversations.saveNew({ role: 'user', ...message });
    const answer = { role: 'assistant', content: 'A page.', model: 'small', tokens_used: 12 } as const;
    const second = await memory.conversations.save({ sessionId: first.session_id, ...answer });
    expect((await memory.conversations.messages({ sessionId: first.session_id })).items).toEqual([first, second]);
    expect((await memory.conversations.list({})).items).toMatchObject([
      { session_id: first.session_id, messages: 2, tokens_used: 12, title: 'What did I read yesterday?' },
    ]);

    expect(await memory.preferences.put({ key: 'quality', value: 70 })).toMatchObject({ key: 'quality', value: 70 });
    expect(await memory.preferences.put({ key: 'lamp.colour', value: { red: 1 } })).toMatchObject({
      key: 'external.lamp.colour',
      description: null,
    });
    expect((await memory.preferences.get({ key: 'lamp.colour' })).value).toEqual({ red: 1 });
    const { items } = await memory.preferences.list();
    expect(items.map((each) => each.key)).toEqual(expect.arrayContaining(['quality', 'external.lamp.colour']));

    const noted = { capture: { source: 'demo' }, versions: { host: 'serve' } };
    await expect.poll(async () => (await memory.snapshots.list({})).items).toMatchObject([{ snapshot: noted }]);
    const latest = await memory.snapshots.latest();
    expect(latest.snapshot).toMatchObject(noted);
    expect((await memory.snapshots.series({ since: latest.timestamp })).points).toMatchObject([
      { timestamp: latest.timestamp, captures: latest.snapshot.storage.captures },
    ]);
    expect((await memory.snapshots.series({ since: latest.timestamp + 1 })).points).toEqual([]);
  });

  it('lets programs in by tokens and by the password, and nobody whose token was revoked', async () => {
    const { access } = client;
    const service = demo.session.library().access;
    expect(await access.me()).toMatchObject({ kind: 'owner', id: null, name: 'user' });
    expect(await access.status()).toMatchObject({ passwordSet: false, logins: [] });

    const made = await access.createToken({ name: 'Notes', scopes: ['memory:write'], expires_in_days: 30 });
    const { token, ...listed } = made;
    expect(made).toMatchObject({ name: 'Notes', scopes: ['memory:write'], last_used_at: null });
    expect(await service.authenticate(token)).toMatchObject({ kind: 'program', id: made.id, scopes: ['memory:write'] });
    const { items } = await access.tokens();
    expect(items).toEqual([{ ...listed, last_used_at: expect.any(Number) }]);
    expect(JSON.stringify(items)).not.toContain(token);
    expect(await outcomeOf(access.createToken({ name: 'Notes', scopes: ['decide'] }))).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await access.revokeToken({ id: made.id })).toEqual({ revoked: true });
    await expect(service.authenticate(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    expect((await access.tokens()).items).toEqual([]);

    expect(await access.setPassword({ password: 'a long enough one' })).toEqual({ password_set: true });
    const login = await access.login({ password: 'a long enough one' });
    expect(await service.authenticate(login.token)).toMatchObject({ kind: 'login', name: 'user' });
    const status = await access.status();
    expect(status).toMatchObject({ passwordSet: true, logins: [{ expires_at: login.expires_at }] });
    // The window came with no log-in that could end.
    expect(await access.logout()).toEqual({ revoked: false });
    expect(await outcomeOf(access.login({ password: 'a wrong one' }))).toMatchObject({
      code: 'UNAUTHORIZED',
      typed: true,
    });
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

/** Watches a job to its end, as a window does. */
async function whenEnded(client: ContractClient, id: string): Promise<Job> {
  let last: Job | undefined;
  for await (const job of await client.jobs.watch({ id })) last = job;
  if (!last) throw new Error('Nothing was told of the job.');
  return last;
}

/** A job that waits, also of a type nobody does yet; or one that was cancelled before anybody began it. */
async function addJob({ session }: DemoSession, type: JobType, cancelled = false): Promise<string> {
  const found = session.openedOrProblem();
  if ('problem' in found) throw new Error(found.problem.message);
  const { jobs } = found.opened.database;
  const { id } = await jobs.enqueue({ type, payload: {}, createdAt: Date.now() }, { unlessWaiting: false });
  if (cancelled) await jobs.requestCancel(id, Date.now(), () => false);
  return id;
}

function membersOf(group: DuplicateGroup): string[] {
  return [group.reference, ...group.others].map((member) => member.capture.id);
}

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
