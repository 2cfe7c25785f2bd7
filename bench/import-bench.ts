import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ImportResult } from '../src-shared/contract/importing.ts';
import { makeImportFiles } from './import-files.ts';
import { measure, median } from './measure.ts';
import { megabytes, printTable, type Target } from './report.ts';

/** Peers that do one part of it are given so many files: more would take hours. */
const filesOfPeers = 300;
/** The smaller import whose memory the larger one is compared with. */
const fewFiles = 1000;

interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly output: string;
}

/** Import of mixed files beside what no import can do without, and beside programs that do parts of it. */
export async function benchImport(options: { files: number; rounds: number }): Promise<Target[]> {
  const root = resolve(import.meta.dirname, '../.cache');
  const folder = await makeImportFiles(root, options.files);
  const few = await makeImportFiles(root, Math.min(fewFiles, options.files));
  console.log(`\nImport: ${options.files} mixed files, ${options.rounds} rounds`);
  const ours: Run[] = [];
  const ceiling: Run[] = [];
  let counted: ImportResult & { mostResident: number } = undefined as never;
  for (let round = 0; round < options.rounds; round += 1) {
    ceiling.push(await run(process.execPath, [join(import.meta.dirname, 'import-ceiling.ts'), folder]));
    const mine = await runOurs(root, folder);
    ours.push(mine.run);
    counted = mine.counted;
    console.log(
      `  round ${round + 1}: ceiling ${describe(ceiling.at(-1) as Run)}, ours ${describe(mine.run)}, ${counted.imported} imported`,
    );
  }
  if (counted.imported + counted.linked !== options.files) {
    throw new Error(`Of ${options.files} files ${counted.imported} were imported and ${counted.failed} failed.`);
  }
  const small = (await runOurs(root, few)).counted;
  const rate = (runs: readonly Run[], key: 'seconds' | 'cpuSeconds') =>
    options.files / median(runs.map((each) => each[key]));
  const peers = await runPeers(few);
  printTable('Import', [
    ['', 'files a second', 'files a CPU second', 'ours is'],
    row('ours: find, read, check, sign, date, copy, sync, write', rate(ours, 'seconds'), rate(ours, 'cpuSeconds')),
    row(
      'ceiling: read, SHA-256, decode to the size of a signature',
      rate(ceiling, 'seconds'),
      rate(ceiling, 'cpuSeconds'),
      rate(ours, 'seconds') / rate(ceiling, 'seconds'),
    ),
    ...peers.map(({ name, files, run: { seconds, cpuSeconds } }) =>
      row(name, files / seconds, files / cpuSeconds, rate(ours, 'seconds') / (files / seconds)),
    ),
  ]);
  printTable('Memory', [
    ['files', 'most resident'],
    [String(Math.min(fewFiles, options.files)), megabytes(small.mostResident)],
    [String(options.files), megabytes(counted.mostResident)],
  ]);
  const share = rate(ours, 'seconds') / rate(ceiling, 'seconds');
  const growth = counted.mostResident / small.mostResident;
  return [
    {
      name: 'rate of import against its ceiling',
      target: '≥ 0.8 ×',
      measured: `${share.toFixed(2)} ×`,
      reached: share >= 0.8,
    },
    {
      name: `memory of ${options.files} files against ${Math.min(fewFiles, options.files)}`,
      target: '≤ 1.25 ×',
      measured: `${growth.toFixed(2)} ×`,
      reached: growth <= 1.25,
    },
  ];
}

async function runOurs(root: string, folder: string) {
  await mkdir(root, { recursive: true });
  const place = await mkdtemp(join(root, 'import-library-'));
  try {
    const words = [join(import.meta.dirname, 'import-ours.ts'), folder, join(place, 'library')];
    const done = await run(process.execPath, words);
    return { run: done, counted: JSON.parse(done.output) as ImportResult & { mostResident: number } };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** What others do of it: fingerprints of pictures, and dates out of their data. */
async function runPeers(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .slice(0, filesOfPeers);
  const list = `${files.join('\n')}\n`;
  return [
    {
      name: 'findimagedupes: fingerprints alone',
      files: files.length,
      run: await run('findimagedupes', ['--quiet', '--no-compare', '-'], list),
    },
    {
      name: 'exiftool: dates alone',
      files: files.length,
      run: await run('exiftool', ['-q', '-q', '-DateTimeOriginal', '-CreateDate', '-@', '-'], list),
    },
  ];
}

async function run(command: string, words: readonly string[], input = ''): Promise<Run> {
  let output = '';
  const cost = await measure(async () => {
    const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(input);
    const ended = new Promise<number | null>((done, reject) => {
      child.once('error', reject);
      child.once('close', done);
    });
    output = await text(child.stdout);
    const code = await ended;
    if (code !== 0) throw new Error(`${command} ended with code ${code}.`);
  });
  return { seconds: cost.wallMs / 1000, cpuSeconds: cost.cpuMs / 1000, output };
}

const describe = ({ seconds, cpuSeconds }: Run): string => `${seconds.toFixed(1)} s (CPU ${cpuSeconds.toFixed(1)} s)`;

function row(name: string, rate: number, cpuRate: number, times?: number): string[] {
  return [name, rate.toFixed(1), cpuRate.toFixed(1), times === undefined ? '' : `${times.toFixed(2)} ×`];
}
