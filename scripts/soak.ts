/**
 * `npm run soak -- --kills 200`: captures three restless displays, kills the process with SIGKILL at random moments,
 * and checks after every kill that nothing was lost. Options: `--kills N`, `--seed N` (printed; repeats a run),
 * `--source native|demo`, `--keep` (leaves the library for a look).
 */
import { parseArgs } from 'node:util';
import { openRestlessDesk } from '../e2e/displays/restless-desk.ts';
import { runKills, seededRandom } from '../e2e/fixtures/kill-run.ts';
import { TemporaryHome } from '../e2e/fixtures/temporary-home.ts';
import { displayNeeds, ensureNeeds } from './test-needs.ts';

const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    source: { type: 'string', default: process.platform === 'linux' ? 'native' : 'demo' },
    keep: { type: 'boolean', default: false },
  },
});
const kills = Number(options.kills);
const source = options.source;
if (!Number.isInteger(kills) || kills < 1 || (source !== 'native' && source !== 'demo')) {
  console.error('Usage: npm run soak -- [--kills N] [--seed N] [--source native|demo] [--keep]');
  process.exit(2);
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
