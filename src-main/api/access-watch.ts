import type { Principal } from '../../src-shared/domain/access.ts';
import type { Session } from '../core/session.ts';

/** How often it is looked whether a token that is in use still holds: another process may have revoked it. */
const lookEveryMs = 1000;

/** Looks after somebody who is served for longer than one answer. */
export interface AccessWatch {
  /** Aborted when they are not let in any more, with the error to tell them as its reason. */
  readonly ended: AbortSignal;
  stop(): void;
}

/**
 * Watches whether the token of a caller was revoked or has expired. One that is revoked here is noticed at once, since
 * that is told as it happens; one that expires, or that another process revokes, within a second.
 */
export function watchAccess(session: Session, principal: Principal): AccessWatch {
  const controller = new AbortController();
  if (principal.kind === 'owner') return { ended: controller.signal, stop: () => undefined };
  const look = (): void => {
    try {
      // Without its library nobody can tell who this is. Whoever is let in again reads on from where they were.
      session.library().access.assertStillIn(principal);
    } catch (error) {
      stop();
      controller.abort(error);
    }
  };
  const unsubscribe = session.live.subscribe(look);
  const timer = setInterval(look, lookEveryMs);
  const stop = (): void => {
    unsubscribe();
    clearInterval(timer);
  };
  return { ended: controller.signal, stop };
}
