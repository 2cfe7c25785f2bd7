import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import imghash from 'imghash';
import sharp from 'sharp';
import { createPictureReader } from '../src-main/adapters/image/picture-reader.ts';
import { createSharpCodec } from '../src-main/adapters/image/sharp-codec.ts';
import { signPicture } from '../src-main/core/duplicates/sign-file.ts';
import { compareTiles, tileSimilarity } from '../src-main/core/duplicates/signature/compare-tiles.ts';
import { signPixels } from '../src-main/core/duplicates/signature/sign-pixels.ts';
import type { Pixels, Signature } from '../src-main/ports/signatures.ts';
import { type Cost, collectGarbage, measure, median } from './measure.ts';
import { milliseconds, printTable, type Target } from './report.ts';

/** Its types describe another way of exporting than its code has. */
const phash = createRequire(import.meta.url)('sharp-phash') as (filepath: string) => Promise<string>;

const width = 1920;
const height = 1080;

/** Hash and signature of a frame in memory and of a JPEG file, beside sharp, imghash and sharp-phash. */
export async function benchSignature(options: { rounds: number } = { rounds: 30 }): Promise<Target[]> {
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-bench-'));
  try {
    // Several frames, so that none lies in the processor's cache when its turn comes.
    const frames = await Promise.all([1, 2, 3, 4].map((seed) => drawFrame(seed)));
    const codec = createSharpCodec();
    const files = await Promise.all(
      frames.map(async (frame, index) => {
        const path = join(folder, `${index}.jpg`);
        const { bytes } = await codec.encode(frame, { format: 'jpeg', quality: 80, scalePercent: 100 });
        await writeFile(path, bytes);
        return path;
      }),
    );
    const targets = [...(await inMemory(frames, files, options.rounds)), ...(await ofFiles(files, options.rounds))];
    printComparisons(frames.map((frame) => signPixels(frame)));
    return targets;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As many as a job that reads files has under way. */
const filesAtOnce = 8;

/** A screen full of text, as a desktop has it. */
async function drawFrame(seed: number): Promise<Pixels> {
  const lines = Array.from({ length: 48 }, (_, line) => {
    const words = Array.from({ length: 14 }, (_, word) =>
      ((seed * 7919 + line * 104_729 + word * 1_299_709) % 2_176_782_336).toString(36),
    );
    return `<text x="260" y="${60 + line * 21}">${words.join(' ')}</text>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="#f4f4f2"/><rect width="240" height="100%" fill="#223"/>
    <g font-family="monospace" font-size="15" fill="#222">${lines.join('')}</g></svg>`;
  const data = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer();
  return { width, height, channels: 4, data };
}

type Contestants = Readonly<Record<string, (index: number) => unknown>>;

/** In milliseconds; processor time counts all threads, and says more than the clock where other programs run too. */
interface Medians {
  readonly wall: Record<string, number>;
  readonly cpu: Record<string, number>;
}

/** Contestants take turns, so that what else the machine does falls on all alike. */
async function race(contestants: Contestants, pictures: number, rounds: number): Promise<Medians> {
  const costs = new Map(Object.keys(contestants).map((name) => [name, [] as Cost[]]));
  for (let round = -3; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(contestants)) {
      // What the one before left behind is not this one's to clear away.
      collectGarbage();
      const cost = await measure(async () => run(Math.abs(round) % pictures));
      if (round >= 0) costs.get(name)?.push(cost);
    }
  }
  const medians = (of: (cost: Cost) => number) =>
    Object.fromEntries([...costs].map(([name, values]) => [name, median(values.map(of))]));
  return { wall: medians((cost) => cost.wallMs), cpu: medians((cost) => cost.cpuMs) };
}

function printRace(title: string, { wall, cpu }: Medians): void {
  const [ourWall = 1] = Object.values(wall);
  const [ourCpu = 1] = Object.values(cpu);
  printTable(title, [
    ['contestant', 'median', 'against ours', 'CPU median', 'against ours'],
    ...Object.entries(wall).map(([name, value]) => {
      const used = cpu[name] ?? Number.NaN;
      const times = (ratio: number) => `${ratio.toFixed(1)} ×`;
      return [name, milliseconds(value), times(value / ourWall), milliseconds(used), times(used / ourCpu)];
    }),
  ]);
}

function atLeast(name: string, times: number, theirs: number, ours: number): Target {
  const measured = theirs / ours;
  return { name, target: `at least ${times} ×`, measured: `${measured.toFixed(1)} ×`, reached: measured >= times };
}

const raw = ({ data }: Pixels) => sharp(data, { raw: { width, height, channels: 4 } });

async function inMemory(frames: readonly Pixels[], files: readonly string[], rounds: number): Promise<Target[]> {
  const at = (index: number): Pixels => frames[index] as Pixels;
  const medians = await race(
    {
      'afterimage: hash and signature of raw RGBA': (index) => signPixels(at(index)),
      // The usual way to a gradient hash with sharp.
      'sharp: grey, resize of raw RGBA to 17 × 16': (index) =>
        raw(at(index)).greyscale().resize(17, 16, { fit: 'fill' }).raw().toBuffer(),
      'imghash: the same picture (JPEG)': (index) => imghash.hash(files[index] as string, 16),
      'sharp: resize alone, in colour': (index) => raw(at(index)).resize(17, 16, { fit: 'fill' }).raw().toBuffer(),
      'imghash: blockhash of raw RGBA alone': (index) => imghash.hashRaw(at(index), 16),
    },
    frames.length,
    rounds,
  );
  const ours = medians.wall['afterimage: hash and signature of raw RGBA'] ?? 1;
  const resize = medians.wall['sharp: grey, resize of raw RGBA to 17 × 16'] ?? 0;
  const hash = medians.wall['imghash: the same picture (JPEG)'] ?? 0;
  printRace('A 1920 × 1080 frame in memory', medians);
  return [
    atLeast('hash and signature in memory against sharp’s resize', 40, resize, ours),
    atLeast('hash and signature in memory against imghash', 50, hash, ours),
  ];
}

async function ofFiles(files: readonly string[], rounds: number): Promise<Target[]> {
  const reader = createPictureReader();
  const file = (index: number): string => files[index % files.length] as string;
  const one: Contestants = {
    // As the product reads files, in a thread of its own.
    'afterimage: read and sign': (index) => signPicture(readFileSync(file(index)), reader),
    'sharp-phash': (index) => phash(file(index)),
    imghash: (index) => imghash.hash(file(index), 16),
  };
  const medians = await race(one, files.length, rounds);
  const [ours = 1, sharpPhash = 0, hash = 0] = Object.values(medians.wall);
  printRace('A JPEG file of 1920 × 1080', medians);
  const several = Object.entries(one).map(([name, run]): [string, Contestants[string]] => [
    name,
    (index) => Promise.all(Array.from({ length: filesAtOnce }, (_, other) => run(index + other))),
  ]);
  const together = await race(Object.fromEntries(several), files.length, Math.ceil(rounds / 3));
  printRace(`${filesAtOnce} such files at once, on all cores`, together);
  return [
    atLeast('hash and signature of a JPEG against sharp-phash', 1.8, sharpPhash, ours),
    atLeast('hash and signature of a JPEG against imghash', 12, hash, ours),
  ];
}

function printComparisons(signatures: readonly Signature[]): void {
  const [one, other] = signatures.map(({ tileSignature }) => tileSignature) as [Uint8Array, Uint8Array];
  const same = one.slice();
  const nearly = one.slice();
  // Some forty rows of the grid, in one column: a changed line.
  for (let at = 4000; at < 4000 + 40 * 32; at += 32) nearly[at] = 255 - (nearly[at] as number);
  const microseconds = (work: () => void, times: number): string => {
    for (let run = 0; run < times; run += 1) work();
    const start = performance.now();
    for (let run = 0; run < times; run += 1) work();
    return `${(((performance.now() - start) / times) * 1000).toFixed(1)} µs`;
  };
  printTable('Comparing two signatures', [
    ['what', 'time'],
    ['other screens, stopped early', microseconds(() => void tileSimilarity(one, other, 0.9), 20_000)],
    ['equal screens', microseconds(() => void tileSimilarity(one, same, 0.9), 2000)],
    ['nearly equal screens', microseconds(() => void tileSimilarity(one, nearly, 0.9), 2000)],
    ['with a look for scrolling', microseconds(() => void compareTiles(one, other), 50)],
  ]);
}
