import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createSharpCodec } from '../src-main/adapters/image/sharp-codec.ts';
import { screenSourceCandidates } from '../src-main/adapters/screen/candidates.ts';
import type { TickResult } from '../src-shared/contract/capture-control.ts';
import { extensionByFormat, imageFormats } from '../src-shared/domain/vocabulary.ts';
import { openBenchLibrary } from './bench-library.ts';
import { ChangingDesk } from './changing-desk.ts';
import { type Cost, collectGarbage, mean, measure, median, quantile } from './measure.ts';
import { kilobytes, megabytes, milliseconds, printTable, ratio, type Target } from './report.ts';

const run = promisify(execFile);
/** It has no types of its own. */
const screenshotDesktop = createRequire(import.meta.url)('screenshot-desktop') as { all(): Promise<Buffer[]> };

interface Contestants {
  /** One tick of the product, from the gate to the committed rows. */
  readonly afterimage: () => Promise<TickResult>;
  readonly screenshotDesktop: () => Promise<number>;
  readonly scrot: () => Promise<void>;
}

/** Everything about capture, on three monitors of its own. Returns what is to be compared with the targets. */
export async function benchCapture(options: { rounds: number; ticks: number }): Promise<Target[]> {
  const desk = await ChangingDesk.open();
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-bench-'));
  // The native source and both contestants find the displays by this variable.
  process.env.DISPLAY = desk.displays.display;
  const library = await openBenchLibrary(join(folder, 'library'), {
    enabled: true,
    intervalSeconds: 3600,
    source: 'native',
  });
  try {
    const contestants: Contestants = {
      afterimage: () => library.capture.now(),
      screenshotDesktop: async () => (await screenshotDesktop.all()).reduce((sum, picture) => sum + picture.length, 0),
      scrot: async () => void (await run('scrot', ['--overwrite', '--quality', '80', join(folder, 'scrot.jpg')])),
    };
    return [
      ...(await compareTicks(desk, contestants, options.rounds)),
      ...(await compareBytes(desk, options.rounds)),
      await countUnchangedBytes(library.path, contestants),
      await watchMemory(desk, contestants, options.ticks),
    ];
  } finally {
    await library.close();
    await desk.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Interleaved rounds, so that whatever else the machine does falls on all alike. */
async function compareTicks(desk: ChangingDesk, contestants: Contestants, rounds: number): Promise<Target[]> {
  const costs = {
    unchanged: { afterimage: [] as Cost[], screenshotDesktop: [] as Cost[], scrot: [] as Cost[] },
    changed: { afterimage: [] as Cost[], screenshotDesktop: [] as Cost[], scrot: [] as Cost[] },
  };
  const names = ['afterimage', 'screenshotDesktop', 'scrot'] as const;
  for (const name of names) await contestants[name]();
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      await desk.change();
      costs.changed[name].push(await measure(() => expectOutcome(contestants[name](), 'stored')));
    }
    await contestants.afterimage();
    for (const name of names) {
      costs.unchanged[name].push(await measure(() => expectOutcome(contestants[name](), 'held')));
    }
  }
  const targets: Target[] = [];
  for (const screens of ['unchanged', 'changed'] as const) {
    const of = costs[screens];
    const walls = Object.fromEntries(names.map((name) => [name, of[name].map((cost) => cost.wallMs)])) as Record<
      (typeof names)[number],
      number[]
    >;
    const wall = (name: (typeof names)[number]) => median(walls[name]);
    const cpu = (name: (typeof names)[number]) => mean(of[name].map((cost) => cost.cpuMs));
    printTable(`One tick of three ${screens} displays, ${rounds} interleaved rounds`, [
      ['', 'wall median', 'wall p95', 'CPU mean', 'wall ratio', 'CPU ratio'],
      ...names.map((name) => [
        { afterimage: 'Afterimage, native', screenshotDesktop: 'screenshot-desktop all()', scrot: 'scrot' }[name],
        milliseconds(wall(name)),
        milliseconds(quantile(walls[name], 0.95)),
        milliseconds(cpu(name)),
        ratio(wall('afterimage'), wall(name)),
        ratio(cpu('afterimage'), cpu(name)),
      ]),
    ]);
    const limit = screens === 'unchanged' ? 1 / 5 : 1 / 3;
    for (const [what, value] of [
      ['wall', wall('afterimage') / wall('screenshotDesktop')],
      ['CPU', cpu('afterimage') / cpu('screenshotDesktop')],
    ] as const) {
      targets.push({
        name: `${screens} tick, ${what} time against screenshot-desktop`,
        target: `≤ ${limit.toFixed(2)} ×`,
        measured: `${value.toFixed(2)} ×`,
        reached: value <= limit,
      });
    }
  }
  return targets;
}

/** A bench that measured the wrong thing is worse than none: every display must have ended as this round means it. */
async function expectOutcome(work: Promise<TickResult | unknown>, outcome: 'stored' | 'held'): Promise<void> {
  const result = await work;
  if (typeof result !== 'object' || result === null || !('displays' in result)) return;
  const { displays } = result as TickResult;
  const wrong = displays.filter((display) => display.outcome !== outcome);
  if (displays.length === 3 && wrong.length === 0) return;
  throw new Error(`A tick that should end as ${outcome} ended as ${JSON.stringify(displays)}`);
}

/** The same frames in every format, with what screenshot-desktop returns for the same screens beside it. */
async function compareBytes(desk: ChangingDesk, rounds: number): Promise<Target[]> {
  const native = screenSourceCandidates().find((candidate) => candidate.name === 'native');
  if (!native) throw new Error('There is no native source.');
  const source = native.create();
  const codec = createSharpCodec();
  const bytes: Record<string, number[]> = {};
  const times: Record<string, number[]> = {};
  for (let round = 0; round < Math.min(rounds, 10); round += 1) {
    await desk.change();
    for (const display of await source.listDisplays()) {
      const frame = await source.grab(display, AbortSignal.timeout(10_000));
      for (const format of imageFormats) {
        let size = 0;
        const cost = await measure(async () => {
          size = (await codec.encode(frame, { format, quality: 80, scalePercent: 100 })).bytes.length;
        });
        collect(bytes, format, size);
        collect(times, format, cost.wallMs);
      }
    }
    for (const picture of await screenshotDesktop.all()) collect(bytes, 'screenshot-desktop', picture.length);
  }
  await source.dispose();
  printTable('Bytes per stored frame, the same frames in each format (quality 80)', [
    ['format', 'mean', 'smallest', 'largest', 'encode median'],
    ...Object.entries(bytes).map(([format, sizes]) => [
      format in extensionByFormat ? format : `${format} (its own JPEG)`,
      kilobytes(mean(sizes)),
      kilobytes(Math.min(...sizes)),
      kilobytes(Math.max(...sizes)),
      times[format] ? milliseconds(median(times[format])) : '',
    ]),
  ]);
  return [];
}

function collect(values: Record<string, number[]>, key: string, value: number): void {
  values[key] ??= [];
  values[key].push(value);
}

async function bytesUnder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}

async function countUnchangedBytes(library: string, contestants: Contestants): Promise<Target> {
  await contestants.afterimage();
  const before = await bytesUnder(join(library, 'captures'));
  const ticks = 50;
  for (let tick = 0; tick < ticks; tick += 1) await expectOutcome(contestants.afterimage(), 'held');
  const grown = (await bytesUnder(join(library, 'captures'))) - before;
  console.log(`\n${ticks} ticks of unchanged screens stored ${grown} bytes of pictures.`);
  return { name: 'unchanged screen', target: '0 bytes', measured: `${grown} bytes`, reached: grown === 0 };
}

/** Resident memory after garbage collection: flat when it has not grown by more than a tenth or 16 MB. */
async function watchMemory(desk: ChangingDesk, contestants: Contestants, ticks: number): Promise<Target> {
  const resident = () => {
    collectGarbage();
    return process.memoryUsage.rss();
  };
  const early = Math.max(1, Math.round(ticks / 10));
  let earlyBytes = 0;
  for (let tick = 1; tick <= ticks; tick += 1) {
    // Every other tick finds all screens changed.
    if (tick % 2 === 0) await desk.change();
    await contestants.afterimage();
    if (tick === early) earlyBytes = resident();
  }
  const lateBytes = resident();
  printTable(`Memory over ${ticks} ticks, every other one with all screens changed`, [
    ['after', 'resident'],
    [`${early} ticks`, megabytes(earlyBytes)],
    [`${ticks} ticks`, megabytes(lateBytes)],
  ]);
  const grown = lateBytes - earlyBytes;
  return {
    name: `memory after ${ticks} ticks against ${early}`,
    target: 'at most 10 % or 16 MB more',
    measured: `${grown >= 0 ? '+' : ''}${megabytes(grown)}`,
    reached: grown <= Math.max(earlyBytes * 0.1, 16_000_000),
  };
}
