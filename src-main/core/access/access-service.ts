import { randomBytes } from 'node:crypto';
import { v7 as uuidV7 } from 'uuid';
import type { AccessToken, Login, NewToken } from '../../../src-shared/contract/access.ts';
import { owner, type Principal, scopes } from '../../../src-shared/domain/access.ts';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import type { LoginSigner, PasswordHasher } from '../../ports/access.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AccessRepository, AccessState, AccessTokenRow } from '../../ports/memory-repository.ts';
import { type DoneBy, sourceOf } from '../memory/done-by.ts';
import type { EventLog } from '../memory/event-log.ts';
import { Authenticator, digestOf, programTokenPrefix } from './authenticator.ts';
import { LoginLimiter } from './login-limiter.ts';
import { loginRefusal, RefusalBook } from './refusal-book.ts';
import { loginKey, passwordHash } from './secrets.ts';

/** How long a log-in holds. */
export const loginHoldsMs = 60 * 60_000;
const dayMs = 24 * 60 * 60_000;

/** The only user there is. */
const theUser = 'owner';

/** Each is listed, so that there are no more than a person can look through. */
const greatestTokenCount = 200;

export interface AccessParts {
  readonly repository: AccessRepository;
  readonly events: Pick<EventLog, 'saveEvent'>;
  readonly signer: LoginSigner;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  readonly report: (summary: string, error: unknown) => void;
}

/** Who may use the API: log-ins with the password, and the named tokens of programs. */
export class AccessService {
  readonly #parts: AccessParts;
  readonly #authenticator: Authenticator;
  readonly #limiter: LoginLimiter;
  readonly #refusals: RefusalBook;

  constructor(parts: AccessParts) {
    this.#parts = parts;
    this.#authenticator = new Authenticator(parts);
    this.#limiter = new LoginLimiter(parts.clock);
    this.#refusals = new RefusalBook(parts);
  }

  /** Who sent this token. Throws `UNAUTHORIZED`. */
  authenticate(token: string): Promise<Principal> {
    return this.#authenticator.authenticate(token);
  }

  /** For what goes on after it was let in, such as a stream. Throws `UNAUTHORIZED` where the token was revoked since. */
  assertStillIn(principal: Principal): void {
    this.#authenticator.assertStillIn(principal);
  }

  /**
   * Lets in whoever knows the password. Throws `UNAUTHORIZED`, after the same work whatever was wrong, and
   * `TOO_MANY_REQUESTS`.
   */
  async login({ user, password }: { user: string; password: string }): Promise<{ token: string; expiresAt: number }> {
    const { repository, clock, signer } = this.#parts;
    // Both are of one moment: a password that is changed meanwhile leaves a token that the new key does not know.
    const hash = repository.secret(passwordHash);
    const key = repository.secret(loginKey);
    const isRight = await this.#tried(() => this.#parts.hasher.matches(normalised(password), hash));
    if (!isRight || user !== theUser || key === undefined) {
      this.#refusals.note(loginRefusal, 'A log-in with a wrong password was refused.');
      throw new AppError(
        'UNAUTHORIZED',
        'The user or the password is wrong. The password is set in the settings of Afterimage, under access.',
      );
    }
    const now = clock.now();
    const issuedAt = Math.floor(now / 1000) * 1000;
    const expiresAt = issuedAt + loginHoldsMs;
    const id = uuidV7();
    const token = await signer.sign({ id, issuedAt, notBefore: issuedAt, expiresAt }, Buffer.from(key, 'base64url'));
    await repository.forgetLogins(now);
    await repository.insertToken({
      id,
      kind: 'login',
      name: theUser,
      scopes,
      secretSha256: null,
      createdAt: now,
      expiresAt,
      lastUsedAt: null,
      revokedAt: null,
    });
    await this.#tell('Logged in with the password.', { login: id });
    return { token, expiresAt };
  }

  /** Ends the log-in that this call came with. False where it came with none. */
  async logout(principal: Principal): Promise<boolean> {
    if (principal.kind !== 'login' || principal.id === null) return false;
    await this.#parts.repository.revoke(principal.id, this.#parts.clock.now());
    await this.#tell('Logged out.', { login: principal.id });
    return true;
  }

  /** The tokens of programs that were not revoked, newest first. */
  async tokens(): Promise<AccessToken[]> {
    const rows = await this.#parts.repository.tokens('program');
    return rows.filter((row) => row.revokedAt === null).map(toToken);
  }

  /** The log-ins that still hold, newest first. */
  async logins(): Promise<Login[]> {
    const now = this.#parts.clock.now();
    const rows = await this.#parts.repository.tokens('login');
    return rows.filter((row) => row.revokedAt === null && (row.expiresAt ?? now) > now).map(toLogin);
  }

  /** Makes a token for a program. Its secret is told here and never again. Throws `CONFLICT`. */
  async createToken(wanted: NewToken, by: Principal): Promise<AccessToken & { token: string }> {
    const { repository, clock } = this.#parts;
    const known = await this.tokens();
    if (known.some((token) => token.name === wanted.name)) {
      const sentence = `There is a token named “${wanted.name}” already: revoke it first, or choose another name.`;
      throw new AppError('CONFLICT', sentence, { details: { name: wanted.name } });
    }
    if (known.length >= greatestTokenCount) {
      throw new AppError('CONFLICT', `There are ${known.length} tokens already: revoke those that nobody uses.`);
    }
    const token = programTokenPrefix + randomBytes(32).toString('base64url');
    const now = clock.now();
    const row: AccessTokenRow = {
      id: uuidV7(),
      kind: 'program',
      name: wanted.name,
      scopes: wanted.scopes,
      secretSha256: digestOf(token),
      createdAt: now,
      expiresAt: wanted.expires_in_days === undefined ? null : now + wanted.expires_in_days * dayMs,
      lastUsedAt: null,
      revokedAt: null,
    };
    await repository.insertToken(row);
    await this.#tell(`Made the token “${row.name}”.`, { token: row.id, scopes: row.scopes, by: by.name }, by);
    return { ...toToken(row), token };
  }

  /** Revokes a token or a log-in, at once and in every process. Throws `NOT_FOUND`. */
  async revoke(id: string, by: Principal): Promise<void> {
    const { repository, clock } = this.#parts;
    const row = repository.tokenById(id);
    if (!row) throw new AppError('NOT_FOUND', 'There is no such token or log-in.', { details: { id } });
    if (row.revokedAt !== null) return;
    await repository.revoke(id, clock.now());
    const what = row.kind === 'login' ? 'Ended a log-in.' : `Revoked the token “${row.name}”.`;
    await this.#tell(what, { token: id, by: by.name }, by);
  }

  passwordIsSet(): boolean {
    return this.#parts.repository.secret(passwordHash) !== undefined;
  }

  /**
   * Sets the password, renews the key of log-ins and ends all of them. Whoever is not at the window of this machine
   * shows that they know the current one: a program's token alone must not lock the person out.
   */
  async setPassword(change: { password: string; current?: string | undefined }, by: Principal): Promise<void> {
    const { repository, hasher, clock } = this.#parts;
    const known = repository.secret(passwordHash);
    if (by.kind !== 'owner' && known !== undefined) await this.#checkCurrent(change.current, known);
    const hash = await this.#limiter.inTurn(() => hasher.hash(normalised(change.password)));
    const key = randomBytes(32).toString('base64url');
    await repository.replaceSecrets({ [passwordHash]: hash, [loginKey]: key }, clock.now());
    const what = known === undefined ? 'Set the password of the API.' : 'Changed the password of the API.';
    await this.#tell(`${what} All log-ins ended.`, { by: by.name }, by);
  }

  /** All of who has access, to be kept while the database is replaced. */
  state(): Promise<AccessState> {
    return this.#parts.repository.state();
  }

  /**
   * A backup was put in the place of the database. Who has access stays as it was just before: a backup must not bring
   * back what was revoked since. Where that could not be read, nobody has access until the person gives it anew.
   */
  async keepAfterRestore(before: AccessState | undefined): Promise<void> {
    const { repository, clock } = this.#parts;
    const found = await repository.state();
    await repository.replaceState(before ?? { tokens: [], secrets: {} }, clock.now());
    if (before || (found.tokens.length === 0 && Object.keys(found.secrets).length === 0)) return;
    const sentence =
      'The tokens and the password of the backup were removed, since nobody knows which of them were ended after it.';
    await this.#tell(`${sentence} Give access anew.`, { tokens: found.tokens.length });
  }

  /**
   * Notes that a request was refused. Refusals of one kind are counted together. `summary` is for a person and holds
   * nothing of what was sent.
   */
  noteRefusal(kind: string, summary: string): void {
    this.#refusals.note(kind, summary);
  }

  /** Writes what was only counted so far. */
  close(): void {
    this.#refusals.close();
  }

  async #checkCurrent(current: string | undefined, hash: string): Promise<void> {
    if (current === undefined) {
      throw new AppError('BAD_INPUT', 'Give the current password too, as “current_password”.');
    }
    if (await this.#tried(() => this.#parts.hasher.matches(normalised(current), hash))) return;
    this.#refusals.note(loginRefusal, 'A change of the password was refused: the current one was wrong.');
    throw new AppError('FORBIDDEN', 'The current password is wrong.');
  }

  /** Checks a password when it is its turn. */
  async #tried(check: () => Promise<boolean>): Promise<boolean> {
    try {
      return await this.#limiter.attempt(check);
    } catch (error) {
      if (isAppError(error) && error.code === 'TOO_MANY_REQUESTS') {
        this.#refusals.note(loginRefusal, 'Log-ins were refused: there were too many.');
      }
      throw error;
    }
  }

  /** What was done stays done where the log cannot be written. */
  async #tell(summary: string, details: Record<string, unknown>, by: DoneBy = owner): Promise<void> {
    try {
      await this.#parts.events.saveEvent({ type: 'action', severity: 'info', source: sourceOf(by), summary, details });
    } catch (error) {
      this.#parts.report('What was done about access could not be written into the activity log', error);
    }
  }
}

/** Keyboards write the same letter in more than one way. */
function normalised(password: string): string {
  return password.normalize('NFC');
}

function toLogin(row: AccessTokenRow): Login {
  return { id: row.id, created_at: row.createdAt, expires_at: row.expiresAt, last_used_at: row.lastUsedAt };
}

function toToken(row: AccessTokenRow): AccessToken {
  return { ...toLogin(row), name: row.name, scopes: [...row.scopes] };
}
