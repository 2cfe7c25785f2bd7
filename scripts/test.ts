/**
 * `npm test`: makes sure of what the tests need, builds, runs the unit tests and the end-to-end specs, prints every
 * skipped one with its reason, and ends with `N passed, N failed, N skipped`.
 *
 * Options: `--unit` or `--e2e` runs one half, `--no-install` never installs packages, `--no-build` takes the last build.
 * Anything after `--` is handed to the runner of the chosen half.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { browserNeed, displayNeeds, ensureNeeds } from './test-needs.ts';
import { closingLine, entriesOfPlaywright, type PlaywrightReport, type TallyEntry, tallyOf } from './test-tally.ts';

const root = resolve(import.meta.dirname, '..');
const { values: options, positionals } = parseArgs({
  options: {
    unit: { type: 'boolean', default: false },
    e2e: { type: 'boolean', default: false },
    'no-install': { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const runUnit = options.unit || !options.e2e;
const runEndToEnd = options.e2e || !options.unit;

/** Runs a program of this project's own packages with node; returns its exit code. */
function runNode(script: string, words: readonly string[], environment: Record<string, string> = {}): number {
  const result = spawnSync(process.execPath, [join(root, 'node_modules', script), ...words], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  return result.status ?? 1;
}

/** Reads what a runner wrote. A runner that wrote nothing, or failed without a failed test, counts as one failure. */
function entriesFrom(runner: string, code: number, file: string, read: (text: string) => TallyEntry[]): TallyEntry[] {
  if (!existsSync(file)) {
    return [{ name: runner, outcome: 'failed', reason: `ended with code ${code} and without a report` }];
  }
  const entries = read(readFileSync(file, 'utf8'));
  if (code !== 0 && tallyOf(entries).failed === 0) {
    entries.push({ name: runner, outcome: 'failed', reason: `ended with code ${code}` });
  }
  return entries;
}

function build(): TallyEntry[] {
  const codes = [
    runNode('typescript/bin/tsc', ['-p', 'tsconfig.build.json']),
    runNode('vite/bin/vite.js', ['build', '--logLevel', 'warn']),
  ];
  return codes.every((code) => code === 0)
    ? []
    : [{ name: 'build', outcome: 'failed', reason: 'the program does not build' }];
}

const reports = mkdtempSync(join(tmpdir(), 'afterimage-tests-'));
const entries: TallyEntry[] = [];
try {
  const onLinux = process.platform === 'linux';
  const needs = [...(runEndToEnd ? [browserNeed] : []), ...(onLinux ? displayNeeds : [])];
  ensureNeeds(needs, !options['no-install']);
  if (!options['no-build']) entries.push(...build());
  if (runUnit) {
    const file = join(reports, 'unit.json');
    const code = runNode('vitest/vitest.mjs', ['run', ...(options.unit ? positionals : [])], {
      AFTERIMAGE_TALLY_FILE: file,
    });
    entries.push(...entriesFrom('unit tests', code, file, (text) => JSON.parse(text) as TallyEntry[]));
  }
  if (runEndToEnd) {
    const file = join(reports, 'e2e.json');
    // Whoever names specs wants those alone, not what usually runs before them.
    const named = options.e2e && positionals.length > 0 ? ['--no-deps', ...positionals] : [];
    const words = ['test', '--reporter=list,json', ...named];
    const code = runNode('@playwright/test/cli.js', words, { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
    entries.push(
      ...entriesFrom('end-to-end specs', code, file, (text) =>
        entriesOfPlaywright(JSON.parse(text) as PlaywrightReport),
      ),
    );
  }
} catch (error) {
  entries.push({ name: 'set-up', outcome: 'failed', reason: error instanceof Error ? error.message : String(error) });
} finally {
  rmSync(reports, { recursive: true, force: true });
}

const tally = tallyOf(entries);
if (tally.remarks.length > 0) console.log(`\n${tally.remarks.join('\n')}`);
if (tally.passed + tally.failed === 0) console.log('\nNothing ran, which is a failure.');
console.log(`\n${closingLine(tally)}`);
process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0;
