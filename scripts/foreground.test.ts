import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import electronPackage from '../node_modules/electron/package.json' with { type: 'json' };
import { installedElectron } from './electron-runtime.ts';
import { crashedAtStart, runInForeground } from './foreground.ts';

let folder: string;

/** A runtime in a folder of its own whose program does what the shell script says. */
async function fakeRuntime(script: string): Promise<string> {
  const program = path.join(folder, 'electron');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  await writeFile(path.join(folder, 'version'), electronPackage.version);
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder);
  return installedElectron()?.executable ?? 'not found';
}

beforeEach(async (context) => {
  context.skip(process.platform !== 'linux', 'the programs of these tests are shell scripts');
  folder = await mkdtemp(path.join(tmpdir(), 'afterimage-runtime-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  if (folder) await rm(folder, { recursive: true, force: true });
});

describe('a desktop app', () => {
  it.each([
    ['TRAP', 'SIGTRAP', 133],
    ['ABRT', 'SIGABRT', 134],
    ['SEGV', 'SIGSEGV', 139],
  ])('that gives itself up at the start is known by its signal: %s', async (name, signal, exitCode) => {
    const ending = await runInForeground(await fakeRuntime(`kill -${name} $$`), []);
    expect(ending).toMatchObject({ signal, exitCode });
    expect(crashedAtStart(ending)).toBe(true);
    expect(crashedAtStart({ ...ending, lastedMs: 10_000 })).toBe(false);
  });

  it('that ends well, with a code or because it was asked to has not crashed', async () => {
    const program = await fakeRuntime('[ "$1" = term ] && kill -TERM $$; exit "$1"');
    for (const [word, exitCode] of [
      ['0', 0],
      ['7', 7],
      ['term', 143],
    ] as const) {
      const ending = await runInForeground(program, [word]);
      expect([ending.exitCode, crashedAtStart(ending)]).toEqual([exitCode, false]);
    }
  });

  it('is not looked for in a runtime of another version', async () => {
    await fakeRuntime('exit 0');
    await writeFile(path.join(folder, 'version'), '1.0.0');
    expect(installedElectron()).toBeUndefined();
  });
});
