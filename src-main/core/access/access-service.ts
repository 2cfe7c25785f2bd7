import type { Principal } from '../../../src-shared/domain/access.ts';
import type { LoginSigner } from '../../ports/access.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AccessRepository } from '../../ports/memory-repository.ts';
import type { EventLog } from '../memory/event-log.ts';
import { Authenticator } from './authenticator.ts';

export interface AccessParts {
  readonly repository: AccessRepository;
  readonly events: Pick<EventLog, 'record'>;
  readonly signer: LoginSigner;
  readonly clock: Clock;
}

/** Who may use the API: log-ins with the password, and the named tokens of programs. */
export class AccessService {
  readonly #events: Pick<EventLog, 'record'>;
  readonly #authenticator: Authenticator;

  constructor(parts: AccessParts) {
    this.#events = parts.events;
    this.#authenticator = new Authenticator(parts);
  }

  /** Who sent this token. Throws `UNAUTHORIZED`. */
  authenticate(token: string): Promise<Principal> {
    return this.#authenticator.authenticate(token);
  }

  /**
   * Notes that a request was refused. Refusals of one kind are one line of the activity log. `summary` is for a person
   * and holds nothing of what was sent.
   */
  noteRefusal(kind: string, summary: string): void {
    this.#events
      .record({ type: 'action', severity: 'warning', source: 'monitor', summary, foldKey: `access.refused.${kind}` })
      .catch(() => undefined);
  }
}
