import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BuiltProgram, type Running } from './built-program.fake.ts';
import { runHere, type Said } from './command-line/run-here.fake.ts';

let program: BuiltProgram;
let count = 0;

beforeAll(async () => {
  program = await BuiltProgram.build();
}, 120_000);
afterEach(() => program.endAll());
afterAll(() => program.dispose());

const newLibrary = () => join(program.folder, `library-${++count}`);
const namesIn = async (folder: string) =>
  (await readdir(join(program.folder, 'config', folder)).catch(() => [])).toSorted();

interface Served {
  readonly running: Running;
  readonly port: string;
  readonly origin: string;
}

async function serve(library: string): Promise<Served> {
  const running = program.start(['--library', library, 'serve', '--no-capture']);
  const [, origin = '', port = ''] = await running.prints(/(http:\/\/127\.0\.0\.1:(\d+))\/\?token=/);
  return { running, origin, port };
}

const on = (library: string) => {
  const run = (...words: string[]) => runHere(['--library', library, ...words], join(program.folder, 'config'));
  return { run, json: async (...words: string[]) => JSON.parse((await run('--json', ...words)).stdout) };
};

const asked = (origin: string, path: string, token: string) =>
  fetch(`${origin}/api${path}`, { headers: { authorization: `Bearer ${token}` } });

const reading = [['events'], ['prefs', 'list'], ['snapshots'], ['conversations'], ['token', 'list']];

describe('the command line beside a program that runs', () => {
  it('says the same with it, after it was killed, and after it ended well', async () => {
    const library = newLibrary();
    const { run } = on(library);
    const first = await serve(library);
    await run('events', 'add', '--type', 'alert', '--summary', 'Something is wrong');
    const readAll = async () => {
      const said: Said[] = [];
      for (const words of reading) said.push(await run(...words));
      return said;
    };
    const withIt = await readAll();
    for (const ended of withIt) expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect([await namesIn('api'), await namesIn('running')]).toEqual([[`${first.port}.json`], [`${first.port}.json`]]);

    await first.running.end('SIGKILL');
    expect(await namesIn('api')).toEqual([`${first.port}.json`]);
    expect(await readAll()).toEqual(withIt);
    expect([await namesIn('api'), await namesIn('running')]).toEqual([[], []]);

    const second = await serve(library);
    expect(await namesIn('api')).toEqual([`${second.port}.json`]);
    expect(await second.running.end('SIGINT')).toMatchObject({ code: 0, stderr: '' });
    expect([await namesIn('api'), await namesIn('running')]).toEqual([[], []]);
    expect(await readAll()).toEqual(withIt);
  }, 120_000);

  it('tells two programs on two libraries apart, in force at once', async () => {
    const [one, other] = [newLibrary(), newLibrary()];
    const served = [await serve(one), await serve(other)];
    expect(await namesIn('api')).toEqual(served.map(({ port }) => `${port}.json`).toSorted());
    const { token: tokenOfOne } = await on(one).json('token', 'create', 'test', '--scope', 'memory:read');
    const { token: tokenOfOther } = await on(other).json('token', 'create', 'test', '--scope', 'memory:read');
    await on(one).run('prefs', 'set', 'intervalSeconds', '21');
    await on(other).run('prefs', 'set', 'intervalSeconds', '22');
    const interval = async (at: number, token: string) => {
      const response = await asked(served[at]?.origin ?? '', '/memory/preferences/intervalSeconds', token);
      return response.ok ? ((await response.json()) as { value: number }).value : response.status;
    };
    expect(await interval(0, tokenOfOne)).toBe(21);
    expect(await interval(1, tokenOfOther)).toBe(22);
    expect(await interval(0, tokenOfOther)).toBe(401);
    const [{ id }] = (await on(one).json('token', 'list')).items;
    expect(await on(one).run('token', 'revoke', id)).toMatchObject({ code: 0 });
    expect(await interval(0, tokenOfOne)).toBe(401);
  }, 120_000);

  it('does not wait for one that hangs, and leaves it its files', async () => {
    const library = newLibrary();
    const { running, port } = await serve(library);
    running.child.kill('SIGSTOP');
    expect(await on(library).run('prefs', 'get', 'theme')).toMatchObject({ code: 0, stderr: '' });
    expect(await namesIn('running')).toEqual([`${port}.json`]);
    running.child.kill('SIGCONT');
    expect(await running.end('SIGTERM')).toMatchObject({ code: 0 });
  }, 60_000);

  it.runIf(process.getuid)(
    'goes past a file that others may read, and says so',
    async () => {
      const library = newLibrary();
      const { port } = await serve(library);
      const note = join(program.folder, 'config', 'running', `${port}.json`);
      expect(JSON.parse(await readFile(note, 'utf8')).library).toBe(library);
      await chmod(note, 0o640);
      const ended = await on(library).run('events', '--limit', '1');
      expect(ended.code).toBe(0);
      expect(ended.stderr).toBe(`The file ${note} is ignored: other accounts may read or change it.\n`);
      await chmod(note, 0o600);
    },
    60_000,
  );
});

describe('the password', () => {
  const setPassword = (library: string, input: string) =>
    program.run(['--library', library, 'password', 'set', '--stdin'], { input });

  it('is taken from a pipe, holds at once, and ends earlier log-ins', async () => {
    const library = newLibrary();
    const { origin } = await serve(library);
    const login = async (password: string) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${origin}/api/auth/login`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ password }),
      });
      return response.ok ? ((await response.json()) as { token: string }).token : response.status;
    };
    expect(await login('correct horse')).toBe(401);
    const set = await setPassword(library, 'correct horse\n');
    expect(set).toMatchObject({ code: 0, stderr: '' });
    expect(set.stdout).not.toContain('horse');
    const token = String(await login('correct horse'));
    expect((await asked(origin, '/auth/me', token)).status).toBe(200);
    expect(await setPassword(library, 'battery staple')).toMatchObject({ code: 0 });
    expect((await asked(origin, '/auth/me', token)).status).toBe(401);
    expect(await login('battery staple')).toEqual(expect.stringContaining('.'));
  }, 60_000);

  it('is refused where it cannot be one, and not repeated', async () => {
    const refused = async (input: string) => {
      const ended = await setPassword(newLibrary(), input);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      return ended.stderr;
    };
    expect(await refused('')).toMatch(/^BAD_INPUT: A password has 8 to 1024 characters/);
    expect(await refused('x'.repeat(100_000))).toMatch(/^BAD_INPUT: What is piped in is too long/);
    expect(await refused('two lines\nare too many\n')).toBe('BAD_INPUT: A password is one line.\n');
  }, 60_000);
});
