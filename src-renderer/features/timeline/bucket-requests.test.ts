import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { client } from '../../lib/api.ts';
import { createDayClock } from '../../lib/day-clock.ts';
import { loadBucket } from './bucket-requests.ts';
import { aCapture, aDayView } from './timeline.fake.ts';

vi.mock('../../lib/api.ts', () => ({ client: { captures: { list: vi.fn() } } }));
const list = vi.mocked(client.captures.list);

const view = aDayView();
const source = { clock: createDayClock(view), marks: {} };
const at = (minute: number): Capture =>
  aCapture({ id: `0${minute}`, capturedAt: view.startsAt + minute * 60_000, localDay: view.day });
const captures = [at(600), at(604), at(605), at(640)];

afterEach(() => list.mockReset());

function answer(): void {
  list.mockImplementation(async (input) => ({
    items: captures.filter(({ capturedAt }) => capturedAt >= (input.from ?? 0) && capturedAt < (input.to ?? Infinity)),
    nextCursor: null,
  }));
}

const never = new AbortController().signal;

describe('loadBucket', () => {
  it('asks once for buckets beside each other, and gives each its own captures', async () => {
    answer();
    const found = await Promise.all([600, 605, 610].map((minute) => loadBucket(source, minute, never)));
    expect(found.map((bucket) => bucket.map(({ id }) => id))).toEqual([['0600', '0604'], ['0605'], []]);
    expect(list).toHaveBeenCalledTimes(1);
  });

  it('asks apart for buckets that lie far from each other', async () => {
    answer();
    const found = await Promise.all([600, 640].map((minute) => loadBucket(source, minute, never)));
    expect(found.map((bucket) => bucket.map(({ id }) => id))).toEqual([['0600', '0604'], ['0640']]);
    expect(list).toHaveBeenCalledTimes(2);
  });

  it('asks apart for what is wanted by other marks', async () => {
    answer();
    const tagged = { ...source, marks: { tag: 'invoice' } };
    await Promise.all([loadBucket(source, 600, never), loadBucket(tagged, 605, never), loadBucket(source, 605, never)]);
    expect(list.mock.calls.map(([input]) => input.tag)).toEqual([undefined, 'invoice']);
  });

  it('tells everybody of a failure', async () => {
    list.mockRejectedValue(new Error('connection lost'));
    const both = await Promise.allSettled([600, 605].map((minute) => loadBucket(source, minute, never)));
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('gives a request up only when nobody waits for it any more', async () => {
    const signals: AbortSignal[] = [];
    list.mockImplementation((_input, options) => {
      const signal = options?.signal ?? never;
      signals.push(signal);
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const first = new AbortController();
    const second = new AbortController();
    const both = [loadBucket(source, 600, first.signal), loadBucket(source, 605, second.signal)];
    await Promise.resolve();
    first.abort();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    second.abort();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
