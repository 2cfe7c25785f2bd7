/**
 * `npm run soak -- --kills 200`: captures three restless displays, kills the process with SIGKILL at random moments,
 * and checks after every kill that nothing was lost. `--what decide|trash|purge` does the same to a process that
 * decides and undoes, moves files to and from the trash, or empties it; `--what scan` to one that looks for duplicates
 * among `--captures N` (4000); `--what memory` to one in whose memory programs write over the API; `--what import` to
 * one that imports a folder of `--pictures N` (400). Options: `--kills N`, `--seed N` (printed; repeats a run), `--source native|demo`, `--keep` (leaves the library for a look).
 */

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openRestlessDesk } from '../e2e/displays/restless-desk.ts';
import { runImportKills } from '../e2e/fixtures/import-kill-run.ts';
import { runKills } from '../e2e/fixtures/kill-run.ts';
import { runMemoryKills } from '../e2e/fixtures/memory-kill-run.ts';
import { reviewLoads, runReviewKills } from '../e2e/fixtures/review-kill-run.ts';
import { runScanKills } from '../e2e/fixtures/scan-kill-run.ts';
import { seededRandom } from '../e2e/fixtures/seeded-random.ts';
import { TemporaryHome } from '../e2e/fixtures/temporary-home.ts';
import { displayNeeds, ensureNeeds } from './test-needs.ts';

const { values: options } = parseArgs({
  options: {
    what: { type: 'string', default: 'capture' },
    kills: { type: 'string', default: '200' },
    captures: { type: 'string', default: '4000' },
    pictures: { type: 'string', default: '400' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    source: { type: 'string', default: process.platform === 'linux' ? 'native' : 'demo' },
    keep: { type: 'boolean', default: false },
  },
});
const kills = Number(options.kills);
const source = options.source;
const reviewLoad = reviewLoads.find((load) => load === options.what);
const isWhatKnown = ['capture', 'scan', 'memory', 'import'].includes(options.what) || reviewLoad !== undefined;
if (!Number.isInteger(kills) || kills < 1 || (source !== 'native' && source !== 'demo') || !isWhatKnown) {
  const whats = ['capture', 'scan', 'memory', 'import', ...reviewLoads].join('|');
  console.error(`Usage: npm run soak -- [--what ${whats}] [--kills N] [--seed N] [--source native|demo] [--keep]`);
  process.exit(2);
}
if (reviewLoad) {
  const home = await TemporaryHome.create();
  console.log(`Soak: ${kills} kills during ${reviewLoad}, seed ${options.seed}, library ${home.libraryPath}`);
  const result = await runReviewKills({
    libraryPath: home.libraryPath,
    environment: home.environment(),
    what: reviewLoad,
    kills,
    random: seededRandom(Number(options.seed)),
    log: (line) => console.log(line),
  });
  for (const failure of result.failures) console.log(`FAILED  ${failure}`);
  console.log(
    `${result.kills} kills during ${reviewLoad}: ${result.acknowledged} acknowledged batches and undos, all there; ` +
      `${result.interruptedMoves} kills left files on their way, which the next start put in place. ` +
      `${result.failures.length} failures.`,
  );
  if (!options.keep) await home.remove();
  process.exit(result.failures.length > 0 ? 1 : 0);
}

if (options.what === 'scan') {
  const home = await TemporaryHome.create();
  console.log(`Soak: ${kills} kills during a search, seed ${options.seed}, library ${home.libraryPath}`);
  const result = await runScanKills({
    libraryPath: home.libraryPath,
    environment: home.environment(),
    captures: Number(options.captures),
    kills,
    random: seededRandom(Number(options.seed)),
    log: (line) => console.log(line),
  });
  for (const failure of result.failures) console.log(`FAILED  ${failure}`);
  console.log(
    `${result.kills} kills during a search, ${result.interrupted} of them in the middle of it: ${result.completed} ` +
      `searches came to their end with the same groups of ${result.grouped} captures as an undisturbed one. ` +
      `${result.failures.length} failures.`,
  );
  if (!options.keep) await home.remove();
  process.exit(result.failures.length > 0 ? 1 : 0);
}

if (options.what === 'memory') {
  const home = await TemporaryHome.create();
  console.log(`Soak: ${kills} kills while programs write, seed ${options.seed}, library ${home.libraryPath}`);
  const result = await runMemoryKills({
    libraryPath: home.libraryPath,
    environment: home.environment(),
    kills,
    random: seededRandom(Number(options.seed)),
    log: (line) => console.log(line),
  });
  for (const failure of result.failures) console.log(`FAILED  ${failure}`);
  const counts = Object.entries(result.acknowledged).map(([kind, count]) => `${count} ${kind}`);
  console.log(
    `${result.kills} kills while programs write: ${counts.join(', ')} acknowledged, all looked for. ` +
      `${result.failures.length} failures.`,
  );
  if (!options.keep) await home.remove();
  process.exit(result.failures.length > 0 ? 1 : 0);
}

if (options.what === 'import') {
  const home = await TemporaryHome.create();
  const folder = join(home.libraryPath, '..', 'import-kills');
  console.log(`Soak: ${kills} kills during imports, seed ${options.seed}, in ${folder}`);
  const result = await runImportKills({
    folder,
    environment: home.environment(),
    pictures: Number(options.pictures),
    kills,
    random: seededRandom(Number(options.seed)),
    log: (line) => console.log(line),
  });
  for (const failure of result.failures) console.log(`FAILED  ${failure}`);
  console.log(
    `${result.kills} kills during imports, ${result.interrupted} of them in the middle, ${result.planned} with files in ` +
      `their places that no row knew yet: ${result.completed} imports came to what an undisturbed one comes to. ` +
      `${result.failures.length} failures.`,
  );
  if (!options.keep) await home.remove();
  process.exit(result.failures.length > 0 ? 1 : 0);
}

const onDisplays = source === 'native' && process.platform === 'linux';
if (onDisplays) ensureNeeds(displayNeeds, true);
const desk = onDisplays ? await openRestlessDesk() : undefined;
const home = await TemporaryHome.create();
console.log(`Soak: ${kills} kills, source ${source}, seed ${options.seed}, library ${home.libraryPath}`);
try {
  const result = await runKills({
    libraryPath: home.libraryPath,
    environment: home.environment(desk?.displays.environment()),
    source,
    kills,
    random: seededRandom(Number(options.seed)),
    log: (line) => console.log(line),
  });
  for (const failure of result.failures) console.log(`FAILED  ${failure}`);
  console.log(
    `${result.kills} kills: ${result.acknowledged} acknowledged captures, ${result.rows} rows in the end; ` +
      `${result.traces.temporaryFiles} kills left temporary files and ${result.traces.orphans} a file without a row, ` +
      `all of which the next start repaired. ${result.failures.length} failures.`,
  );
  process.exitCode = result.failures.length > 0 ? 1 : 0;
} finally {
  if (!options.keep) await home.remove();
  await desk?.close();
}
