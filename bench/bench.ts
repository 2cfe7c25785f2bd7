/**
 * `npm run bench`: measures the product beside other programs that do the same, side by side in one run. Not part of
 * the tests: a number that depends on the machine proves nothing by itself, a ratio does.
 *
 * Options: `--only PART[,PART]` (all of `parts`), `--rounds N` (20), `--ticks N` (1000), `--captures N` (1000000),
 * `--library DIR` (takes a library seeded before and leaves it), `--pictures N` (1500), `--files N` (10000, of the import), `--seconds N` (60, of the load 30).
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchNeeds, browserNeed, displayNeeds, ensureNeeds } from '../scripts/test-needs.ts';
import { printTargets, type Target } from './report.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string' },
    ticks: { type: 'string', default: '1000' },
    captures: { type: 'string', default: '1000000' },
    pictures: { type: 'string', default: '1500' },
    files: { type: 'string', default: '10000' },
    library: { type: 'string' },
    seconds: { type: 'string' },
  },
});
const rounds = (usual: number): number => Number(options.rounds ?? usual);
const captures = Number(options.captures);

/** A part is loaded when it runs, so that one does not need what only another one measures. */
const parts: Readonly<Record<string, () => Promise<Target[]>>> = {
  capture: async () =>
    (await import('./capture-bench.ts')).benchCapture({ rounds: rounds(20), ticks: Number(options.ticks) }),
  rows: async () => (await import('./rows-bench.ts')).benchRows({ captures, library: options.library, rounds: 1000 }),
  scan: async () =>
    (await import('./scan-bench.ts')).benchScan({
      captures,
      library: options.library,
      rounds: rounds(2),
      seconds: Number(options.seconds ?? 60),
    }),
  load: async () =>
    (await import('./load-bench.ts')).benchLoad({
      captures,
      library: options.library,
      rounds: rounds(5),
      seconds: Number(options.seconds ?? 30),
    }),
  signature: async () => (await import('./signature-bench.ts')).benchSignature({ rounds: rounds(30) }),
  index: async () => (await import('./index-bench.ts')).benchIndex({ hashes: captures, library: options.library }),
  decisions: async () => (await import('./decisions-bench.ts')).benchDecisions({ rounds: rounds(9) }),
  review: async () => (await import('./review-bench.ts')).benchReview(),
  import: async () =>
    (await import('./import-bench.ts')).benchImport({ files: Number(options.files), rounds: rounds(3) }),
  quality: async () => (await import('./quality/quality-bench.ts')).benchQuality(),
  grouping: async () =>
    (await import('./grouping-bench.ts')).benchGrouping({ pictures: Number(options.pictures), rounds: rounds(3) }),
};

const chosen = options.only?.split(',') ?? Object.keys(parts);
const unknown = chosen.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. The parts are: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
if (process.platform !== 'linux') {
  console.error('The bench needs an X server with several monitors, so it runs on Linux only.');
  process.exit(1);
}
ensureNeeds([...displayNeeds, ...benchNeeds, browserNeed], true);
console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}`);

const targets: Target[] = [];
for (const name of chosen) targets.push(...((await parts[name]?.()) ?? []));
printTargets(targets);
process.exit(targets.every((target) => target.reached) ? 0 : 1);
