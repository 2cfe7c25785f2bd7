import { Worker } from 'node:worker_threads';
import type { IntegrityReport } from '../ports/repositories.ts';

/** Checks the database at `path`, having copied it from another one where `from` is given. */
export interface CopyTask {
  readonly from?: string;
  readonly path: string;
}

export interface CopyReport extends IntegrityReport {
  /** The code of what SQLite threw before the copy could be checked, such as `SQLITE_FULL`. */
  readonly systemCode: string | null;
}

/** As written while this runs from its sources, and as compiled in the shipped program. */
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './backup.worker.ts' : './backup.worker.js',
  import.meta.url,
);

/** Copies and checks in a thread of its own: both take seconds on a large database, and capture must not wait. */
export function copyInThread(task: CopyTask, signal?: AbortSignal): Promise<CopyReport> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const worker = new Worker(workerUrl, { workerData: task });
    const abort = () => {
      reject(signal?.reason);
      void worker.terminate();
    };
    signal?.addEventListener('abort', abort, { once: true });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal?.removeEventListener('abort', abort);
      reject(new Error(`The thread that copies the database ended (${code}) without an answer.`));
    });
  });
}
