import { dirname } from 'node:path';
import { runExportKills } from './fixtures/export-kill-run.ts';
import { seededRandom } from './fixtures/seeded-random.ts';
import { expect, test } from './fixtures/test.ts';

const kills = 6;

test(`${kills} kills while pictures are exported, and built into a library again, change nothing of the outcome`, async ({
  home,
}, info) => {
  test.setTimeout(kills * 90_000);
  const seed = Date.now() % 1_000_000;
  const lines = [`seed ${seed}`];
  const result = await runExportKills({
    libraryPath: home.libraryPath,
    folder: dirname(home.libraryPath),
    environment: home.environment(),
    captures: 200,
    kills,
    random: seededRandom(seed),
    log: (line) => lines.push(line),
  });
  await info.attach('kills.txt', { body: lines.join('\n'), contentType: 'text/plain' });
  expect(result.failures).toEqual([]);
  expect(result.kills).toBe(kills);
});
