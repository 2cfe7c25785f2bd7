import { spawnSync } from 'node:child_process';
import { mkdir, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BuiltProgram } from './built-program.fake.ts';
import { runHere as runCommandsHere } from './command-line/run-here.fake.ts';

let program: BuiltProgram;
let libraryPath: string;
let count = 0;

beforeAll(async () => {
  program = await BuiltProgram.build();
  libraryPath = join(program.folder, 'captured');
  const ended = await program.run(['--library', libraryPath, 'capture', '--once', '--source', 'demo']);
  expect(ended).toMatchObject({ code: 0 });
});

afterEach(() => program.endAll());
afterAll(() => program.dispose());

/** Without a process of its own, for what is over before anything is opened. */
const runHere = (words: readonly string[]) => runCommandsHere(words, join(program.folder, 'config'));

const newPath = () => join(program.folder, `library-${++count}`);
const withLibrary = (...args: string[]) => program.run(['--library', libraryPath, ...args]);
const errorCodeIn = (stdout: string): string => JSON.parse(stdout).error.code;
const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

describe('wrong usage', () => {
  const wrong: string[][] = [
    ['nonsense'],
    ['--nonsense', 'list'],
    ['list', '--nonsense'],
    ['list', 'more'],
    ['list', '--limit', '0'],
    ['list', '--limit', '501'],
    ['list', '--limit', '2.5'],
    ['list', '--day', '2026-02-30'],
    ['list', '--day', 'yesterday'],
    ['list', '--limit'],
    ['list', '--cursor', 'nonsense'],
    ['show'],
    ['show', 'nonsense'],
    ['show', '../../etc/passwd'],
    ['capture', '--interval', '0'],
    ['capture', '--interval', '3601'],
    ['capture', '--interval', 'fast'],
    ['capture', '--duration', '-1'],
    ['capture', '--source', 'camera'],
    ['serve', '--port', '65536'],
    ['serve', '--port', 'http'],
    ['--library', '', 'list'],
    ['help', 'nonsense'],
    ['duplicates', 'nonsense'],
    ['duplicates', 'scan', '--threshold', 'NaN'],
    ['duplicates', 'scan', '--threshold', '2'],
    ['duplicates', 'scan', '--threshold', '0.5'],
    ['duplicates', 'scan', '--threshold', '-1'],
    ['duplicates', 'scan', '--threshold', 'abc'],
    ['duplicates', 'scan', '--day', '2026-13-01'],
    ['duplicates', 'scan', 'more'],
    ['duplicates', 'list', '--threshold', 'Infinity'],
    ['duplicates', 'list', '--threshold', '1.0001'],
    ['duplicates', 'list', '--day', 'none'],
    ['duplicates', 'list', '--limit', '101'],
    ['duplicates', 'list', '--cursor', 'nonsense'],
    ['list', '--csv', '--json'],
    ['events', 'nonsense'],
    ['events', '--type', 'nonsense'],
    ['events', '--severity', 'bad'],
    ['events', '--node', ''],
    ['events', '--since', '2026-02-30'],
    ['events', '--since', '5 weeks'],
    ['events', '--limit', '501'],
    ['events', '--csv', '--json'],
    ['events', 'add'],
    ['events', 'add', '--type', 'alert'],
    ['events', 'add', '--summary', 'x'],
    ['events', 'add', '--type', 'alert', '--summary', ' '],
    ['events', 'add', '--type', 'alert', '--summary', 'x', '--details', '[1]'],
    ['events', 'add', '--type', 'alert', '--summary', 'x', '--details', '{'],
    ['events', 'resolve'],
    ['events', 'resolve', '../x'],
    ['prefs', 'get'],
    ['prefs', 'get', 'intervalsecond'],
    ['prefs', 'get', '__proto__'],
    ['prefs', 'set', 'intervalSeconds'],
    ['prefs', 'set', 'intervalSeconds', '0'],
    ['prefs', 'set', 'intervalSeconds', '2.5'],
    ['prefs', 'set', 'intervalSeconds', '5', 'min'],
    ['prefs', 'set', 'intervalSeconds', 'fast'],
    ['prefs', 'set', 'captureEnabled', 'maybe'],
    ['prefs', 'set', 'format', 'gif'],
    ['prefs', 'set', 'excludedApps', '["a"'],
    ['prefs', 'set', 'excludedApps', '[1]'],
    ['prefs', 'set', 'apiPort', '65536'],
    ['prefs', 'set', 'consentGivenAt', '1'],
    ['prefs', 'set', 'unknown', '1'],
    ['prefs', 'set', 'external.x', '{'],
    ['snapshots', '--latest', '--limit', '5'],
    ['snapshots', '--since', 'yesterday'],
    ['conversations', 'one', 'two'],
    ['conversations', '--limit', '201'],
    ['token', 'create'],
    ['token', 'create', 'reader'],
    ['token', 'create', 'reader', '--scope', 'root'],
    ['token', 'create', 'reader', '--scope', 'admin', '--expires', '0'],
    ['token', 'revoke', 'reader'],
    ['password', 'set'],
    ['password', 'set', 'hunter22'],
    [],
  ];

  it.each(wrong.map((args) => [args.join(' ') || 'no command at all', args] as const))(
    'is refused: %s',
    async (_text, args) => {
      const { code, stdout, stderr } = await runHere(['--library', libraryPath, ...args]);
      expect(code).toBe(2);
      if (args.includes('--json')) expect(errorCodeIn(stdout)).toBe('BAD_INPUT');
      else expect(stdout).toBe('');
      if (args.length > 0 && args[0] !== 'help') expect(stderr).toMatch(/^(USAGE|BAD_INPUT): .+\n$/);
    },
  );

  it('is the exit code of the process too', async () => {
    for (const args of [['nonsense'], ['show', 'nonsense'], []]) {
      expect(await withLibrary(...args)).toMatchObject({ code: 2, stdout: '' });
    }
  });

  it('is a word too few: what goes after it is told', async () => {
    const { code, stdout, stderr } = await runHere(['--library', libraryPath, 'duplicates']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: afterimage duplicates[\s\S]+scan[\s\S]+list/);
  });

  it('says what was probably meant', async () => {
    expect((await program.run(['lst'])).stderr).toBe("USAGE: unknown command 'lst' (Did you mean list?)\n");
  });
});

describe('what cannot be written', () => {
  it('is told in one line: the note of where the library is', async () => {
    const config = join(program.folder, 'no-folder');
    await writeFile(config, '');
    const { code, stdout, stderr } = await program.run(['--library', libraryPath, 'list', '--limit', '1'], {
      env: { AFTERIMAGE_CONFIG_DIR: config },
    });
    expect(code).toBe(0);
    expect(stdout).toContain('Demo display');
    expect(stderr).toMatch(/^The path of the library could not be remembered\. .+\n$/);
  });

  it.skipIf(process.platform !== 'linux')('is told in one line: the output itself', async () => {
    const command = `"${process.execPath}" "${program.bin}" --library "${libraryPath}" list >/dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^OUTPUT_FAILED: .+\n$/);
  });
});

describe('a library that lost its database', () => {
  it('shows its pictures to whoever only looks', async () => {
    const path = newPath();
    const inLibrary = (...args: string[]) => program.run(['--library', path, ...args]);
    await inLibrary('capture', '--once', '--source', 'demo');
    await rm(join(path, 'afterimage.db'));
    expect(JSON.parse((await inLibrary('--json', 'list')).stdout).items).toHaveLength(2);
    await writeFile(join(path, 'afterimage.db'), 'damaged'.repeat(2000));
    expect((await inLibrary('doctor')).stdout).toContain('Move afterimage.db away');
  });
});

describe('help', () => {
  it('is there for the program and for every command', async () => {
    for (const args of [['--help'], ['help'], ['help', 'capture'], ['doctor', '--help'], ['--version']]) {
      const { code, stdout, stderr } = await runHere(args);
      expect([args, code, stderr]).toEqual([args, 0, '']);
      expect(stdout.length).toBeGreaterThan(4);
    }
  });
});

describe('a folder that is no library', () => {
  const reading = [['list'], ['stats'], ['status'], ['show', '01890000-0000-7000-8000-000000000000'], ['migrate']];

  it.each(reading.map((args) => [args[0], args] as const))('is not made into one by %s', async (_name, args) => {
    const path = newPath();
    for (const json of [[], ['--json']]) {
      const { code, stdout, stderr } = await program.run(['--library', path, ...json, ...args]);
      expect(code).toBe(1);
      if (json.length > 0) expect(errorCodeIn(stdout)).toBe('LIBRARY_MISSING');
      else expect(stdout).toBe('');
      expect(stderr).toMatch(/^LIBRARY_MISSING: .+\n$/);
    }
    expect(await exists(path)).toBe(false);
  });

  it('is told apart from a drive that is not connected', async () => {
    expect((await program.run(['--library', newPath(), 'list'])).stderr).toMatch(/yet: “afterimage capture --once”/);
  });

  it('cannot be made under a name that no folder can have', async () => {
    const { code, stderr } = await program.run(['--library', join(program.folder, 'x'.repeat(300)), 'capture']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^BAD_INPUT: .+\n$/);
  });

  it('is a finding of doctor', async () => {
    const path = newPath();
    const { code, stdout } = await program.run(['--library', path, '--json', 'doctor']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ clean: false, findings: [{ code: 'marker_missing' }] });
    expect(await exists(path)).toBe(false);
  });

  it('and has other things in it is left alone by capture', async () => {
    const path = newPath();
    await mkdir(path);
    await writeFile(join(path, 'letter.txt'), 'mine');
    const { code, stderr } = await program.run(['--library', path, 'capture', '--once', '--source', 'demo']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^LIBRARY_NOT_EMPTY: .+\n$/);
    expect(await readdir(path)).toEqual(['letter.txt']);
  });

  it('but was one before is never made anew', async () => {
    const path = newPath();
    const once = ['--library', path, 'capture', '--once', '--source', 'demo'];
    expect((await program.run(once)).code).toBe(0);
    const { rename } = await import('node:fs/promises');
    await rename(path, `${path}-unplugged`);
    await mkdir(path);
    const { code, stderr } = await program.run(once);
    expect([code, stderr.split(':')[0]]).toEqual([1, 'LIBRARY_MISSING']);
    expect(await readdir(path)).toEqual([]);
  });
});

describe('capture', () => {
  it('fails where nothing was captured, and says why', async () => {
    const path = newPath();
    const screenless = { env: { DISPLAY: '', WAYLAND_DISPLAY: '' } };
    const args = ['--library', path, 'capture', '--source', 'native'];
    for (const end of [['--once'], ['--duration', '1', '--interval', '1']]) {
      const { code, stderr, stdout } = await program.run([...args, '--json', ...end], screenless);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^(SOURCE_UNAVAILABLE|NO_DISPLAY): .+\n$/);
      expect(errorCodeIn(stdout)).toBe(stderr.split(':')[0]);
    }
  });

  it('ends by itself after a while, having written down when it did not run', async () => {
    const { code, stdout } = await withLibrary('capture', '--interval', '1', '--duration', '1.5', '--source', 'demo');
    expect(code).toBe(0);
    expect(stdout).toMatch(/[12] ticks?: /);
    expect((await withLibrary('doctor')).code).toBe(0);
  });
});

describe('--json', () => {
  const commands = [
    ['displays', '--source', 'demo'],
    ['status'],
    ['list', '--limit', '1'],
    ['list', '--day', '2001-01-01'],
    ['stats'],
    ['migrate', '--status'],
    ['migrate'],
    ['doctor'],
    ['capture', '--once', '--source', 'demo'],
    ['capture', '--interval', '1', '--duration', '1.5', '--source', 'demo'],
  ];

  it.each(commands.map((command) => [command.join(' '), command] as const))(
    'prints exactly one document and nothing else: %s',
    async (_text, command) => {
      const { code, stdout } = await withLibrary('--json', ...command);
      expect(code).toBe(0);
      expect(typeof JSON.parse(stdout)).toBe('object');
    },
  );

  it('shows what it lists, wherever the flag stands', async () => {
    const listed = JSON.parse((await withLibrary('list', '--json')).stdout);
    const shown = await withLibrary('show', '--json', listed.items[0].id);
    expect(JSON.parse(shown.stdout)).toMatchObject(listed.items[0]);
  });

  it('does not show where a link in the place of a picture leads', async () => {
    const [capture] = JSON.parse((await withLibrary('list', '--json')).stdout).items;
    const { absolutePath: path } = JSON.parse((await withLibrary('show', '--json', capture.id)).stdout);
    await rename(path, `${path}.aside`);
    await symlink(`${path}.aside`, path);
    const { code, stdout, stderr } = await withLibrary('show', capture.id);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^PERMISSION_DENIED: .*Links are not followed/);
    await rename(`${path}.aside`, path);
  });

  it('prints the error when the command fails, and says it on standard error as always', async () => {
    const { code, stdout, stderr } = await withLibrary('--json', 'show', '01890000-0000-7000-8000-000000000000');
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'NOT_FOUND', message: 'There is no such capture.' });
    expect(stderr).toBe('NOT_FOUND: There is no such capture.\n');
  });
});

describe('what a person reads', () => {
  it('lists page by page', async () => {
    await withLibrary('capture', '--once', '--source', 'demo');
    const first = await withLibrary('list', '--limit', '1');
    const cursor = /--cursor (\S+)/.exec(first.stdout)?.[1] ?? '';
    const second = await withLibrary('list', '--limit', '1', '--cursor', cursor);
    const idOf = (text: string) => /[0-9a-f-]{36}/.exec(text)?.[0];
    expect(idOf(second.stdout)).toBeDefined();
    expect(idOf(second.stdout)).not.toBe(idOf(first.stdout));
  });

  it('tells the days, the room and what it was asked about', async () => {
    expect((await withLibrary('stats')).stdout).toMatch(/Projection: not known yet/);
    expect((await withLibrary('status')).stdout).toContain('Captured by: nobody now');
    expect((await withLibrary('list', '--day', '2001-01-01')).stdout).toBe('Nothing was captured on 2001-01-01.\n');
    expect((await withLibrary('doctor')).stdout).toContain('Nothing is wrong.');
    expect((await program.run(['displays', '--source', 'demo'])).stdout).toContain('1280×800');
  });

  describe.skipIf(process.platform === 'win32')('when nobody reads on', () => {
    /** Runs it with a reader that takes one line and leaves. */
    const withHead = (words: string) => {
      const command = `"${process.execPath}" "${program.bin}" --library "${libraryPath}" ${words} | head -1; echo "\${PIPESTATUS[0]}"`;
      return spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    };

    it('ends quietly', () => {
      expect(withHead('--json list')).toMatchObject({ stderr: '', stdout: '{\n0\n' });
    });

    it('ends with what it found, also where that is found after the reader has left', async () => {
      const path = join(program.folder, 'checked');
      expect(await withLibrary('export', path)).toMatchObject({ code: 0 });
      expect(withHead(`verify "${path}"`).stdout).toMatch(/^All is as it was exported.*\n0\n$/);
      // Too many to fit into a pipe: it still writes when the reader has left.
      for (let number = 0; number < 3000; number += 1) await writeFile(join(path, `stranger-${number}.txt`), '');
      const { stdout, stderr } = withHead(`verify "${path}"`);
      expect(stdout).toMatch(/^extra: stranger-.*\n1\n$/);
      expect(stderr).toBe('');
    });

    it('ends a capture without an end, as a signal would', () => {
      const { stdout, stderr } = withHead('capture --interval 1 --source demo');
      expect(stdout).toMatch(/\n141\n$/);
      expect(stderr).toBe('');
    });
  });
});

describe('the starter', () => {
  it('hands over to the Node of the project where this one is too old, and passes the exit code on', async () => {
    const pretend = join(program.folder, 'pretend-old.cjs');
    await writeFile(
      pretend,
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });",
    );
    const old = { nodeArgs: ['--require', pretend] };
    expect(await program.run(['--version'], old)).toMatchObject({ code: 0, stdout: '0.1.0\n' });
    expect(await program.run(['nonsense'], old)).toMatchObject({ code: 2 });
    const running = program.start(['--library', libraryPath, 'capture', '--interval', '1', '--source', 'demo'], old);
    await running.prints(/stored|held/);
    expect(await running.end('SIGINT')).toMatchObject({ code: 0, signal: null });
  });

  it('says how to build what is not built', async () => {
    const { rename } = await import('node:fs/promises');
    const [built, away] = [join(program.folder, 'dist'), join(program.folder, 'dist-away')];
    await rename(built, away);
    try {
      const { code, stdout, stderr } = await program.run(['list']);
      expect([code, stdout, stderr.split(':')[0]]).toEqual([1, '', 'NOT_BUILT']);
      expect(stderr).toContain('npm run build');
      const told = await program.run(['list', '--json']);
      expect([told.code, errorCodeIn(told.stdout), told.stderr]).toEqual([1, 'NOT_BUILT', stderr]);
    } finally {
      await rename(away, built);
    }
  });
});
