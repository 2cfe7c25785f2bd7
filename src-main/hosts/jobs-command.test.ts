import { hostname } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BuiltProgram } from './built-program.fake.ts';

const unknownId = '01890000-0000-7000-8000-000000000000';
let program: BuiltProgram;
let libraryPath: string;
let captureId: string;
let count = 0;

beforeAll(async () => {
  program = await BuiltProgram.build();
  libraryPath = join(program.folder, 'library');
  expect(await run('capture', '--once', '--source', 'demo')).toMatchObject({ code: 0 });
  captureId = raw((native) => native.prepare<[], string>('SELECT id FROM captures').pluck().get()) ?? '';
}, 120_000);
afterEach(() => program.endAll());
afterAll(() => program.dispose());

const run = (...args: string[]) => program.run(['--library', libraryPath, ...args]);

function raw<Result>(work: (native: Database.Database) => Result): Result {
  const native = new Database(join(libraryPath, 'afterimage.db'));
  try {
    native.pragma('foreign_keys = ON');
    return work(native);
  } finally {
    native.close();
  }
}

/** A job as it was left behind. */
function leave(columns: Record<string, string | number>): string {
  const id = `01890000-0000-7000-8000-${String(++count).padStart(12, '0')}`;
  const row: Record<string, string | number> = { id, job_type: 'process', created_at: count, ...columns };
  const names = Object.keys(row);
  const values = names.map((name) => row[name]);
  raw((native) =>
    native.prepare(`INSERT INTO jobs (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`).run(values),
  );
  return id;
}

describe('wrong usage', () => {
  it.each([
    [['jobs', 'nonsense'], 2, /^USAGE: /],
    [['jobs', '--status', 'lost'], 2, /^USAGE: /],
    [['jobs', '--limit', '0'], 2, /^USAGE: /],
    [['jobs', '--cursor', 'nonsense'], 2, /^BAD_INPUT: /],
    [['jobs', 'show'], 2, /^USAGE: /],
    [['jobs', 'show', '../x'], 2, /^BAD_INPUT: “\.\.\/x” is not the id of a job/],
    [['jobs', 'cancel', '0189'], 2, /^BAD_INPUT: /],
    [['jobs', 'show', unknownId], 1, /^NOT_FOUND: There is no such job\.\n$/],
    [['jobs', 'cancel', unknownId], 1, /^NOT_FOUND: /],
    [['--json', 'jobs', 'retry', unknownId], 1, /^NOT_FOUND: /],
  ] as const)('%j', async (words, code, sentence) => {
    const ended = await run(...words);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(sentence);
    const told = (words as readonly string[]).includes('--json') ? JSON.parse(ended.stdout).error.code : ended.stdout;
    expect(told).toBe(ended.stdout === '' ? '' : ended.stderr.split(':')[0]);
  });
});

describe('jobs', () => {
  it('are listed and shown, with what failed and why', async () => {
    const id = leave({
      status: 'failed',
      error_message: 'The disk is full.',
      progress_current: 45,
      progress_total: 90,
    });
    raw((native) =>
      native.prepare("INSERT INTO job_captures VALUES (?, ?, 'failed', 'The file is empty.')").run(id, captureId),
    );
    const listed = await run('jobs', '--status', 'failed');
    expect(listed.stdout).toMatch(new RegExp(`failed +45/90 \\(50 %\\) +${id}`));
    const shown = await run('jobs', 'show', id.toUpperCase());
    expect(shown.stdout).toMatch(/Error: +The disk is full\./);
    expect(shown.stdout).toMatch(new RegExp(`${captureId} +captures/\\S+ +The file is empty\\.`));
    const document = JSON.parse((await run('jobs', 'show', id, '--json')).stdout);
    expect(document).toMatchObject({
      id,
      status: 'failed',
      failed: [{ captureId, errorMessage: 'The file is empty.' }],
    });
    const page = JSON.parse((await run('--json', 'jobs', '--limit', '1')).stdout);
    expect(page.items).toHaveLength(1);
  });

  it('are cancelled once, and tried again in this process where no other one works on the queue', async () => {
    const id = leave({ status: 'pending' });
    expect(JSON.parse((await run('jobs', 'cancel', id, '--json')).stdout)).toMatchObject({ id, status: 'cancelled' });
    const twice = await run('jobs', 'cancel', id);
    expect([twice.code, twice.stderr]).toEqual([1, 'CONFLICT: This job has been cancelled already.\n']);
    const waiting = JSON.parse((await run('jobs', 'retry', id, '--no-wait', '--json')).stdout);
    expect(waiting).toMatchObject({ id, status: 'pending' });
    expect((await run('jobs', 'cancel', id)).stdout).toMatch(/: cancelled\.\n$/);
    const retried = await run('jobs', 'retry', id, '--json');
    expect(JSON.parse(retried.stdout)).toMatchObject({ id, status: 'completed' });
    expect((await run('jobs', 'retry', id)).stderr).toMatch(/^CONFLICT: This job is done\./);
  });

  it('that a killed process left are gone on with at once', async () => {
    const id = leave({ status: 'running', lease_owner: `${hostname()}/4194305/abc`, lease_until: Date.now() + 30_000 });
    const followed = await run('jobs', 'show', id, '--follow', '--json');
    expect(JSON.parse(followed.stdout)).toMatchObject({ id, status: 'completed' });
  });
});

describe('Ctrl-C', () => {
  it('leaves a job that waits to whoever comes next', async () => {
    const id = leave({ status: 'pending', not_before: Date.now() + 500_000, error_message: 'The disk is full.' });
    const running = program.start(['--library', libraryPath, 'jobs', 'show', id, '--follow']);
    await running.warns(/waiting to try again: The disk is full\./);
    const ended = await running.end('SIGINT');
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toContain(`CONFLICT: Stopped. The job ${id} waits, and goes on where it was`);
    expect(raw((native) => native.prepare('SELECT status FROM jobs WHERE id = ?').pluck().get(id))).toBe('pending');
    await run('jobs', 'cancel', id);
  });

  it('leaves a job that another process works on to that one', async () => {
    const id = leave({ status: 'running', lease_owner: 'another-machine/7/abc', lease_until: Date.now() + 30_000 });
    const running = program.start(['--library', libraryPath, 'jobs', 'show', id, '--follow']);
    await running.warns(/0 done/);
    const ended = await running.end('SIGINT');
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toContain(`The job ${id} goes on in another process.`);
  });
});
