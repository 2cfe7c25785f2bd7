import { runMemoryKills } from './fixtures/memory-kill-run.ts';
import { seededRandom } from './fixtures/seeded-random.ts';
import { expect, test } from './fixtures/test.ts';

const kills = 4;

test(`${kills} kills while programs write into the memory lose nothing that was acknowledged`, async ({
  home,
}, info) => {
  test.setTimeout(kills * 60_000);
  const seed = Date.now() % 1_000_000;
  const lines = [`seed ${seed}`];
  const result = await runMemoryKills({
    libraryPath: home.libraryPath,
    environment: home.environment(),
    kills,
    random: seededRandom(seed),
    log: (line) => lines.push(line),
  });
  await info.attach('kills.txt', { body: lines.join('\n'), contentType: 'text/plain' });
  expect(result.failures).toEqual([]);
  expect(result.acknowledged.events).toBeGreaterThan(kills);
  expect(result.acknowledged.messages).toBeGreaterThan(kills);
});
