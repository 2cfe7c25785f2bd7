import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sameSecret } from '../api/http-access.ts';
import { loopback } from '../api/loopback-server.ts';
import { nonceHeader, ownerKeyHeader, ownerProof, proofPath } from '../api/owner-proof.ts';
import type { Session } from '../core/session.ts';
import { hasEnded } from '../jobs/process-identity.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

const port = z.number().int().min(1).max(65_535);

/** What other programs find beside the configuration. It holds no secret: a token is still needed. */
const discoverySchema = z.object({
  pid: z.number().int().positive(),
  address: z.literal(loopback),
  port,
  library: z.string(),
  /** UTC ms. */
  started_at: z.number().int(),
  version: z.string(),
});
type Discovery = z.infer<typeof discoverySchema>;

/** What the command line of this account finds: the same, with a key that makes it the person at this machine. */
const noteSchema = discoverySchema.extend({
  key: z.string(),
  /** Whether the window is served too. */
  window: z.boolean(),
});
type Note = z.infer<typeof noteSchema>;

/** An Afterimage that runs, and has proved that it wrote the note it was found by. */
export interface RunningInstance extends Omit<Note, 'key'> {
  readonly origin: string;
  /** What makes a call one of the person at this machine. */
  readonly headers: Readonly<Record<string, string>>;
}

const answerLimitMs = 2000;

/**
 * How programs find an Afterimage that runs: each leaves two files beside the configuration, named after its port and
 * readable by its own account alone. `api/` is for all programs, `running/` holds the key for the command line.
 */
export class RunningInstances {
  readonly #discoveryFolder: string;
  readonly #noteFolder: string;
  readonly #warn: (sentence: string) => void;

  constructor(configFolder: string, warn: (sentence: string) => void) {
    this.#discoveryFolder = join(configFolder, 'api');
    this.#noteFolder = join(configFolder, 'running');
    this.#warn = warn;
  }

  /** A key for a host that is about to start. */
  createKey(): string {
    return randomBytes(32).toString('base64url');
  }

  /** Writes both files, and again whenever another library is opened. Returns what removes them. */
  async announce(
    session: Pick<Session, 'appInfo' | 'libraryStatus' | 'live'>,
    host: { readonly port: number; readonly key: string; readonly window: boolean },
  ): Promise<() => Promise<void>> {
    const discovery = {
      pid: process.pid,
      address: loopback,
      port: host.port,
      library: (await session.libraryStatus()).path,
      started_at: Date.now(),
      version: session.appInfo.version,
    } satisfies Discovery;
    // Files that a killed one left behind would send programs to nobody.
    await this.find({});
    let written = this.#write({ ...discovery, key: host.key, window: host.window });
    let library = discovery.library;
    const unsubscribe = session.live.subscribe((message) => {
      if (message.type !== 'library-changed' || message.library.path === library) return;
      library = message.library.path;
      written = written.then(() => this.#write({ ...discovery, library, key: host.key, window: host.window }));
    });
    await written;
    return async () => {
      unsubscribe();
      await written;
      await this.#remove(host.port);
    };
  }

  /** Those that run on this library. Files of those that do not run any more are removed. */
  async find(wanted: { port?: number | undefined; libraryPath?: string | undefined }): Promise<RunningInstance[]> {
    const notes = await this.#notes();
    const states = await Promise.all(notes.map(stateOf));
    const gone = notes.filter((_, at) => states[at] === 'gone');
    await Promise.all(gone.map((note) => this.#removeStale(note)));
    return notes
      .filter((note, at) => states[at] === 'running' && (wanted.port ?? note.port) === note.port)
      .filter((note) => (wanted.libraryPath ?? note.library) === note.library)
      .map(({ key, ...note }) => ({ ...note, origin: originOf(note), headers: { [ownerKeyHeader]: key } }));
  }

  async #write(note: Note): Promise<void> {
    try {
      // The key first: whoever finds the discovery file finds an instance that the command line knows too.
      await writePrivateFile(this.#file(this.#noteFolder, note.port), JSON.stringify(note));
      const discovery = JSON.stringify(discoverySchema.parse(note), null, 2);
      await writePrivateFile(this.#file(this.#discoveryFolder, note.port), `${discovery}\n`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#warn(`Other programs will not find this Afterimage: its file could not be written. ${reason}`);
    }
  }

  async #removeStale({ port: ofPort, key }: Note): Promise<void> {
    // Meanwhile another one may have taken this port, and written files of the same name.
    const now = await this.#read(join(this.#noteFolder, `${ofPort}.json`));
    if (now?.key === key) await this.#remove(ofPort);
  }

  async #remove(ofPort: number): Promise<void> {
    for (const folder of [this.#discoveryFolder, this.#noteFolder]) {
      // What stays is found to be stale by whoever looks next.
      await rm(this.#file(folder, ofPort), { force: true }).catch(() => {});
    }
  }

  async #notes(): Promise<Note[]> {
    const names = await readdir(this.#noteFolder).catch(() => []);
    const files = names.filter((name) => /^\d+\.json$/.test(name));
    const notes = await Promise.all(files.map((name) => this.#read(join(this.#noteFolder, name))));
    return notes.filter((note, at) => note !== undefined && `${note.port}.json` === files[at]) as Note[];
  }

  async #read(path: string): Promise<Note | undefined> {
    try {
      const text = await readPrivateFile(path);
      return text === undefined ? undefined : noteSchema.parse(JSON.parse(text));
    } catch (error) {
      const isDamaged = error instanceof z.ZodError || error instanceof SyntaxError;
      this.#warn(`The file ${path} is ignored: ${isDamaged ? 'it is damaged' : (error as Error).message}.`);
      return undefined;
    }
  }

  #file(folder: string, ofPort: number): string {
    return join(folder, `${ofPort}.json`);
  }
}

function originOf(note: Pick<Note, 'address' | 'port'>): string {
  return `http://${note.address}:${note.port}`;
}

/**
 * Whether the one that wrote this note still listens. Its port may have passed to another program, even of another
 * account, so it proves that it knows the key before it is told anything.
 */
async function stateOf(note: Note): Promise<'running' | 'gone' | 'silent'> {
  if (hasEnded(note.pid)) return 'gone';
  const nonce = randomBytes(32).toString('base64url');
  try {
    const response = await fetch(`${originOf(note)}${proofPath}`, {
      method: 'POST',
      headers: { [nonceHeader]: nonce },
      redirect: 'error',
      signal: AbortSignal.timeout(answerLimitMs),
    });
    if (response.status === 503) return 'silent';
    const answer = z.object({ proof: z.string() }).safeParse(await response.json());
    return answer.success && sameSecret(answer.data.proof, ownerProof(note.key, nonce)) ? 'running' : 'gone';
  } catch (error) {
    // One that is busy keeps its files; where nobody listens, or somebody else, they say nothing any more.
    return error instanceof DOMException && error.name === 'TimeoutError' ? 'silent' : 'gone';
  }
}
