import type { GivenFile, GivenFiles, LostPath } from './given-files.ts';

/** A file was not taken; `ends` where no other would be either. */
export class SendError extends Error {
  readonly ends: boolean;

  constructor(message: string, ends: boolean) {
    super(message);
    this.ends = ends;
  }
}

/** How files reach the core. */
export interface UploadRoute {
  begin(): Promise<{ uploadId: string }>;
  /** Rejects with a `SendError`, or with the signal's reason. `onSent` is told how many bytes of it are on their way. */
  send(uploadId: string, given: GivenFile, signal: AbortSignal, onSent: (bytes: number) => void): Promise<void>;
  /** Begins to look at what was sent, and returns the id of the job that does. */
  look(uploadId: string): Promise<string>;
}

export type UploadPhase = 'collecting' | 'sending' | 'sent' | 'stopped';

/** How far an upload is. */
export interface UploadProgress {
  readonly phase: UploadPhase;
  /** Files found so far, or in all once they are sent. */
  readonly files: number;
  readonly bytes: number;
  readonly sentFiles: number;
  readonly sentBytes: number;
  /** What stays behind, with the reason. */
  readonly lost: readonly LostPath[];
  /** When sending began, in ms of this page's own clock. */
  readonly startedAt: number | null;
  /** The job that looks at it, once all is sent. */
  readonly jobId: string | null;
  /** Why it stopped; null where somebody called it off. */
  readonly problem: string | null;
}

const atOnce = 3;

/** Files on their way from a browser to the core, a few at a time. A store for `useSyncExternalStore`. */
export class Upload {
  readonly #route: UploadRoute;
  readonly #off = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #now: () => number;
  #progress: UploadProgress = {
    phase: 'collecting',
    files: 0,
    bytes: 0,
    sentFiles: 0,
    sentBytes: 0,
    lost: [],
    startedAt: null,
    jobId: null,
    problem: null,
  };

  constructor(route: UploadRoute, now: () => number = () => performance.now()) {
    this.#route = route;
    this.#now = now;
  }

  readonly progress = (): UploadProgress => this.#progress;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  cancel(): void {
    this.#off.abort();
  }

  /** Runs to its end, and never rejects: how it ended is in `progress`. */
  async run(collect: (signal: AbortSignal, onFound: (files: number) => void) => Promise<GivenFiles>): Promise<void> {
    const { signal } = this.#off;
    try {
      const { files, lost } = await collect(signal, (found) => this.#set({ files: found }));
      if (files.length === 0) throw new SendError('There is no file in what you gave.', true);
      const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
      this.#set({ phase: 'sending', files: files.length, bytes, lost, startedAt: this.#now() });
      const { uploadId } = await this.#route.begin();
      await this.#sendAll(uploadId, files);
      signal.throwIfAborted();
      if (this.#progress.sentFiles === 0) throw new SendError('None of the files could be sent.', true);
      this.#set({ phase: 'sent', jobId: await this.#route.look(uploadId) });
    } catch (error) {
      const problem = signal.aborted && !(error instanceof SendError) ? null : wordsOf(error);
      this.#off.abort();
      this.#set({ phase: 'stopped', problem });
    }
  }

  async #sendAll(uploadId: string, files: readonly GivenFile[]): Promise<void> {
    let next = 0;
    const sendNext = async (): Promise<void> => {
      for (let given = files[next++]; given; given = files[next++]) await this.#sendOne(uploadId, given);
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, files.length) }, sendNext));
  }

  async #sendOne(uploadId: string, given: GivenFile): Promise<void> {
    let counted = 0;
    const count = (bytes: number): void => {
      const known = Math.min(bytes, given.file.size);
      if (known === counted) return;
      this.#set({ sentBytes: this.#progress.sentBytes + known - counted });
      counted = known;
    };
    try {
      this.#off.signal.throwIfAborted();
      await this.#route.send(uploadId, given, this.#off.signal, count);
      count(given.file.size);
      this.#set({ sentFiles: this.#progress.sentFiles + 1 });
    } catch (error) {
      // The bar still reaches its end: nothing more will come of this one.
      if (error instanceof SendError && !error.ends) {
        count(given.file.size);
        this.#set({ lost: [...this.#progress.lost, { path: given.path, message: error.message }] });
        return;
      }
      this.#off.abort(error);
      throw error;
    }
  }

  #set(change: Partial<UploadProgress>): void {
    this.#progress = { ...this.#progress, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error && error.message ? error.message : 'The files could not be sent.';
}

/** Bytes a second so far and how long the rest takes at that, in ms; null while there is nothing to reckon from. */
export function paceOfUpload(
  { startedAt, bytes, sentBytes }: Pick<UploadProgress, 'startedAt' | 'bytes' | 'sentBytes'>,
  nowMs: number,
): { readonly bytesPerSecond: number; readonly leftMs: number } | null {
  if (startedAt === null) return null;
  const passedMs = nowMs - startedAt;
  if (passedMs < 1000 || sentBytes === 0) return null;
  const bytesPerMs = sentBytes / passedMs;
  return { bytesPerSecond: bytesPerMs * 1000, leftMs: Math.max(0, bytes - sentBytes) / bytesPerMs };
}
