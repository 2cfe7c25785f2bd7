/**
 * `npm run bench`: measures capture against screenshot-desktop and scrot, and a library of a million rows against
 * OFFSET paging and GROUP BY, side by side in one run. Not part of the tests: a number that depends on the machine
 * proves nothing by itself, a ratio does.
 *
 * Options: `--only capture|rows`, `--rounds N` (20), `--ticks N` (1000), `--captures N` (1000000), `--library DIR`
 * (takes a library seeded before and leaves it).
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchNeeds, browserNeed, displayNeeds, ensureNeeds } from '../scripts/test-needs.ts';
import { benchCapture } from './capture-bench.ts';
import { printTargets, type Target } from './report.ts';
import { benchRows } from './rows-bench.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '20' },
    ticks: { type: 'string', default: '1000' },
    captures: { type: 'string', default: '1000000' },
    library: { type: 'string' },
  },
});
if (process.platform !== 'linux') {
  console.error('The bench needs an X server with several monitors, so it runs on Linux only.');
  process.exit(1);
}
ensureNeeds([...displayNeeds, ...benchNeeds, browserNeed], true);
console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}`);

const targets: Target[] = [];
if (options.only !== 'rows') {
  targets.push(...(await benchCapture({ rounds: Number(options.rounds), ticks: Number(options.ticks) })));
}
if (options.only !== 'capture') {
  const rows = { captures: Number(options.captures), library: options.library, rounds: 1000 };
  targets.push(...(await benchRows(rows)));
}
printTargets(targets);
process.exit(targets.every((target) => target.reached) ? 0 : 1);
