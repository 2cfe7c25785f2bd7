/**
 * Builds the installers for this operating system into `release/`.
 *
 *   node scripts/package.ts                       build, then package with the real Electron runtime
 *   node scripts/package.ts --stub-runtime        package a Linux folder around a stub, to look at what goes into it
 *   …                        --output DIR         write elsewhere
 *   …                        --no-build           package what is in `dist` already
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installElectron, installedElectron, makeStubRuntime } from './electron-runtime.ts';

const root = path.join(import.meta.dirname, '..');

const { values } = parseArgs({
  options: {
    'stub-runtime': { type: 'boolean', default: false },
    output: { type: 'string' },
    'no-build': { type: 'boolean', default: false },
  },
});

/** Runs a program of this project's own packages; returns its exit code. */
function runNode(script: string, words: readonly string[]): number {
  const done = spawnSync(process.execPath, [path.join(root, 'node_modules', script), ...words], {
    cwd: root,
    stdio: 'inherit',
  });
  return done.status ?? 1;
}

function build(): number {
  return runNode('typescript/bin/tsc', ['-p', 'tsconfig.build.json']) || runNode('vite/bin/vite.js', ['build']);
}

/** electron-builder, told never to publish anything whatever it finds in its surroundings. */
function pack(words: readonly string[]): number {
  const output = values.output ? [`-c.directories.output=${path.resolve(values.output)}`] : [];
  const always = ['--config', 'electron-builder.yml', '--publish', 'never'];
  return runNode('electron-builder/cli.js', [...words, ...always, ...output]);
}

async function packAroundStub(): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'afterimage-stub-runtime-'));
  try {
    await makeStubRuntime(folder);
    return pack(['--linux', 'dir', `-c.electronDist=${folder}`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function packAroundElectron(): number {
  if (!installElectron()) {
    console.error(
      'The Electron runtime is not here and could not be downloaded, so no installer can be built on this machine.',
    );
    return 1;
  }
  // The runtime that is here already, so that it is not downloaded a second time.
  return pack([`-c.electronDist=${installedElectron()?.distFolder}`]);
}

const built = values['no-build'] ? 0 : build();
process.exitCode = built || (values['stub-runtime'] ? await packAroundStub() : packAroundElectron());
