import { withEventMeta } from '@orpc/server';
import { type LiveMessage, liveScopes } from '../../src-shared/contract/live.ts';
import { allows } from '../../src-shared/domain/access.ts';
import type { LiveBus } from '../core/live-bus.ts';
import { watchAccess } from './access-watch.ts';
import type { ApiContext } from './procedures.ts';

/**
 * What happens, as far as this caller may read it, each with the id to come back with. A reader that is too slow for
 * what is kept is told so once and goes on from there, like one that comes back too late.
 */
export async function* streamLive(
  context: ApiContext,
  ended: AbortSignal,
  lastEventId: string | undefined,
): AsyncGenerator<LiveMessage> {
  const { session, principal } = context;
  const { live } = session;
  const access = watchAccess(session, principal);
  const over = AbortSignal.any([ended, access.ended]);
  /** The number of the message that was sent last, or left out. */
  let at = lastEventId === undefined ? undefined : live.history.numberOf(lastEventId);
  try {
    if (lastEventId === undefined) {
      at = live.history.newest;
      yield numbered(live, at, { type: 'hello', ...(await stateFor(context)) });
    }
    while (!over.aborted) {
      // The place is taken before the state is read, so that nothing between the two is missed.
      if (at === undefined || !live.history.reachesBackTo(at)) {
        at = live.history.newest;
        yield numbered(live, at, { type: 'resync', ...(await stateFor(context)) });
      } else if (at === live.history.newest) {
        await somethingNew(live, over);
      } else {
        at += 1;
        const message = live.history.at(at);
        if (!message || !allows(principal.scopes, liveScopes[message.type])) continue;
        yield numbered(live, at, message);
      }
    }
    if (!ended.aborted) throw access.ended.reason;
  } finally {
    access.stop();
  }
}

function numbered(live: LiveBus, number: number, message: LiveMessage): LiveMessage {
  return withEventMeta(message, { id: live.history.idOf(number) });
}

async function stateFor({ session, principal }: ApiContext) {
  if (!allows(principal.scopes, 'captures:text')) return { status: null, library: null };
  return { status: session.captureStatus(), library: await session.libraryStatus() };
}

function somethingNew(live: LiveBus, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      unsubscribe();
      ended.removeEventListener('abort', done);
      resolve();
    };
    const unsubscribe = live.subscribe(done);
    ended.addEventListener('abort', done);
  });
}
