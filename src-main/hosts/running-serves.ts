import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const noticeSchema = z.object({
  port: z.number().int(),
  libraryPath: z.string(),
  /** Whoever can read this file may ask for a fresh address. */
  key: z.string(),
});
type Notice = z.infer<typeof noticeSchema>;

/** A running `afterimage serve` that answered. */
export interface FreshAddress {
  readonly url: string;
  readonly port: number;
  readonly libraryPath: string;
}

const answerLimitMs = 2000;

/**
 * Lets `afterimage serve --url` find the hosts that run: each leaves a note that only its own account can read, with
 * a key for asking it for a fresh address.
 */
export class RunningServes {
  readonly #folder: string;

  constructor(configFolder: string) {
    this.#folder = join(configFolder, 'serve');
  }

  /** A key for a host that is about to start. */
  createKey(): string {
    return randomBytes(32).toString('base64url');
  }

  async announce(notice: Notice): Promise<() => Promise<void>> {
    const file = this.#file(notice.port);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await rm(file, { force: true });
    await writeFile(file, JSON.stringify(notice), { mode: 0o600, flag: 'wx' });
    return () => rm(file, { force: true });
  }

  /** Asks the hosts that run for an address; notes of those that do not answer are removed. */
  async askForAddress(wanted: { port?: number; libraryPath?: string }): Promise<FreshAddress | undefined> {
    for (const notice of await this.#notices()) {
      if (wanted.port !== undefined && notice.port !== wanted.port) continue;
      if (wanted.libraryPath !== undefined && notice.libraryPath !== wanted.libraryPath) continue;
      const url = await this.#ask(notice);
      if (url !== undefined) return { url, port: notice.port, libraryPath: notice.libraryPath };
      await rm(this.#file(notice.port), { force: true });
    }
    return undefined;
  }

  async #ask({ port, key }: Notice): Promise<string | undefined> {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/fresh-address`, {
        method: 'POST',
        headers: { 'x-afterimage-key': key },
        signal: AbortSignal.timeout(answerLimitMs),
      });
      if (!response.ok) return undefined;
      return z.object({ url: z.url() }).parse(await response.json()).url;
    } catch {
      return undefined;
    }
  }

  async #notices(): Promise<Notice[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const notices = await Promise.all(
      names.map(async (name) => {
        try {
          return noticeSchema.parse(JSON.parse(await readFile(join(this.#folder, name), 'utf8')));
        } catch {
          return undefined;
        }
      }),
    );
    return notices.filter((notice) => notice !== undefined);
  }

  #file(port: number): string {
    return join(this.#folder, `${port}.json`);
  }
}
