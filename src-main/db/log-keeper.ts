import { Worker } from 'node:worker_threads';

/** As written while this runs from its sources, and as compiled in the shipped program. */
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './log-keeper.worker.ts' : './log-keeper.worker.js',
  import.meta.url,
);

/**
 * Writes the log back into the database in a thread of its own: that takes up to a few hundred milliseconds, and neither
 * capture nor a window may wait for it. Writers go on meanwhile.
 */
export class LogKeeper {
  readonly #databasePath: string;
  #worker: Worker | undefined;
  #isBusy = false;

  constructor(databasePath: string) {
    this.#databasePath = databasePath;
  }

  /** Begins to write back what is in the log, unless that is under way. */
  writeBack(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#worker ??= this.#begin();
    this.#worker.postMessage('write back');
  }

  close(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  #begin(): Worker {
    const worker = new Worker(workerUrl, { workerData: this.#databasePath });
    const end = () => {
      this.#isBusy = false;
      if (this.#worker === worker) this.#worker = undefined;
    };
    worker.on('message', () => {
      this.#isBusy = false;
    });
    // What was written is safe in the log; the next look begins anew.
    worker.once('error', end);
    worker.once('exit', end);
    worker.unref();
    return worker;
  }
}
