import { spawn } from 'node:child_process';
import { mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { measure, median, quantile } from './measure.ts';
import { truthOf } from './quality/changes.ts';
import { type CorpusPicture, makeCorpus } from './quality/corpus.ts';
import { printTable, type Target } from './report.ts';

/** One way from picture files to groups of them, as a process of its own that keeps nothing between runs. */
interface Contestant {
  readonly name: string;
  readonly command: string;
  readonly words: readonly string[];
  readGroups(output: string): string[][];
}

const contestants: readonly Contestant[] = [
  {
    name: 'ours',
    command: process.execPath,
    words: [join(import.meta.dirname, 'grouping-ours.ts')],
    readGroups: (output) => JSON.parse(output) as string[][],
  },
  {
    name: 'findimagedupes',
    command: 'findimagedupes',
    // No fingerprint database: it keeps nothing. A list of files comes on standard input.
    words: ['--quiet', '-'],
    // Paths of the corpus hold no spaces.
    readGroups: (output) => output.split('\n').flatMap((line) => (line ? [line.split(' ')] : [])),
  },
  {
    name: "dupeGuru's core",
    // Debian's own Python, for which Debian's dupeGuru is built.
    command: '/usr/bin/python3',
    words: [join(import.meta.dirname, 'dupeguru-core.py')],
    readGroups: (output) => JSON.parse(output) as string[][],
  },
];

/** Import and group many screenshots, beside two programs that do the same. */
export async function benchGrouping(options: { pictures: number; rounds: number }): Promise<Target[]> {
  const pictures = await fullScreenPictures(options.pictures);
  const byFile = new Map(pictures.map((picture) => [picture.file, picture]));
  const input = `${pictures.map(({ file }) => file).join('\n')}\n`;
  const seconds = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  const cpuSeconds = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  const groups = new Map<string, string[][]>();
  console.log(`\nGrouping: ${pictures.length} JPEG files of 1920 × 1080, ${options.rounds} rounds`);
  // So that none is translated, or read from the disk, in the first round alone.
  const some = `${pictures
    .slice(0, 20)
    .map(({ file }) => file)
    .join('\n')}\n`;
  for (const contestant of contestants) await runToEnd(contestant, some);
  for (let round = 0; round < options.rounds; round += 1) {
    for (const contestant of contestants) {
      const { name } = contestant;
      let output = '';
      const cost = await measure(async () => {
        output = await runToEnd(contestant, input);
      });
      seconds.get(name)?.push(cost.wallMs / 1000);
      cpuSeconds.get(name)?.push(cost.cpuMs / 1000);
      groups.set(name, contestant.readGroups(output));
      // The others take minutes: whoever watches wants to see something.
      console.log(
        `  round ${round + 1}, ${name}: ${(cost.wallMs / 1000).toFixed(1)} s, CPU ${(cost.cpuMs / 1000).toFixed(1)} s, ${groups.get(name)?.length} groups`,
      );
    }
  }
  const medianOf = (name: string) => median(seconds.get(name) ?? []);
  const mixedOf = (name: string) => (groups.get(name) ?? []).filter((group) => mixesScreens(group, byFile)).length;
  printTable('Import and group', [
    ['', 'median', 'longest', 'ours is', 'CPU', 'groups', 'that mix different screens'],
    ...contestants.map(({ name }) => [
      name,
      `${medianOf(name).toFixed(1)} s`,
      `${quantile(seconds.get(name) ?? [], 1).toFixed(1)} s`,
      name === 'ours' ? '' : `${(medianOf(name) / medianOf('ours')).toFixed(1)} × as fast`,
      `${median(cpuSeconds.get(name) ?? []).toFixed(1)} s`,
      String(groups.get(name)?.length ?? 0),
      String(mixedOf(name)),
    ]),
  ]);
  const fasterThan = (name: string, least: number): Target => {
    const times = medianOf(name) / medianOf('ours');
    return {
      name: `import and group, beside ${name}`,
      target: `≥ ${least} × as fast`,
      measured: `${times.toFixed(1)} ×`,
      reached: times >= least,
    };
  };
  return [
    fasterThan('findimagedupes', 3),
    fasterThan("dupeGuru's core", 4),
    {
      name: 'groups of imported pictures that mix different screens',
      target: '0',
      measured: `${mixedOf('ours')} of ${groups.get('ours')?.length ?? 0}`,
      reached: mixedOf('ours') === 0,
    },
  ];
}

function mixesScreens(group: readonly string[], byFile: ReadonlyMap<string, CorpusPicture>): boolean {
  const members = group.map((file) => {
    const picture = byFile.get(file);
    if (!picture) throw new Error(`${file} was never handed in.`);
    return picture;
  });
  return members.some((one, index) => members.slice(index + 1).some((other) => truthOf(one, other) === 'different'));
}

/** JPEG files of the corpus at the commonest size, filled up with bases stored at other qualities. */
async function fullScreenPictures(count: number): Promise<CorpusPicture[]> {
  const { pictures: all, folder } = await makeCorpus();
  const pictures = all.filter(({ width, height, file }) => width === 1920 && height === 1080 && file.endsWith('.jpg'));
  const more = join(folder, '../more');
  await mkdir(more, { recursive: true });
  const bases = pictures.filter(({ change }) => change === 'base');
  for (let quality = 60; pictures.length < count; quality += 1) {
    for (const base of bases.slice(0, count - pictures.length)) {
      const file = join(more, `${base.screen}--jpeg_${quality}.jpg`);
      await sharp(base.file).jpeg({ quality }).toFile(file);
      pictures.push({ ...base, id: `${base.screen}--jpeg_${quality}`, change: 'jpeg_70', file });
    }
  }
  // Two of the programs name files by their real paths.
  return Promise.all(
    pictures.slice(0, count).map(async (picture) => ({ ...picture, file: await realpath(picture.file) })),
  );
}

async function runToEnd({ name, command, words }: Contestant, input: string): Promise<string> {
  // Ours runs from its sources here: translated once, as a release is, and as Python keeps what it has translated.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'afterimage-bench-compiled') };
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'pipe'], env });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [output, complaints, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`${name} ended with code ${code}:\n${complaints}`);
  return output;
}
