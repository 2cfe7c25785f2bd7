import { join } from 'node:path';
import { runImportKills } from './fixtures/import-kill-run.ts';
import { seededRandom } from './fixtures/seeded-random.ts';
import { expect, test } from './fixtures/test.ts';

const kills = 6;

test(`${kills} kills while a folder is imported come to what an undisturbed import comes to`, async ({
  home,
}, info) => {
  test.setTimeout(kills * 60_000);
  const seed = Date.now() % 1_000_000;
  const lines = [`seed ${seed}`];
  const result = await runImportKills({
    folder: join(home.libraryPath, '..', 'import-kills'),
    environment: home.environment(),
    pictures: 150,
    kills,
    random: seededRandom(seed),
    log: (line) => lines.push(line),
  });
  await info.attach('kills.txt', { body: lines.join('\n'), contentType: 'text/plain' });
  expect(result.failures).toEqual([]);
  expect(result.completed).toBeGreaterThan(0);
});
