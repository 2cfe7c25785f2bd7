import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { CopyReport, CopyTask } from './backup-thread.ts';
import { giveWay } from './give-way.ts';
import { checkIntegrity } from './integrity.ts';

/** Copied between two rests, 16 MB of pages of the usual size. */
const pagesPerStep = 4000;

/**
 * Copies from one unchanging view of the database, however much is written meanwhile; writers do not wait for it. The
 * copy gets no log: it is only ever read, and must not leave the side files of one in the folder.
 */
async function copy(from: string, to: string): Promise<void> {
  const source = new Database(from, { readonly: true, fileMustExist: true });
  const target = openSync(to, 'r+');
  try {
    source.exec('BEGIN');
    // The view is taken by the first read.
    source.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get();
    let begunMs = performance.now();
    const progress = () => {
      fdatasyncSync(target);
      rest(performance.now() - begunMs);
      begunMs = performance.now();
      return pagesPerStep;
    };
    await source.backup(to, { progress });
  } finally {
    source.close();
    closeSync(target);
  }
  const made = new Database(to);
  try {
    made.pragma('journal_mode = DELETE');
  } finally {
    made.close();
  }
}

/**
 * Leaves the disk to others for as long as a step has used it. Each step is synced, since gigabytes that wait to be
 * written would hold up every commit of who captures.
 */
function rest(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

async function run({ from, path }: CopyTask): Promise<CopyReport> {
  try {
    if (from !== undefined) await copy(from, path);
    const made = new Database(path, { readonly: true, fileMustExist: true });
    try {
      return { ...checkIntegrity(made), systemCode: null };
    } finally {
      made.close();
    }
  } catch (error) {
    const systemCode = error instanceof Error && 'code' in error ? String(error.code) : null;
    return { ok: false, problems: [error instanceof Error ? error.message : String(error)], systemCode };
  }
}

giveWay();
parentPort?.postMessage(await run(workerData as CopyTask));
