import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const greatestSessionCount = 50;
const greatestTokenCount = 20;

const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Compares two secrets in a time that tells nothing about them. */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

/** A small set of secrets of which only digests are kept; the oldest is forgotten when it is full. */
class SecretSet {
  readonly #limit: number;
  #digests: Buffer[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  issue(): string {
    const secret = randomBytes(32).toString('base64url');
    this.#digests.push(digest(secret));
    if (this.#digests.length > this.#limit) this.#digests.shift();
    return secret;
  }

  has(secret: string): boolean {
    const wanted = digest(secret);
    return this.#digests.some((each) => timingSafeEqual(each, wanted));
  }

  take(secret: string): boolean {
    const wanted = digest(secret);
    const before = this.#digests.length;
    this.#digests = this.#digests.filter((each) => !timingSafeEqual(each, wanted));
    return this.#digests.length < before;
  }
}

/**
 * Who may talk to the loopback host. A one-time token in an address is exchanged for a cookie that scripts cannot
 * read and that other sites cannot send; nothing else is accepted.
 */
export class HttpAccess {
  readonly #tokens = new SecretSet(greatestTokenCount);
  readonly #sessions = new SecretSet(greatestSessionCount);
  readonly #hosts: ReadonlySet<string>;
  readonly #cookieName: string;

  constructor(port: number) {
    this.#hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
    // Cookies are shared by all ports of a host: the port in the name keeps two instances apart.
    this.#cookieName = `afterimage-${port}`;
  }

  /** A token that opens one browser. */
  issueToken(): string {
    return this.#tokens.issue();
  }

  /** Exchanges a token for the cookie to set; undefined for one that is used up or was never given out. */
  exchange(token: string): string | undefined {
    if (!this.#tokens.take(token)) return undefined;
    return `${this.#cookieName}=${this.#sessions.issue()}; HttpOnly; SameSite=Strict; Path=/`;
  }

  hasSession(request: IncomingMessage): boolean {
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const separator = pair.indexOf('=');
      if (separator < 0 || pair.slice(0, separator).trim() !== this.#cookieName) continue;
      if (this.#sessions.has(pair.slice(separator + 1).trim())) return true;
    }
    return false;
  }

  /**
   * Whether a request comes to us by our own name (a foreign name resolved to this machine is refused) and from our
   * own page. Other ports of this machine count as foreign.
   */
  comesFromOurselves(request: IncomingMessage): boolean {
    const hosts = headerValues(request, 'host');
    const host = hosts[0];
    if (hosts.length !== 1 || host === undefined || !this.#hosts.has(host)) return false;
    const origins = headerValues(request, 'origin');
    if (origins.length > 1 || (origins[0] !== undefined && origins[0] !== `http://${host}`)) return false;
    const site = request.headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
}

/** All values of a header as they were sent; node itself would drop or join repeated ones. */
function headerValues(request: IncomingMessage, name: string): string[] {
  return request.headersDistinct[name] ?? [];
}
