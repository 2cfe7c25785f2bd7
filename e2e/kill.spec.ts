import { openRestlessDesk } from './displays/restless-desk.ts';
import { runKills, seededRandom } from './fixtures/kill-run.ts';
import { expect, test } from './fixtures/test.ts';

const kills = 20;

test(`${kills} kills at random moments lose nothing that was acknowledged`, async ({ home }, info) => {
  test.setTimeout(kills * 15_000);
  const desk = process.platform === 'linux' ? await openRestlessDesk() : undefined;
  try {
    const seed = Date.now() % 1_000_000;
    const lines = [`seed ${seed}`];
    const result = await runKills({
      libraryPath: home.libraryPath,
      environment: home.environment(desk?.displays.environment()),
      source: desk ? 'native' : 'demo',
      kills,
      random: seededRandom(seed),
      log: (line) => lines.push(line),
    });
    await info.attach('kills.txt', { body: lines.join('\n'), contentType: 'text/plain' });
    expect(result.failures).toEqual([]);
    expect(result.acknowledged).toBeGreaterThan(kills / 2);
  } finally {
    await desk?.close();
  }
});
