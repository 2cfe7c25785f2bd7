import { QueryClient } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { DayView } from '../../../src-shared/contract/timeline.ts';
import { client } from '../../lib/api.ts';
import { createDayClock } from '../../lib/day-clock.ts';
import { addToBucket, bucketOptions, loadedBucket } from './bucket-pages.ts';
import { aCapture, aDayView } from './timeline.fake.ts';

vi.mock('../../lib/api.ts', () => ({ client: { captures: { list: vi.fn() } } }));
const list = vi.mocked(client.captures.list);
const stored: Capture[] = [];

afterEach(() => {
  list.mockReset();
  stored.length = 0;
});

function answer(): void {
  list.mockImplementation(async (input) => ({
    items: stored.filter(({ capturedAt }) => capturedAt >= (input.from ?? 0) && capturedAt < (input.to ?? Infinity)),
    nextCursor: null,
  }));
}

const sourceOf = (view: DayView) => ({ clock: createDayClock(view), marks: {} });
const minute = 745;
const hourMs = 3_600_000;

describe('the buckets of a day', () => {
  it('are loaded anew when a journey makes the day longer: the same minutes then lie at another time as well', async () => {
    answer();
    const queries = new QueryClient();
    const atHome = aDayView();
    const abroad = { ...atHome, endsAt: atHome.endsAt + 11 * hourMs };
    const taken = aCapture({ capturedAt: atHome.startsAt + (minute + 660) * 60_000, utcOffsetMinutes: -660 });
    stored.push(taken);
    expect(await queries.fetchQuery(bucketOptions(sourceOf(atHome), minute))).toEqual([]);
    expect(loadedBucket(queries, sourceOf(abroad), minute)).toBeUndefined();
    expect(await queries.fetchQuery(bucketOptions(sourceOf(abroad), minute))).toEqual([taken]);
    expect(loadedBucket(queries, sourceOf(abroad), minute)).toEqual([taken]);
  });

  it('get a new capture under whatever ends of the day they were loaded', async () => {
    answer();
    const queries = new QueryClient();
    const views = [aDayView(), aDayView({ endsAt: aDayView().endsAt + hourMs })];
    for (const view of views) await queries.fetchQuery(bucketOptions(sourceOf(view), minute));
    const taken = aCapture({ capturedAt: aDayView().startsAt + minute * 60_000 });
    addToBucket(queries, taken);
    expect(views.map((view) => loadedBucket(queries, sourceOf(view), minute))).toEqual([[taken], [taken]]);
  });
});
