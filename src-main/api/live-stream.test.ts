import { getEventMeta } from '@orpc/client';
import { createRouterClient } from '@orpc/server';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LibraryStatus } from '../../src-shared/contract/library.ts';
import type { LiveMessage } from '../../src-shared/contract/live.ts';
import { owner, type Principal, type Scope } from '../../src-shared/domain/access.ts';
import { LiveBus } from '../core/live-bus.ts';
import { LiveHistory } from '../core/live-history.ts';
import type { Session } from '../core/session.ts';
import { createRouter } from './router.ts';

const captureId = '01890000-0000-7000-8000-000000000000';
const held = (endedAt: number): LiveMessage => ({ type: 'capture-held', id: captureId, endedAt });
const noted = (timestamp: number): LiveMessage => ({ type: 'snapshot-added', timestamp });

const library: LibraryStatus = {
  state: 'open',
  path: '/library',
  problem: null,
  health: { healthy: true, message: '' },
  revision: { current: null, latest: '', pending: 0 },
  backups: [],
  holder: null,
  disk: null,
};

/** Nothing but what a stream needs, so that only what a test publishes is told. */
function sessionWith(live: LiveBus): Session {
  const session = {
    live,
    captureStatus: () => null,
    libraryStatus: async () => library,
    library: () => ({ access: { assertStillIn: () => undefined } }),
  };
  return session as unknown as Session;
}

function program(scopes: readonly Scope[]): Principal {
  return { kind: 'program', id: captureId, name: 'Program', scopes };
}

/** One stream, as the contract gives it. */
class Reader {
  readonly #live: LiveBus;
  readonly #principal: Principal;
  #stream: AsyncIterator<LiveMessage> | undefined;
  lastId: string | undefined;

  constructor(live: LiveBus, principal: Principal = owner) {
    this.#live = live;
    this.#principal = principal;
  }

  async connect(lastEventId?: string): Promise<void> {
    const router = createRouter();
    const client = createRouterClient(
      { live: { stream: router.live.stream } },
      { context: { session: sessionWith(this.#live), principal: this.#principal } },
    );
    this.#stream = (await client.live.stream(undefined, { lastEventId })) as AsyncIterator<LiveMessage>;
  }

  async read(): Promise<LiveMessage> {
    const result = await this.#stream?.next();
    if (!result || result.done) throw new Error('The stream has ended.');
    this.lastId = getEventMeta(result.value)?.id;
    return result.value;
  }

  async leave(): Promise<void> {
    await this.#stream?.return?.();
  }
}

const greeting = (type: 'hello' | 'resync') => ({ type, status: null, library });

describe('a stream', () => {
  it('tells a reader that comes back what it missed, in order, and nothing twice', async () => {
    const live = new LiveBus();
    const reader = new Reader(live);
    live.publish(held(1));
    await reader.connect();
    expect(await reader.read()).toMatchObject({ type: 'hello' });
    live.publish(held(2));
    expect(await reader.read()).toEqual(held(2));
    await reader.leave();
    for (const each of [3, 4]) live.publish(held(each));
    await reader.connect(reader.lastId);
    live.publish(held(5));
    expect([await reader.read(), await reader.read(), await reader.read()]).toEqual([held(3), held(4), held(5)]);
  });

  it.each(['of another run', 'of a message that is still to come', 'that is none', 'of a message that is long gone'])(
    'tells whoever comes back with an id %s to read everything again, once',
    async (what) => {
      const live = new LiveBus(new LiveHistory({ messages: 3, characters: 10_000 }));
      const newest = live.history.idOf(0).replace(/0$/, '');
      const ids: Record<string, string> = {
        'of another run': new LiveHistory().idOf(0),
        'of a message that is still to come': `${newest}99`,
        'that is none': 'one two',
        'of a message that is long gone': `${newest}1`,
      };
      for (let each = 0; each < 10; each += 1) live.publish(held(each));
      const reader = new Reader(live);
      await reader.connect(ids[what]);
      expect(await reader.read()).toMatchObject({ type: 'resync' });
      live.publish(held(10));
      expect(await reader.read()).toEqual(held(10));
    },
  );

  it('leaves out what a token may not read', async () => {
    const live = new LiveBus();
    const memory = new Reader(live, program(['memory:read']));
    const captures = new Reader(live, program(['captures:text']));
    const neither = new Reader(live, program(['decide']));
    const both = new Reader(live, program(['admin']));
    for (const reader of [memory, captures, neither, both]) await reader.connect();
    expect(await memory.read()).toEqual({ type: 'hello', status: null, library: null });
    expect(await captures.read()).toMatchObject({ type: 'hello', library: { state: 'open' } });
    expect(await neither.read()).toEqual({ type: 'hello', status: null, library: null });
    await both.read();
    for (const each of [held(1), noted(2), held(3), noted(4)]) live.publish(each);
    expect([await memory.read(), await memory.read()]).toEqual([noted(2), noted(4)]);
    expect([await captures.read(), await captures.read()]).toEqual([held(1), held(3)]);
    expect([await both.read(), await both.read()]).toEqual([held(1), noted(2)]);
    const waiting = neither.read().catch(() => 'nothing');
    await neither.leave();
    expect(await waiting).toBe('nothing');
  });

  it('keeps little, however large the messages are and however many read', async () => {
    const live = new LiveBus(new LiveHistory({ messages: 100, characters: 5000 }));
    const slow = new Reader(live);
    await slow.connect();
    await slow.read();
    const event = { type: 'event-added', event: { summary: 'x'.repeat(1000) } } as LiveMessage;
    for (let each = 0; each < 50; each += 1) live.publish(event);
    const kept = Array.from({ length: 50 }, (_, at) => live.history.at(at + 1)).filter((each) => each !== undefined);
    expect(kept).toHaveLength(4);
    expect(await slow.read()).toMatchObject({ type: 'resync' });
  });
});

type Step =
  | { do: 'publish'; message: 'capture' | 'memory' }
  | { do: 'connect'; reader: number; by: 'new' | 'last id' | 'other id' }
  | { do: 'read'; reader: number }
  | { do: 'leave'; reader: number };

const kept = 5;
const readers: readonly Principal[] = [owner, program(['captures:text']), program(['memory:read'])];

/** What a stream must do, said in the plainest way: everything there ever was, and a place in it for every reader. */
class Model {
  readonly published: { message: LiveMessage; kind: 'capture' | 'memory' }[] = [];
  readonly #reads: ReadonlySet<string>[] = [new Set(['capture', 'memory']), new Set(['capture']), new Set(['memory'])];

  /** What a reader at this place is told next, and where it is then; undefined where it has to wait. */
  next(reader: number, place: number | 'unknown'): { told: unknown; place: number } | undefined {
    const newest = this.published.length;
    if (place === 'unknown' || place < newest - kept) return { told: this.#greeting(reader, 'resync'), place: newest };
    const at = this.published.findIndex((each, index) => index >= place && this.#reads[reader]?.has(each.kind));
    return at < 0 ? undefined : { told: this.published[at]?.message, place: at + 1 };
  }

  hello(reader: number) {
    return { told: this.#greeting(reader, 'hello'), place: this.published.length };
  }

  #greeting(reader: number, type: 'hello' | 'resync') {
    return this.#reads[reader]?.has('capture') ? greeting(type) : { type, status: null, library: null };
  }
}

const readerNumber = fc.integer({ min: 0, max: readers.length - 1 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('publish'), message: fc.constantFrom('capture', 'memory') }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('read'), reader: readerNumber }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('leave'), reader: readerNumber }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('connect'),
        reader: readerNumber,
        by: fc.constantFrom('new', 'last id', 'last id', 'last id', 'other id'),
      }),
    },
  ) as fc.Arbitrary<Step>,
  { maxLength: 60 },
);

describe('any sequence of what happens, leaving, coming back and reading', () => {
  it('loses nothing and tells nothing twice, or says that something was missed', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (each) => {
        const live = new LiveBus(new LiveHistory({ messages: kept, characters: Number.MAX_SAFE_INTEGER }));
        const model = new Model();
        const states = readers.map((principal) => ({
          reader: new Reader(live, principal),
          connected: false,
          place: 'unknown' as number | 'unknown',
        }));
        for (const step of each) {
          if (step.do === 'publish') {
            const number = model.published.length;
            const message = step.message === 'capture' ? held(number) : noted(number);
            model.published.push({ message, kind: step.message });
            live.publish(message);
            continue;
          }
          const state = states[step.reader];
          if (!state) continue;
          const { reader } = state;
          if (step.do === 'leave' && state.connected) {
            await reader.leave();
            state.connected = false;
          } else if (step.do === 'connect' && !state.connected) {
            const isNew = step.by === 'new' || (step.by === 'last id' && reader.lastId === undefined);
            if (step.by === 'other id') state.place = 'unknown';
            await reader.connect(isNew ? undefined : step.by === 'last id' ? reader.lastId : 'of-another-run.3');
            state.connected = true;
            if (isNew) {
              const expected = model.hello(step.reader);
              expect(await reader.read()).toEqual(expected.told);
              state.place = expected.place;
            }
          } else if (step.do === 'read' && state.connected) {
            const expected = model.next(step.reader, state.place);
            if (!expected) continue;
            expect(await reader.read()).toEqual(expected.told);
            state.place = expected.place;
          }
        }
        await Promise.all(states.map(({ reader }) => reader.leave()));
      }),
      { numRuns: 300 },
    );
  });
});
