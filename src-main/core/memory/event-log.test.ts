import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActivityEvent } from '../../../src-shared/contract/events.ts';
import type { LiveMessage } from '../../../src-shared/contract/live.ts';
import { TestLibrary } from '../../db/test-library.fake.ts';
import { LiveBus } from '../live-bus.ts';
import { type EventDraft, EventLog } from './event-log.ts';

const draft: EventDraft = { type: 'status', severity: 'info', source: 'system', summary: 'Something happened.' };
const hourMs = 60 * 60_000;

async function openLog() {
  const library = await TestLibrary.make();
  const database = await library.open();
  const messages: LiveMessage[] = [];
  const live = new LiveBus();
  live.subscribe((message) => messages.push(message));
  return { library, messages, clock: library.clock, events: new EventLog(database.events, live, library.clock) };
}

describe('the operations of the log', () => {
  it('find events by what they are about, newest first and as many as asked for', async () => {
    const { events, clock } = await openLog();
    const startedAt = clock.now();
    for (let index = 0; index < 60; index += 1) {
      const type = index % 3 === 0 ? 'alert' : 'metric';
      await events.saveEvent({ ...draft, type, node: `display-${index % 2}`, summary: `${index}` });
      await clock.advance(1000);
    }
    const summaries = (found: ActivityEvent[]) => found.map((event) => Number(event.summary));
    const down = (count: number, keep: (index: number) => boolean) =>
      Array.from({ length: 60 }, (_, index) => 59 - index)
        .filter(keep)
        .slice(0, count);
    expect(summaries(await events.getRecentEvents())).toEqual(down(50, () => true));
    expect(summaries(await events.getRecentEvents(3))).toEqual([59, 58, 57]);
    expect(summaries(await events.getEventsByNode('display-1'))).toEqual(down(20, (index) => index % 2 === 1));
    expect(summaries(await events.getEventsByType('metric', 30))).toEqual(down(30, (index) => index % 3 !== 0));
    expect(summaries(await events.getEventsSince(startedAt + 50_000))).toEqual(down(60, (index) => index >= 50));
    expect(await events.nodes()).toEqual(['display-0', 'display-1']);
    const waiting = await events.getUnresolved();
    expect(summaries(waiting)).toEqual(down(60, (index) => index % 3 === 0));
    await events.resolveEvent(waiting[0]?.id ?? '', 'user');
    expect(summaries(await events.getUnresolved())).toEqual(down(60, (index) => index % 3 === 0 && index < 57));
  });

  it('resolve once, and say which event is not there', async () => {
    const { events, messages, clock } = await openLog();
    const { id } = await events.saveEvent({ ...draft, type: 'alert' });
    const resolved = await events.resolveEvent(id, 'user');
    await clock.advance(1000);
    expect(await events.resolveEvent(id, 'another')).toEqual(resolved);
    expect(messages.map((message) => message.type)).toEqual(['event-added', 'event-resolved', 'event-resolved']);
    await expect(events.resolveEvent('01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1', 'user')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

/** What a line must be, kept in plain arrays. */
interface Line {
  readonly key: string;
  readonly type: EventDraft['type'];
  readonly timestamp: number;
  lastAt: number;
  occurrences: number;
  readonly first: number;
  latest: number | null;
  resolved: boolean;
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('save' as const),
      type: fc.constantFrom('alert' as const, 'metric' as const, 'status' as const),
      key: fc.constantFrom('a', 'b'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('resolve' as const), key: fc.constantFrom('a', 'b') }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, hourMs / 2, hourMs - 1, hourMs) }),
  },
);

describe('folding', () => {
  it('does what its model does', async () => {
    const { events, library, clock } = await openLog();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        library.raw((native) => native.exec('DELETE FROM events'));
        const model: Line[] = [];
        for (const [number, act] of steps.entries()) {
          if (act.do === 'pass') await clock.advance(act.ms);
          if (act.do === 'resolve') {
            const waiting = model.find((line) => line.key === act.key && line.type === 'alert' && !line.resolved);
            if (waiting) waiting.resolved = true;
            expect((await events.resolveByKey(act.key))?.resolved).toBe(waiting ? true : undefined);
          }
          if (act.do !== 'save') continue;
          const now = clock.now();
          const repeated = model.findLast(
            (line) =>
              line.key === act.key &&
              line.type === act.type &&
              (act.type === 'alert' ? !line.resolved : line.timestamp > now - hourMs),
          );
          if (repeated) Object.assign(repeated, { lastAt: now, occurrences: repeated.occurrences + 1, latest: number });
          else
            model.push({
              ...{ key: act.key, type: act.type, timestamp: now, lastAt: now, occurrences: 1 },
              ...{ first: number, latest: null, resolved: act.type !== 'alert' },
            });
          const summary = repeated ? String(repeated.first) : String(number);
          const details = { number, ...(repeated ? { number: repeated.first, latest: { number } } : {}) };
          const saved = await events.saveEvent({
            ...{ ...draft, type: act.type, foldKey: act.key, summary: String(number), details: { number } },
          });
          expect(saved).toMatchObject({ summary, details });
        }
        const found = (await events.getEventsSince(0)).toReversed();
        const shown = found.map((event) => ({
          ...{ type: event.type, timestamp: event.timestamp, lastAt: event.last_at, resolved: event.resolved },
          ...{ occurrences: event.occurrences, first: event.details.number },
          latest: (event.details.latest as { number: number } | undefined)?.number ?? null,
        }));
        // Lines of the same moment are in the order of their ids, as they were written.
        expect(shown).toEqual(model.map(({ key: _, ...line }) => line));
      }),
      { numRuns: 120 },
    );
  });

  it('keeps a line in its place of the list while it is counted up', async () => {
    const { events, clock, messages } = await openLog();
    await events.saveEvent({ ...draft, type: 'alert', foldKey: 'a' });
    for (let index = 0; index < 4; index += 1) {
      await clock.advance(1000);
      await events.saveEvent({ ...draft, summary: `${index}` });
    }
    const first = await events.list({ limit: 3 });
    await events.saveEvent({ ...draft, type: 'alert', foldKey: 'a' });
    const second = await events.list({ limit: 3, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map((event) => event.occurrences)).toEqual([1, 1, 1, 1, 2]);
    expect(messages.at(-1)).toMatchObject({ type: 'event-changed', event: { occurrences: 2, last_at: clock.now() } });
  });

  it('does not count into a line of a time to come, after the clock was set back', async () => {
    const { events, clock } = await openLog();
    await events.saveEvent({ ...draft, foldKey: 'a' });
    clock.stepWall(-24 * hourMs);
    expect(await events.saveEvent({ ...draft, foldKey: 'a' })).toMatchObject({ occurrences: 1 });
  });

  it('makes one line of what several processes report at once, and lets one of them tell it', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const script = fileURLToPath(new URL('./event-process.fake.ts', import.meta.url));
    const run = () => promisify(execFile)(process.execPath, [script, library.path, '50']);
    const told = (await Promise.all([run(), run(), run()])).flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
    const { items } = await database.events.page({ limit: 10 });
    expect(items.map((event) => [event.type, event.occurrences]).toSorted()).toEqual([
      ['alert', 150],
      ['metric', 150],
    ]);
    expect(told).toEqual(items.filter((event) => event.type === 'alert').map((event) => event.id));
  });
});

describe('telling a person', () => {
  it('gives each alert out once, also after a restart, and none that is resolved', async () => {
    const library = await TestLibrary.make();
    const open = async () => new EventLog((await library.open()).events, new LiveBus(), library.clock);
    const events = await open();
    const first = await events.saveEvent({ ...draft, type: 'alert', foldKey: 'a' });
    const resolved = await events.saveEvent({ ...draft, type: 'alert' });
    await events.resolveEvent(resolved.id, 'user');
    await events.saveEvent(draft);
    expect((await events.claimUntold()).map((event) => event.id)).toEqual([first.id]);
    await events.saveEvent({ ...draft, type: 'alert', foldKey: 'a' });
    expect(await events.claimUntold()).toEqual([]);
    const second = await events.saveEvent({ ...draft, type: 'alert', foldKey: 'b' });
    expect((await (await open()).claimUntold()).map((event) => event.id)).toEqual([second.id]);
    expect(await events.claimUntold()).toEqual([]);
  });
});
