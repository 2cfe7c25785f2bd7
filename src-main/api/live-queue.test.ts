import { describe, expect, it } from 'vitest';
import type { Job } from '../../src-shared/contract/jobs.ts';
import type { LiveMessage } from '../../src-shared/contract/live.ts';
import { defaultPreferences } from '../../src-shared/domain/preferences.ts';
import { LiveQueue } from './live-queue.ts';

const held = (endedAt: number): LiveMessage => ({
  type: 'capture-held',
  id: '01890000-0000-7000-8000-000000000000',
  endedAt,
});

describe('the queue of one window', () => {
  it('gives messages in the order they came, and waits while there is none', async () => {
    const queue = new LiveQueue();
    const signal = new AbortController().signal;
    queue.push(held(1));
    queue.push(held(2));
    expect(await queue.next(signal)).toEqual(held(1));
    expect(await queue.next(signal)).toEqual(held(2));
    const waiting = queue.next(signal);
    queue.push(held(3));
    expect(await waiting).toEqual(held(3));
  });

  it('ends a wait when it is aborted, also before it began', async () => {
    const queue = new LiveQueue();
    const controller = new AbortController();
    const waiting = queue.next(controller.signal);
    controller.abort();
    expect(await waiting).toBeUndefined();
    expect(await queue.next(controller.signal)).toBeUndefined();
  });

  it('never grows beyond its limit: what was missed becomes one message, the last state is kept', async () => {
    const queue = new LiveQueue(10);
    const first = { type: 'preferences-changed', preferences: defaultPreferences() } as const;
    const last = { type: 'preferences-changed', preferences: { ...defaultPreferences(), quality: 42 } } as const;
    queue.push(first);
    for (let each = 0; each < 5; each += 1) queue.push(held(each));
    queue.push(last);
    for (let each = 0; each < 1000; each += 1) {
      queue.push(held(each));
      expect(queue.length).toBeLessThanOrEqual(10);
    }
    const signal = new AbortController().signal;
    expect(await queue.next(signal)).toEqual({ type: 'captures-changed' });
    expect(await queue.next(signal)).toEqual(last);
    let newest: LiveMessage | undefined;
    while (queue.length > 0) newest = await queue.next(signal);
    expect(newest).toEqual(held(999));
  });

  it('keeps the last word on every job, and forgets no decision', async () => {
    const queue = new LiveQueue(10);
    const job = (id: string, progressCurrent: number): LiveMessage => ({
      type: 'job-changed',
      job: { id, progressCurrent } as Job,
    });
    queue.push({ type: 'review-changed', captureIds: ['one'] });
    for (let each = 0; each < 20; each += 1) queue.push(job('first', each));
    queue.push(job('second', 7));
    for (let each = 0; each < 9; each += 1) queue.push(held(each));
    const told: LiveMessage[] = [];
    while (queue.length > 0) told.push((await queue.next(new AbortController().signal)) as LiveMessage);
    expect(told.length).toBeLessThanOrEqual(10);
    expect(told).toContainEqual({ type: 'review-changed', captureIds: null });
    expect(told.filter((each) => each.type === 'job-changed').at(-2)).toEqual(job('first', 19));
    expect(told.filter((each) => each.type === 'job-changed').at(-1)).toEqual(job('second', 7));
  });
});
