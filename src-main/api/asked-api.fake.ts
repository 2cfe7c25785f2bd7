import type { AskedHost, AskOptions } from './asked-host.fake.ts';

/** An answer of the REST API; `body` is undefined where it is no JSON object. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what the tests are about.
  readonly body: any;
}

export interface ApiOptions extends AskOptions {
  /** Null sends none. */
  readonly token: string | null;
}

/** A request as a program makes it: with a token, and without the cookie. */
export async function askApi(asked: AskedHost, path: string, options: ApiOptions): Promise<ApiAnswer> {
  const { token } = options;
  const headers = { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...options.headers };
  const answer = await asked.ask(path, { signedIn: false, ...options, headers });
  const text = answer.body.toString();
  const body = text.startsWith('{') ? JSON.parse(text) : undefined;
  return { status: answer.status, headers: answer.headers, text, body };
}
