import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { CopyReport, CopyTask } from './backup-thread.ts';
import { checkIntegrity } from './integrity.ts';

/** Copied between two looks at whether the thread should end. */
const pagesPerStep = 4000;

/**
 * Copies from one unchanging view of the database, however much is written meanwhile; writers do not wait for it. The
 * copy gets no log: it is only ever read, and must not leave the side files of one in the folder.
 */
async function copy(from: string, to: string): Promise<void> {
  const source = new Database(from, { readonly: true, fileMustExist: true });
  try {
    source.exec('BEGIN');
    // The view is taken by the first read.
    source.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get();
    await source.backup(to, { progress: () => pagesPerStep });
  } finally {
    source.close();
  }
  const made = new Database(to);
  try {
    made.pragma('journal_mode = DELETE');
  } finally {
    made.close();
  }
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

parentPort?.postMessage(await run(workerData as CopyTask));
