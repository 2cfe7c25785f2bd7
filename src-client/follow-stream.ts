import { getEventMeta } from '@orpc/client';
import type { LiveMessage } from '../src-shared/contract/live.ts';
import { AfterimageError, toClientError } from './client-error.ts';

/** Something that happened. */
export interface StreamMessage {
  /** What to come back with: everything after it is told, also to a program that was ended in between. */
  readonly id: string | undefined;
  readonly message: LiveMessage;
}

export interface StreamOptions {
  /** Ends the stream. */
  readonly signal?: AbortSignal;
  /** The id of the last message that was read, to read on after it. */
  readonly lastEventId?: string | undefined;
}

type Open = (options: { signal: AbortSignal; lastEventId?: string | undefined }) => Promise<AsyncIterable<LiveMessage>>;

/** What may be over the next time. Everything else is told to the program. */
const passing: ReadonlySet<string> = new Set(['UNREACHABLE', 'LIBRARY_UNAVAILABLE', 'TOO_MANY_REQUESTS', 'INTERNAL']);

/** Reads what happens, and reads on from the same place whenever the connection breaks. */
export async function* followStream(
  open: Open,
  { signal, lastEventId }: StreamOptions,
  isLoginOver: (error: unknown) => boolean,
): AsyncGenerator<StreamMessage, void, undefined> {
  const left = new AbortController();
  const ended = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  let id = lastEventId;
  let attempt = 0;
  try {
    while (!ended.aborted) {
      try {
        for await (const message of await open({ signal: ended, lastEventId: id })) {
          attempt = 0;
          id = getEventMeta(message)?.id ?? id;
          yield { id, message };
        }
      } catch (cause) {
        const error = toClientError(cause);
        if (ended.aborted) return;
        const isPassing = error instanceof AfterimageError && passing.has(error.code);
        if (!isPassing && !isLoginOver(error)) throw error;
      }
      await pause(Math.min(10_000, 250 * 2 ** attempt), ended);
      attempt += 1;
    }
  } finally {
    left.abort();
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
