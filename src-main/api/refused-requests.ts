import type { Session } from '../core/session.ts';

/** Why a request was refused, each with the sentence that stands in the activity log. */
const sentences = {
  foreign: 'A request from a foreign page, or under a foreign name, was refused.',
  unauthorized: 'A request without a valid token was refused.',
  forbidden: 'A request was refused, since its token may not do that.',
  'owner-key': 'A request with a key that is not the one of this Afterimage was refused.',
  'token-in-address': 'A request with a token in its address was refused.',
} as const;
export type RefusalKind = keyof typeof sentences;

/** Notes that a request was refused. Nothing of the request itself is written. */
export function noteRefused(session: Session, kind: RefusalKind): void {
  try {
    session.library().access.noteRefusal(kind, sentences[kind]);
  } catch {
    // Without a library there is no log to write it into.
  }
}

/** Notes an error of the API where it says that somebody is not known or may not do that. */
export function noteRefusal(session: Session, { code, data }: { readonly code: string; readonly data: unknown }): void {
  if (code === 'UNAUTHORIZED') noteRefused(session, 'unauthorized');
  // Other things are forbidden too, such as a file that leads out of the library; they name no scope.
  if (code === 'FORBIDDEN' && isObject(data) && 'scope' in data) noteRefused(session, 'forbidden');
}

/** When to come again, as HTTP says it; undefined for any other error. */
export function retryAfterOf(data: unknown): string | undefined {
  const seconds = isObject(data) && 'retryAfterSeconds' in data ? data.retryAfterSeconds : undefined;
  return typeof seconds === 'number' ? String(seconds) : undefined;
}

/** Notes calls that a token may not make, and says when to come again after too many. */
export function afterRefusal(session: Session) {
  type Headers = Record<string, string | string[] | undefined>;
  type Answered = { response?: { status: number; headers: Headers; body: unknown } | undefined };
  return async <Result extends Answered>(call: { next(): Promise<Result> }): Promise<Result> => {
    const result = await call.next();
    const { status = 0, headers = {}, body } = result.response ?? {};
    if (status === 403) noteRefusal(session, body as { code: string; data: unknown });
    const retryAfter = status === 429 ? retryAfterOf((body as { data: unknown }).data) : undefined;
    if (retryAfter !== undefined) headers['retry-after'] = retryAfter;
    return result;
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
