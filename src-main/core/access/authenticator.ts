import { createHash } from 'node:crypto';
import { type Principal, scopes } from '../../../src-shared/domain/access.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { LoginClaims, LoginSigner } from '../../ports/access.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AccessRepository, AccessTokenRow } from '../../ports/memory-repository.ts';
import { loginKey } from './secrets.ts';

/** What the secrets of programs begin with, so that one in a file or a log is known for what it is. */
export const programTokenPrefix = 'aft_';

/** No token of ours is longer; what is longer is not looked at. */
const greatestTokenLength = 1024;
/** Signatures that were checked and found right. */
const greatestCacheSize = 1000;
/** The last use is written at most so often, not at each request. */
const useWrittenEveryMs = 60_000;

/** The SHA-256 of a secret: what is stored and looked up instead of it. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export interface AuthenticatorParts {
  readonly repository: AccessRepository;
  readonly signer: LoginSigner;
  readonly clock: Clock;
}

/** Tells who sent a token. The row is looked up each time, since another process may have revoked it meanwhile. */
export class Authenticator {
  readonly #parts: AuthenticatorParts;
  readonly #verified = new Map<string, { claims: LoginClaims; key: string }>();

  constructor(parts: AuthenticatorParts) {
    this.#parts = parts;
  }

  /** Throws `UNAUTHORIZED`, always with the same sentence, whatever is wrong with the token. */
  async authenticate(token: string): Promise<Principal> {
    const row = token.length > greatestTokenLength ? undefined : await this.#rowOf(token);
    const now = this.#parts.clock.now();
    if (!holds(row, now)) throw refused();
    this.#noteUse(row, now);
    return {
      kind: row.kind,
      id: row.id,
      name: row.kind === 'login' ? 'user' : row.name,
      scopes: row.scopes.filter((scope) => scopes.includes(scope)),
    };
  }

  /** Throws `UNAUTHORIZED` for somebody who was let in and is not any more. The window always is. */
  assertStillIn(principal: Principal): void {
    if (principal.kind === 'owner') return;
    const row = principal.id === null ? undefined : this.#parts.repository.tokenById(principal.id);
    if (!holds(row, this.#parts.clock.now())) throw refused();
  }

  async #rowOf(token: string): Promise<AccessTokenRow | undefined> {
    const { repository } = this.#parts;
    if (token.startsWith(programTokenPrefix)) return repository.tokenBySecret(digestOf(token));
    const claims = await this.#claimsOf(token);
    const row = claims && repository.tokenById(claims.id);
    return row?.kind === 'login' ? row : undefined;
  }

  async #claimsOf(token: string): Promise<LoginClaims | undefined> {
    const { repository, clock } = this.#parts;
    const key = repository.secret(loginKey);
    if (key === undefined) return undefined;
    const claims = await this.#checkedClaimsOf(token, key);
    const now = clock.now();
    return claims && claims.notBefore <= now && now < claims.expiresAt ? claims : undefined;
  }

  /** What a token with a right signature says; each is checked once. */
  async #checkedClaimsOf(token: string, key: string): Promise<LoginClaims | undefined> {
    const { signer, clock } = this.#parts;
    const digest = digestOf(token).toString('base64');
    const known = this.#verified.get(digest);
    if (known?.key === key) return known.claims;
    const claims = await signer.verify(token, Buffer.from(key, 'base64url'), clock.now());
    if (!claims) return undefined;
    this.#verified.set(digest, { claims, key });
    const oldest = this.#verified.keys().next().value;
    if (this.#verified.size > greatestCacheSize && oldest !== undefined) this.#verified.delete(oldest);
    return claims;
  }

  #noteUse(row: AccessTokenRow, now: number): void {
    if (row.lastUsedAt !== null && Math.abs(now - row.lastUsedAt) < useWrittenEveryMs) return;
    // A library that can only be read still knows who asks; that its last use is not written is no reason to refuse.
    this.#parts.repository.noteUse(row.id, now).catch(() => undefined);
  }
}

function holds(row: AccessTokenRow | undefined, now: number): row is AccessTokenRow {
  return row !== undefined && row.revokedAt === null && (row.expiresAt === null || row.expiresAt > now);
}

function refused(): AppError {
  return new AppError('UNAUTHORIZED', 'This token is not valid, or no longer. Log in again, or use another token.');
}
