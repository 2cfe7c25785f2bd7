import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** While somebody writes, each pass leaves what came during it: less and less. */
const mostPasses = 5;

/** Opened for each time only, so that whoever closes the library last finds nobody else in it. */
function writeBack(path: string): void {
  const database = new Database(path, { fileMustExist: true });
  try {
    for (let pass = 0; pass < mostPasses; pass += 1) {
      const [state] = database.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[];
      if (!state || state.log === state.checkpointed) return;
    }
  } finally {
    database.close();
  }
}

parentPort?.on('message', () => {
  try {
    writeBack(workerData as string);
  } catch {
    // What was written is safe in the log; the next time tries again.
  }
  parentPort?.postMessage('done');
});
