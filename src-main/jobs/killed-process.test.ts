import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, watch } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { makeCapture, TestLibrary } from '../db/test-library.fake.ts';

const script = fileURLToPath(new URL('./killed-process.fake.ts', import.meta.url));
const itemCount = 600;
const kills = 8;

/** Ends with the process, or after so many more lines of its log with a kill. */
async function runUntil(libraryPath: string, logFile: string, moreLines: number): Promise<{ killed: boolean }> {
  const child: ChildProcess = spawn(process.execPath, [script, libraryPath, logFile], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  const before = linesOf(logFile).length;
  let killed = false;
  const watcher = watch(logFile, () => {
    if (killed || linesOf(logFile).length < before + moreLines) return;
    killed = true;
    child.kill('SIGKILL');
  });
  const [code, signal] = await ended;
  watcher.close();
  // Killed after its last line, it may have ended by itself.
  expect(signal === 'SIGKILL' || code === 0).toBe(true);
  return { killed: signal === 'SIGKILL' };
}

function linesOf(logFile: string): string[] {
  return existsSync(logFile) ? readFileSync(logFile, 'utf8').split('\n').filter(Boolean) : [];
}

it('goes on where it was after every kill -9, and does nothing twice', async () => {
  const library = await TestLibrary.make();
  const database = await library.open();
  const captures = Array.from({ length: itemCount }, () => makeCapture());
  await database.captures.insert(captures);
  const captureIds = captures.map((capture) => capture.id);
  const job = await database.jobs.enqueue(
    { type: 'process', payload: { captureIds }, createdAt: Date.now() },
    { unlessWaiting: false },
  );
  const logFile = join(library.root, 'log');
  await writeFile(logFile, '');

  let killed = 0;
  for (let each = 0; each < kills; each += 1) {
    const run = await runUntil(library.path, logFile, 1 + Math.floor(Math.random() * 40));
    if (!run.killed) break;
    killed += 1;
    const left = await database.jobs.byId(job.id);
    if (left?.status === 'completed') break;
    expect(left).toMatchObject({ status: 'running' });
    // All of a checkpoint is there, or nothing of it.
    const done = await database.jobs.itemStatus(job.id, captureIds);
    expect(done.size).toBe(left?.progressCurrent);
    expect(left?.state).toEqual(done.size === 0 ? {} : { next: done.size });
  }
  expect(killed).toBeGreaterThan(0);
  await runUntil(library.path, logFile, Number.POSITIVE_INFINITY);

  expect(await database.jobs.byId(job.id)).toMatchObject({
    status: 'completed',
    progressCurrent: itemCount,
    errorMessage: null,
    result: { done: itemCount },
  });
  const lines = linesOf(logFile);
  const doneAt = new Map<string, number>();
  for (const [at, line] of lines.entries()) {
    const [word, captureId = ''] = line.split(' ');
    // Written down once, and never begun again after that. What was begun and not written down is the only thing a
    // kill may let begin a second time.
    expect(doneAt.has(captureId)).toBe(false);
    if (word === 'done') doneAt.set(captureId, at);
  }
  const begun = lines.filter((line) => line.startsWith('begun '));
  expect(new Set(begun).size).toBe(itemCount);
  expect(begun.length - itemCount).toBeLessThanOrEqual(killed);
  expect((await database.integrity()).ok).toBe(true);
}, 180_000);
