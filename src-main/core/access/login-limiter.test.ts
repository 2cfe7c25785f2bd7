import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../ports/clock.fake.ts';
import { LoginLimiter, loginRefillMs, loginsAtOnce } from './login-limiter.ts';

type Step =
  | { readonly kind: 'attempt' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'set clock'; readonly ms: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Step>({ kind: 'attempt' }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(2 * loginRefillMs) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('set clock' as const), ms: fc.integer({ min: -1e9, max: 1e9 }) }),
    },
  ),
  { maxLength: 120 },
);

/**
 * The same rule said otherwise: each log-in is due one interval after the one before, or now if that is later, and may
 * come so early that all but one of those at once are ahead of it.
 */
class DueTimes {
  #dueMs = 0;

  isAllowed(nowMs: number): boolean {
    const due = Math.max(this.#dueMs, nowMs);
    if (due - nowMs > (loginsAtOnce - 1) * loginRefillMs) return false;
    this.#dueMs = due + loginRefillMs;
    return true;
  }
}

async function isAllowed(limiter: LoginLimiter): Promise<{ allowed: boolean; retryAfterSeconds: number }> {
  try {
    await limiter.attempt(async () => {});
    return { allowed: true, retryAfterSeconds: 0 };
  } catch (error) {
    expect(error).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    const { details } = error as { details: { retryAfterSeconds: number } };
    return { allowed: false, ...details };
  }
}

describe('the limiter of log-ins', () => {
  it('lets in what the model lets in, whatever the wall clock is set to', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (made) => {
        const clock = new FakeClock();
        const limiter = new LoginLimiter(clock);
        const model = new DueTimes();
        for (const step of made) {
          if (step.kind === 'wait') clock.freeze(step.ms);
          else if (step.kind === 'set clock') clock.stepWall(step.ms);
          else expect((await isAllowed(limiter)).allowed).toBe(model.isAllowed(clock.monotonicMs()));
        }
      }),
    );
  });

  it('tells truly when to come again, and not later than needed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(2 * loginRefillMs), fc.integer({ min: 0, max: 5 }), async (ms, more) => {
        const clock = new FakeClock();
        const limiter = new LoginLimiter(clock);
        for (let times = 0; times < loginsAtOnce; times += 1)
          expect(await isAllowed(limiter)).toMatchObject({ allowed: true });
        clock.freeze(ms);
        let answer = await isAllowed(limiter);
        while (answer.allowed) answer = await isAllowed(limiter);
        for (let times = 0; times < more; times += 1) answer = await isAllowed(limiter);
        const waitMs = answer.retryAfterSeconds * 1000;
        clock.freeze(waitMs - 1001);
        expect(await isAllowed(limiter)).toMatchObject({ allowed: false });
        clock.freeze(1001);
        expect(await isAllowed(limiter)).toMatchObject({ allowed: true });
      }),
    );
  });

  it('does one at a time, in the order in which they came, also after one that failed', async () => {
    const limiter = new LoginLimiter(new FakeClock());
    const done: number[] = [];
    let running = 0;
    const work = (at: number) => async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      done.push(at);
      if (at === 2) throw new Error('This one fails.');
    };
    const all = await Promise.allSettled([0, 1, 2, 3, 4].map((at) => limiter.attempt(work(at))));
    expect(done).toEqual([0, 1, 2, 3, 4]);
    expect(all.map((each) => each.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  });

  it('lets only so many wait for one that takes for ever, but always the person at the window', async () => {
    const clock = new FakeClock();
    const limiter = new LoginLimiter(clock);
    let finish = () => {};
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const waiting = Array.from({ length: loginsAtOnce }, () => limiter.attempt(() => slow));
    clock.freeze(loginsAtOnce * loginRefillMs);
    expect(await isAllowed(limiter)).toMatchObject({ allowed: false });
    const owner = limiter.inTurn(async () => 'done');
    finish();
    await Promise.all(waiting);
    expect(await owner).toBe('done');
  });
});
