import { checkedAddress } from './address.ts';
import { AfterimageError, type ClientErrorCode, toClientError } from './client-error.ts';

/** Where to ask, and who asks. */
export interface AccessOptions {
  readonly token?: string | undefined;
  readonly password?: string | undefined;
  readonly address?: string | undefined;
  /** Where one runs, when no address was given. */
  readonly find: () => Promise<string | undefined>;
}

interface ErrorAnswer {
  readonly code: ClientErrorCode;
  readonly message: string;
  readonly data: Record<string, unknown>;
}

/** Knows the address and the token: finds the one and logs in for the other when they are first needed. */
export class Access {
  readonly #options: AccessOptions;
  readonly #given: string | undefined;
  #found: string | undefined;
  #login: Promise<string> | undefined;

  constructor(options: AccessOptions) {
    if ((options.token === undefined) === (options.password === undefined)) {
      throw new TypeError('Give either the token of a program or the password.');
    }
    this.#options = options;
    this.#given = options.address === undefined ? undefined : checkedAddress(options.address);
  }

  async address(): Promise<string> {
    const known = this.#given ?? this.#found;
    if (known !== undefined) return known;
    this.#found = await this.#options.find();
    if (this.#found !== undefined) return this.#found;
    throw new AfterimageError('UNREACHABLE', 'No Afterimage runs. Start it, and switch its API on in the settings.');
  }

  async token(): Promise<string> {
    const { token, password } = this.#options;
    if (token !== undefined) return token;
    this.#login ??= this.#logIn(password ?? '').catch((error: unknown) => {
      this.#login = undefined;
      throw error;
    });
    return this.#login;
  }

  /** What a failed call says, as an error of this package; remembers what it says about the address. */
  errorOf(cause: unknown): unknown {
    const error = toClientError(cause, this.#given ?? this.#found);
    // The next one that runs may listen elsewhere.
    if (error instanceof AfterimageError && error.code === 'UNREACHABLE') this.#found = undefined;
    return error;
  }

  /** Whether this error only says that a log-in has ended; the next call then logs in again. */
  forgetsLogin(error: unknown): boolean {
    const hasEnded = error instanceof AfterimageError && error.code === 'UNAUTHORIZED' && this.#login !== undefined;
    if (hasEnded) this.#login = undefined;
    return hasEnded;
  }

  /** A request that is no call of the contract. */
  async fetch(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
    const address = await this.address();
    const response = await fetch(`${address}/api${path}`, { ...init, redirect: 'error' }).catch((cause: unknown) => {
      throw this.errorOf(cause);
    });
    if (response.ok) return response;
    const answer = (await response.json().catch(() => ({}))) as Partial<ErrorAnswer>;
    const { code = 'INTERNAL', message = `It answered ${response.status}.`, data } = answer;
    throw new AfterimageError(code, message, { details: data });
  }

  async #logIn(password: string): Promise<string> {
    const response = await this.fetch('/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password }),
    });
    const { token } = (await response.json()) as { token: string };
    return token;
  }
}
