import type { IncomingMessage } from 'node:http';
import { owner, type Principal } from '../../src-shared/domain/access.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { Session } from '../core/session.ts';

export interface CallerOptions {
  readonly session: Session;
  /** Whether a request comes from the window, with its cookie. A host without a window has none. */
  readonly isWindow: (request: IncomingMessage) => boolean;
}

/** The tokens that a request shows in its header; '' for one that is no token. */
export function bearerTokens(request: IncomingMessage): readonly string[] {
  const given = request.headersDistinct.authorization ?? [];
  return given.map((value) => /^Bearer +([\w.~+/=-]+)$/i.exec(value)?.[1] ?? '');
}

/** Who sends a request: the window, or whoever has the one token that it shows. Throws `UNAUTHORIZED`. */
export async function callerOf(
  request: IncomingMessage,
  { session, isWindow }: CallerOptions,
  tokens = bearerTokens(request),
): Promise<Principal> {
  if (tokens.length === 0 && isWindow(request)) return owner;
  const [token] = tokens;
  if (tokens.length === 1 && token) return session.library().access.authenticate(token);
  throw new AppError('UNAUTHORIZED', 'Send one token: “Authorization: Bearer …”.');
}
