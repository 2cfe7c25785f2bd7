import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewEvent } from '../ports/memory-repository.ts';
import { TestLibrary } from './test-library.fake.ts';

const event: NewEvent = {
  timestamp: 1000,
  type: 'status',
  severity: 'info',
  source: 'system',
  node: null,
  summary: 'Something happened.',
  details: { nested: { list: [1, 'two', null] } },
};

describe('gaps', () => {
  it('go on while they are open, one for each reason and display', async () => {
    const library = await TestLibrary.make();
    const { gaps } = await library.open();
    const all = await gaps.open({ startedAt: 100, reason: 'paused', displayId: null });
    const one = await gaps.open({ startedAt: 100, reason: 'paused', displayId: 'a' });
    expect(await gaps.open({ startedAt: 200, reason: 'paused', displayId: null })).toBe(all);
    expect(one).not.toBe(all);
    expect(await gaps.stillOpen()).toHaveLength(2);
    await gaps.close(all, 300);
    await gaps.close(all, 900);
    await gaps.close(one, 50);
    expect(await gaps.stillOpen()).toEqual([]);
    expect(await gaps.lastEnd()).toBe(300);
    expect((await gaps.between(0, 1000)).map((gap) => [gap.startedAt, gap.endedAt])).toEqual([
      [100, 300],
      [100, 100],
    ]);
    expect(await gaps.open({ startedAt: 400, reason: 'paused', displayId: null })).not.toBe(all);
  });

  it('are found for exactly the stretches they touch', async () => {
    const library = await TestLibrary.make();
    const { gaps } = await library.open();
    const stretch = fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 100 })).map(([from, length]) => ({
      startedAt: from,
      endedAt: from + length,
    }));
    await fc.assert(
      fc.asyncProperty(fc.array(stretch, { maxLength: 15 }), stretch, async (written, asked) => {
        library.raw((native) => native.exec('DELETE FROM gaps'));
        for (const gap of written) await gaps.record({ ...gap, reason: 'idle', displayId: null });
        const found = await gaps.between(asked.startedAt, asked.endedAt);
        const expected = written.filter((gap) => gap.startedAt < asked.endedAt && gap.endedAt > asked.startedAt);
        expect(found.map((gap) => gap.startedAt)).toEqual(
          expected.map((gap) => gap.startedAt).toSorted((left, right) => left - right),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('without an end touch everything after their beginning', async () => {
    const library = await TestLibrary.make();
    const { gaps } = await library.open();
    await gaps.open({ startedAt: 100, reason: 'off', displayId: null });
    expect(await gaps.between(0, 100)).toEqual([]);
    expect(await gaps.between(0, 101)).toHaveLength(1);
    expect(await gaps.between(100, 200)).toHaveLength(1);
    expect(await gaps.between(5000, 6000)).toHaveLength(1);
  });
});

describe('the activity log', () => {
  it('gives back what was written', async () => {
    const library = await TestLibrary.make();
    const { events } = await library.open();
    const { event: written } = await events.saveEvent({
      ...event,
      type: 'alert',
      severity: 'error',
      node: 'display-a',
    });
    expect(written).toMatchObject({ details: event.details, resolved: false, resolved_at: null, node: 'display-a' });
    expect(await events.byId(written.id)).toEqual(written);
  });

  it('keeps the first answer when somebody resolves an alert twice', async () => {
    const library = await TestLibrary.make();
    const { events } = await library.open();
    const { event: alert } = await events.saveEvent({ ...event, type: 'alert' });
    await events.saveEvent(event);
    expect(await events.unresolvedCount()).toBe(1);
    await events.resolveEvent(alert.id, 2000, 'first');
    const again = await events.resolveEvent(alert.id, 3000, 'second');
    expect(again).toMatchObject({ resolved: true, resolved_at: 2000, resolved_by: 'first' });
    expect(await events.unresolvedCount()).toBe(0);
    expect(await events.resolveEvent('01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1', 1, 'x')).toBeUndefined();
  });

  it('pages newest first, whatever is filtered', async () => {
    const library = await TestLibrary.make();
    const { events } = await library.open();
    const types = ['alert', 'status'] as const;
    const severities = ['info', 'error'] as const;
    for (let index = 0; index < 60; index += 1) {
      await events.saveEvent({
        ...event,
        timestamp: Math.floor(index / 4),
        type: types[index % 2] ?? 'status',
        severity: severities[index % 3 === 0 ? 1 : 0] ?? 'info',
      });
    }
    const every = (await events.page({ limit: 500 })).items;
    expect(every.map((one) => one.timestamp)).toEqual(every.map((one) => one.timestamp).toSorted((a, b) => b - a));
    const filter = { type: 'alert', severity: 'error', resolved: false, since: 3, until: 12 } as const;
    const expected = every.filter(
      (one) => one.type === 'alert' && one.severity === 'error' && one.timestamp >= 3 && one.timestamp < 12,
    );
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await events.page({ ...filter, limit: 2, cursor });
      found.push(...page.items.map((one) => one.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(expected.length).toBeGreaterThan(2);
    expect(found).toEqual(expected.map((one) => one.id));
  });
});

describe('preferences and bookkeeping', () => {
  it('keep JSON values apart from each other', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    await database.preferences.set('excludedApps', ['Mail'], 1);
    await database.preferences.set('excludedApps', ['Mail', 'Chat'], 2);
    await database.preferences.set('pausedUntil', null, 2);
    await database.bookkeeping.set('reconcile', { left: [] });
    expect(await database.preferences.rows()).toEqual([
      { key: 'excludedApps', value: ['Mail', 'Chat'], updatedAt: 2 },
      { key: 'pausedUntil', value: null, updatedAt: 2 },
    ]);
    expect(await database.bookkeeping.get('reconcile')).toEqual({ left: [] });
    expect(await database.bookkeeping.get('nothing')).toBeUndefined();
  });
});
