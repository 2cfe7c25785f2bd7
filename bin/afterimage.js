#!/usr/bin/env node
// Plain JavaScript that any Node from 18 on can read: it finds the right Node and hands over to the built program.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'dist', 'src-main', 'hosts', 'cli.js');
const oldestMajor = 22;

if (!existsSync(program)) {
  fail('NOT_BUILT', `Afterimage is not built yet: run “npm run build” in ${root}.`);
} else if (Number(process.versions.node.split('.')[0]) >= oldestMajor) {
  await import(pathToFileURL(program).href);
} else {
  runOnBundledNode();
}

/** The SQLite binding needs a newer Node than this one; the project brings its own. */
function runOnBundledNode() {
  const bundled = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(bundled)) {
    const versions = `Afterimage needs Node ${oldestMajor} or newer, and this is ${process.version}`;
    fail('OLD_NODE', `${versions}: run “npm ci” in ${root}, which brings one.`);
    return;
  }
  const child = spawn(bundled, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    fail('OLD_NODE', `The Node that comes with Afterimage could not be started: ${error.message}`);
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

/** As every command tells an error: a sentence, and a document for who asked for one. */
function fail(code, message) {
  process.stderr.write(`${code}: ${message}\n`);
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ error: { code, message, details: {} } }, null, 2)}\n`);
  }
  process.exitCode = 1;
}
