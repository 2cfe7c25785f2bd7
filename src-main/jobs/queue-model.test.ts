import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isAppError } from '../../src-shared/domain/app-error.ts';
import type { JobStatus, JobType } from '../../src-shared/domain/vocabulary.ts';
import { mostAtOnce } from './job-queue.ts';
import { hasEnded } from './job-watches.ts';
import { Items, type PretendedProcess, QueueHarness } from './queue-harness.fake.ts';

const types = ['process', 'verify', 'export'] as const;

type Step =
  | { readonly do: 'enqueue'; readonly type: JobType; readonly items: number; readonly failures: readonly number[] }
  | { readonly do: 'start' | 'kill' | 'stop'; readonly which: number }
  | { readonly do: 'cancel' | 'retry'; readonly which: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'jump'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('enqueue' as const),
      type: fc.constantFrom<JobType[]>(...types),
      items: fc.integer({ min: 0, max: 8 }),
      // Attempts that fail, and before which item is the rest of the number.
      failures: fc.array(fc.nat({ max: 5 }), { maxLength: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('start', 'kill', 'stop'), which: fc.nat({ max: 9 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('cancel', 'retry'), which: fc.nat({ max: 9 }) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 2_500 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('jump' as const), ms: fc.integer({ min: -9_000_000, max: 9_000_000 }) }),
  },
) as fc.Arbitrary<Step>;

/** Which status may follow on which, between two looks with nobody asking for anything. */
const follows: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  pending: ['pending', 'running', 'completed', 'failed'],
  running: ['running', 'pending', 'completed', 'failed', 'cancelled'],
  completed: ['completed'],
  failed: ['failed'],
  cancelled: ['cancelled'],
};

/** What is known of a job from what was done to it. */
interface Known {
  status: JobStatus;
  progress: number;
  readonly items: number;
  cancelAsked: boolean;
}

it('keeps every promise through any history of work, failures, kills, cancelling and retrying', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (history) => {
      const harness = await QueueHarness.make();
      const items = new Items(harness.clock, 0);
      const failures = new Map<string, readonly number[]>();
      items.failsBefore = (item, attempt, id) => failures.get(id)?.[attempt] === item;
      const handlers = types.map((type) => items.handler(type));
      const asking = await harness.process(handlers, { mayWork: async () => false });
      const working: PretendedProcess[] = [];
      const known = new Map<string, Known>();

      const begin = async () => {
        const process = await harness.process(handlers);
        working.push(process);
        await process.queue.start();
      };
      const look = async () => {
        const jobs = (await asking.queue.list({ limit: 200 })).items;
        expect(jobs).toHaveLength(known.size);
        for (const job of jobs) {
          const before = known.get(job.id) as Known;
          const allowed = follows[before.status];
          expect(before.cancelAsked ? [...allowed, 'cancelled'] : allowed).toContain(job.status);
          if (!before.cancelAsked) expect(before.status === 'cancelled' || job.status !== 'cancelled').toBe(true);
          expect(job.progressCurrent).toBeGreaterThanOrEqual(before.progress);
          if (job.status === 'completed') expect(job.progressCurrent).toBe(before.items);
          expect(job.completedAt === null).toBe(!hasEnded(job));
          known.set(job.id, { ...before, status: job.status, progress: job.progressCurrent });
        }
        const running = jobs.filter((job) => job.status === 'running');
        expect(running.length).toBeLessThanOrEqual(mostAtOnce);
        expect(new Set(running.map((job) => job.type)).size).toBe(running.length);
        for (const [id, { progress, status }] of known) {
          const done = items.done(id);
          expect(done).toEqual([...done.keys()]);
          // A checkpoint that was just written may not have come back yet.
          expect(Math.abs(done.length - progress)).toBeLessThanOrEqual(status === 'running' ? 1 : 0);
        }
        expect(items.doneTwice).toEqual([]);
      };
      const ask = async (what: 'cancel' | 'retry', id: string) => {
        const before = known.get(id) as Known;
        // Looked at anew: it may have ended since the last look.
        const { status } = await asking.queue.get(id);
        before.status = status;
        const possible =
          what === 'cancel'
            ? status === 'pending' || status === 'running'
            : hasEnded({ status }) && status !== 'completed';
        const outcome = await asking.queue[what](id).catch((error: unknown) => {
          if (isAppError(error)) return error.code;
          throw error;
        });
        if (!possible) expect(outcome).toBe('CONFLICT');
        else {
          expect(outcome).toMatchObject(
            what === 'retry' ? { status: 'pending', errorMessage: null, retryCount: 0 } : { id },
          );
          before.cancelAsked = what === 'cancel';
          before.status = (await asking.queue.get(id)).status;
        }
      };

      for (const each of history) {
        const ids = [...known.keys()];
        if (each.do === 'enqueue') {
          const job = await asking.queue.enqueue(each.type, { items: each.items, number: known.size });
          failures.set(job.id, each.failures);
          known.set(job.id, { status: 'pending', progress: 0, items: each.items, cancelAsked: false });
        } else if (each.do === 'start') {
          if (working.length < 3) await begin();
        } else if (each.do === 'kill') {
          await working.splice(each.which % Math.max(1, working.length), 1)[0]?.kill();
        } else if (each.do === 'stop') {
          const [ending] = working.splice(each.which % Math.max(1, working.length), 1);
          const stopped = ending?.queue.stop();
          await harness.pass(200);
          await stopped;
        } else if (each.do === 'pass') {
          await harness.pass(each.ms);
        } else if (each.do === 'jump') {
          harness.clock.stepWall(each.ms);
        } else {
          const id = ids[each.which % Math.max(1, ids.length)];
          if (id) await ask(each.do, id);
        }
        await look();
      }

      // Whatever happened: one process that works for long enough brings every job to its end.
      await begin();
      for (let minute = 0; minute < 4; minute += 1) await harness.pass(60_000);
      await look();
      for (const { status, progress, items: count } of known.values()) {
        expect(['completed', 'cancelled', 'failed']).toContain(status);
        if (status === 'completed') expect(progress).toBe(count);
      }
      for (const process of working)
        expect(process.reports.filter((each) => !/failed: Failed before/.test(each))).toEqual([]);
      await Promise.all([...working, asking].map((process) => process.kill()));
    }),
    { numRuns: 25 },
  );
}, 240_000);
