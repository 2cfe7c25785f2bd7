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
const builder = path.join(root, 'node_modules', 'electron-builder', 'cli.js');

const { values } = parseArgs({
  options: {
    'stub-runtime': { type: 'boolean', default: false },
    output: { type: 'string' },
    'no-build': { type: 'boolean', default: false },
  },
});

function run(command: readonly string[]): void {
  const [program, ...parameters] = command as [string, ...string[]];
  const done = spawnSync(program, parameters, { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

function build(): void {
  const bin = (name: string, file: string): string => path.join(root, 'node_modules', name, file);
  run([process.execPath, bin('typescript', 'bin/tsc'), '-p', 'tsconfig.build.json']);
  run([process.execPath, bin('vite', 'bin/vite.js'), 'build']);
}

/** electron-builder, told never to publish anything whatever it finds in its surroundings. */
function pack(parameters: readonly string[]): void {
  const output = values.output ? [`-c.directories.output=${path.resolve(values.output)}`] : [];
  run([process.execPath, builder, ...parameters, '--config', 'electron-builder.yml', '--publish', 'never', ...output]);
}

if (!values['no-build']) build();

if (values['stub-runtime']) {
  const folder = await mkdtemp(path.join(tmpdir(), 'afterimage-stub-runtime-'));
  try {
    await makeStubRuntime(folder);
    pack(['--linux', 'dir', `-c.electronDist=${folder}`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
} else if (installElectron()) {
  // The runtime that is here already, so that it is not downloaded a second time.
  pack([`-c.electronDist=${installedElectron()?.distFolder}`]);
} else {
  console.error(
    'The Electron runtime is not here and could not be downloaded, so no installer can be built on this machine.',
  );
  process.exitCode = 1;
}
