import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../api/transports.fake.ts';
import { BuiltProgram, type Running } from './built-program.fake.ts';

/** The parts of the answers that the tests look at. */
interface Answer {
  readonly state: string;
  readonly problem: unknown;
  readonly holder: { readonly host: string; readonly self: boolean } | null;
}

let program: BuiltProgram;
let libraryPath: string;
let count = 0;

beforeAll(async () => {
  program = await BuiltProgram.build();
});

afterEach(() => program.endAll());
afterAll(() => program.dispose());

const capture = (...more: string[]) =>
  program.start(['--library', libraryPath, 'capture', '--interval', '1', '--source', 'demo', ...more]);
const run = (...args: string[]) => program.run(['--library', libraryPath, ...args]);
const json = async (...args: string[]) => JSON.parse((await run('--json', ...args)).stdout);

async function startCapture(): Promise<Running> {
  libraryPath = join(program.folder, `library-${++count}`);
  const running = capture();
  await running.prints(/stored/);
  return running;
}

async function startServe(...more: string[]): Promise<{ running: Running; url: string; origin: string }> {
  const running = program.start(['--library', libraryPath, 'serve', ...more]);
  const [url] = await running.prints(/http:\/\/\S+/);
  return { running, url, origin: new URL(url).origin };
}

/** Asks until the answer is right; the test's own time limit is the limit. */
async function until<Value>(ask: () => Promise<Value>, right: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await ask();
    if (right(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('two processes on one library', () => {
  it('never capture both: the second says who holds it, and looks on', async () => {
    const first = await startCapture();
    const second = await run('capture', '--once', '--source', 'demo');
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(new RegExp(`^LIBRARY_BUSY: .*process ${first.child.pid}.*\\n$`));

    const status = await json('status');
    expect(status.library.holder).toEqual({ pid: first.child.pid, host: 'cli', self: false });
    expect(status.capture).toMatchObject({ recording: true, state: 'capturing' });
    expect(status.capture.message).toContain(`process ${first.child.pid}`);
    expect(status.capture.displays.map((each: { health: string }) => each.health)).toEqual(['ok', 'ok']);
    expect((await json('list')).items.length).toBeGreaterThan(0);
    expect((await run('doctor')).code).toBe(0);
    expect((await run('doctor', '--repair')).stderr).toMatch(/^LIBRARY_BUSY: /);

    expect(await first.end('SIGINT')).toMatchObject({ code: 0, stderr: '' });
    expect((await json('status')).library.holder).toBeNull();
    expect(await run('capture', '--once', '--source', 'demo')).toMatchObject({ code: 0 });
  });

  it('take over from one that was killed', async () => {
    const first = await startCapture();
    await first.end('SIGKILL');
    expect((await json('status')).library.holder).toBeNull();
    expect(await run('capture', '--once', '--source', 'demo')).toMatchObject({ code: 0 });
    expect(await run('doctor')).toMatchObject({ code: 0 });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leave a whole library behind at %s', async (signal) => {
    const first = await startCapture();
    const ended = await first.end(signal);
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(ended.stdout).toMatch(/\d+ ticks?: \d+ stored, \d+ held, \d+ gaps?\.\n$/);
    const report = await json('doctor');
    expect(report).toMatchObject({ clean: true, counts: {} });
  });
});

describe('serve', () => {
  it('signs one browser in, gives fresh addresses, and ends well', async () => {
    libraryPath = join(program.folder, `library-${++count}`);
    const { running, url, origin } = await startServe('--no-capture');
    const cookie = await signIn(url);
    const status = await fetch(`${origin}/rpc/library/status`, { method: 'POST', headers: { cookie } });
    expect(await status.json()).toMatchObject({ json: { state: 'open', path: libraryPath } });
    await expect(signIn(url)).rejects.toThrow('401');

    const fresh = await run('serve', '--url');
    expect(fresh.code).toBe(0);
    expect(fresh.stdout.startsWith(origin)).toBe(true);
    expect(await signIn(fresh.stdout.trim())).not.toBe(cookie);
    const other = await program.run(['--library', join(program.folder, 'elsewhere'), 'serve', '--url']);
    expect([other.code, other.stderr.split(':')[0]]).toEqual([1, 'NOT_FOUND']);
    const guessed = await fetch(`${origin}/fresh-address`, { method: 'POST', headers: { 'x-afterimage-key': 'x' } });
    expect(guessed.status).toBe(401);

    expect(await running.end('SIGINT')).toMatchObject({ code: 0, stderr: '' });
    expect((await run('serve', '--url')).code).toBe(1);
  });

  it('says so when its port is taken, and makes nothing', async () => {
    libraryPath = join(program.folder, `library-${++count}`);
    const { origin } = await startServe('--no-capture');
    const { port } = new URL(origin);
    libraryPath = join(program.folder, `library-${++count}`);
    const second = await run('serve', '--port', port);
    expect(second.code).toBe(1);
    expect(existsSync(libraryPath)).toBe(false);
    expect(second.stderr).toMatch(new RegExp(`^PORT_TAKEN: Port ${port} is already in use.*\\n$`));
  });

  it('beside a capture looks on live, and takes over when that one ends', async () => {
    const first = await startCapture();
    const { url, origin } = await startServe();
    const cookie = await signIn(url);
    const call = async (name: string, input?: unknown) => {
      const response = await fetch(`${origin}/rpc/${name}`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ json: input }),
      });
      return ((await response.json()) as { json: Answer }).json;
    };
    expect(await call('capture/status')).toMatchObject({ state: 'capturing', recording: true, consentGiven: true });
    expect(await call('capture/pause', { length: '1h' })).toMatchObject({ code: 'LIBRARY_BUSY' });

    const stream = await fetch(`${origin}/rpc/live/stream`, { method: 'POST', headers: { cookie } });
    let streamed = '';
    for await (const piece of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      streamed += piece;
      if (streamed.includes('captures-changed')) break;
    }
    expect(streamed).toContain('captures-changed');

    await first.end('SIGKILL');
    const status = await until(
      () => call('library/status'),
      (library) => library.holder?.self === true,
    );
    expect(status.holder?.host).toBe('serve');
    // It was never asked to capture: what the command line did is no consent for it.
    expect(await call('capture/status')).toMatchObject({ state: 'off', consentGiven: false });
  });

  it('keeps answering when its library vanishes, and finds it again', async () => {
    libraryPath = join(program.folder, `library-${++count}`);
    const { url, origin, running } = await startServe();
    const cookie = await signIn(url);
    const status = async () => {
      const response = await fetch(`${origin}/rpc/library/status`, { method: 'POST', headers: { cookie } });
      return ((await response.json()) as { json: Answer }).json;
    };
    await rename(libraryPath, `${libraryPath}-away`);
    const lost = await until(status, (library) => library.state === 'unavailable');
    expect(lost.problem).toMatchObject({ code: 'LIBRARY_MISSING', offers: ['retry', 'choose_folder'] });
    await rename(`${libraryPath}-away`, libraryPath);
    const found = await until(status, (library) => library.state === 'open');
    expect(found).toMatchObject({ problem: null, holder: { self: true } });
    expect(await running.end('SIGTERM')).toMatchObject({ code: 0 });
    expect(await run('doctor')).toMatchObject({ code: 0 });
  });
});
