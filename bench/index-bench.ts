import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { BKTree } from 'mnemonist';
import { createRandom } from '../scripts/seed-plan.ts';
import { SeedScreens } from '../scripts/seed-screens.ts';
import { equalRuns, findEqualHashes } from '../src-main/core/duplicates/index/equal-hashes.ts';
import { HammingIndex } from '../src-main/core/duplicates/index/hamming-index.ts';
import { distanceBetween } from '../src-main/core/duplicates/index/packed-hashes.ts';
import { candidateRadius } from '../src-main/core/duplicates/matcher.ts';
import { median, quantile } from './measure.ts';
import { megabytes, milliseconds, printTable, type Target } from './report.ts';

/** The radius all pairs are found at, by us and by the peers. */
const pairRadius = 12;
/** As many as a capture is compared with. */
const mostCandidates = 64;
const displays = 3;
const bkTreeQueries = 40;
const faissQueries = 200;
const oneQueries = 500;

interface PairRun {
  readonly ms: number;
  readonly pairs: number;
  readonly residentBytes: number;
}

/** The index of 256-bit hashes beside a BK-tree and FAISS on the same hashes, and the groups of equal files. */
export async function benchIndex(options: { hashes?: number; library?: string } = {}): Promise<Target[]> {
  const hashes = options.hashes ?? 1_000_000;
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-bench-'));
  try {
    const path = join(folder, 'hashes.bin');
    const packed = drawHashes(hashes);
    await writeFile(path, new Uint8Array(packed.buffer));
    describeHashes(packed);
    return [
      ...benchPairs(path, packed, hashes),
      ...benchExact(options.library ?? seed(join(folder, 'library'), hashes)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function drawHashes(hashes: number): Uint32Array<ArrayBuffer> {
  const screens = new SeedScreens(createRandom(1));
  const bytes = new Uint8Array(hashes * 32);
  for (let index = 0; index < hashes; index += 1) bytes.set(screens.next(index % displays).perceptualHash, index * 32);
  return new Uint32Array(bytes.buffer);
}

function describeHashes(packed: Uint32Array): void {
  const runs: number[] = [];
  const equal = findEqualHashes(packed);
  equalRuns(equal, (members) => runs.push(members.length));
  const longest = runs.sort((one, other) => other - one).slice(0, displays);
  console.log(
    `\n${packed.length / 8} hashes of seeded sessions (scripts/seed-screens.ts): ${equal.distinct.length} different ` +
      `ones, the longest runs of equal ones ${longest.join(', ')}.`,
  );
}

function benchPairs(path: string, packed: Uint32Array, hashes: number): Target[] {
  const tenth = hashes / 10;
  const runs = { all: [] as PairRun[], tenth: [] as PairRun[] };
  for (let round = 0; round < 3; round += 1) {
    runs.all.push(pairsOf(path, hashes));
    runs.tenth.push(pairsOf(path, tenth));
  }
  const allMs = median(runs.all.map(({ ms }) => ms));
  const tenthMs = median(runs.tenth.map(({ ms }) => ms));
  const resident = Math.max(...runs.all.map(({ residentBytes }) => residentBytes));
  const faiss = faissOf(path, hashes);
  const faissMs = faiss.buildMs + faiss.queryMs * hashes;
  const bk = bkTreeOf(packed, hashes);
  const bkMs = bk.buildMs + bk.queryMs * hashes;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(ms < 100_000 ? 2 : 0)} s`;
  const times = (theirs: number) => `${Math.round(theirs / allMs)} ×`;
  printTable(`All pairs within ${pairRadius} bits, one core`, [
    ['', 'hashes', 'time', 'beside ours', 'how'],
    ['nearPairs', String(hashes), seconds(allMs), '', `${runs.all[0]?.pairs} pairs, ${megabytes(resident)} resident`],
    ['nearPairs', String(tenth), seconds(tenthMs), '', `${runs.tenth[0]?.pairs} pairs`],
    [
      `FAISS ${faiss.version} MultiHash 16 × 16`,
      String(hashes),
      seconds(faissMs),
      times(faissMs),
      `index made in ${seconds(faiss.buildMs)}, then ${faissQueries} of its own hashes asked for, ${milliseconds(faiss.queryMs)} each, times ${hashes}`,
    ],
    [
      'BK-tree of mnemonist',
      String(hashes),
      seconds(bkMs),
      times(bkMs),
      `tree made in ${seconds(bk.buildMs)}, then ${bkTreeQueries} asked for, ${milliseconds(bk.queryMs)} each, times ${hashes}`,
    ],
  ]);
  const growth = allMs / tenthMs;
  return [
    atMost(`all pairs of ${hashes}`, allMs, 3500),
    target('beside a BK-tree', '≥ 1000 ×', times(bkMs), bkMs >= 1000 * allMs),
    target('beside FAISS MultiHash', '≥ 100 ×', times(faissMs), faissMs >= 100 * allMs),
    target('memory of all pairs', '< 400 MB', megabytes(resident), resident < 400e6),
    target('ten times the hashes take', 'about 10 ×, ≤ 20', `${growth.toFixed(1)} ×`, growth <= 20),
    ...benchOne(packed, hashes, faiss.flatMs),
  ];
}

function benchOne(packed: Uint32Array, hashes: number, flatMs: number): Target[] {
  const bytes = new Uint8Array(packed.buffer);
  const index = new HammingIndex();
  const start = performance.now();
  index.addMany(
    Array.from({ length: hashes }, (_, key) => key),
    packed,
  );
  const addUs = ((performance.now() - start) * 1000) / hashes;
  const random = createRandom(2);
  const timesAt = (radius: number, limit: number) =>
    Array.from({ length: oneQueries }, () => {
      const at = Math.floor(random() * hashes) * 32;
      const hash = bytes.slice(at, at + 32);
      for (let flip = 0; flip < 3; flip += 1) hash[Math.floor(random() * 32)] = Math.floor(random() * 256);
      const begun = performance.now();
      index.query(hash, radius, limit);
      return performance.now() - begun;
    }).slice(oneQueries / 10);
  const product = timesAt(candidateRadius, mostCandidates);
  const near = timesAt(pairRadius, mostCandidates);
  printTable(`One hash against ${hashes} (${addUs.toFixed(1)} µs to add one)`, [
    ['', 'median', 'p99'],
    [
      `query, radius ${candidateRadius}, the nearest ${mostCandidates} (as captures are matched)`,
      milliseconds(median(product)),
      milliseconds(quantile(product, 0.99)),
    ],
    [`query, radius ${pairRadius}`, milliseconds(median(near)), milliseconds(quantile(near, 0.99))],
    ['FAISS Flat, the nearest 64', milliseconds(flatMs), ''],
  ]);
  return [atMost(`one new capture against ${hashes}`, median(product), 3)];
}

function pairsOf(path: string, hashes: number): PairRun {
  const script = resolve(import.meta.dirname, 'index-pairs.ts');
  const words = [script, path, String(hashes), String(pairRadius)];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
}

function faissOf(path: string, hashes: number) {
  const script = resolve(import.meta.dirname, 'index-faiss.py');
  const words = [script, path, String(hashes), String(pairRadius), String(faissQueries)];
  const answer: { buildMs: number; queryMs: number; flatMs: number; version: string } = JSON.parse(
    // Debian's own, which sees Debian's packages.
    execFileSync('/usr/bin/python3', words, { encoding: 'utf8' }),
  );
  return answer;
}

function bkTreeOf(packed: Uint32Array, hashes: number): { buildMs: number; queryMs: number } {
  const tree = new BKTree<number>((one, other) => distanceBetween(packed, one * 8, packed, other * 8));
  const begun = performance.now();
  for (let index = 0; index < hashes; index += 1) tree.add(index);
  const built = performance.now();
  for (let query = 0; query < bkTreeQueries; query += 1) {
    tree.search(pairRadius, Math.floor((query * hashes) / bkTreeQueries));
  }
  return { buildMs: built - begun, queryMs: (performance.now() - built) / bkTreeQueries };
}

function seed(libraryPath: string, captures: number): string {
  console.log(`\nSeeding ${captures} captures …`);
  const script = resolve(import.meta.dirname, '../scripts/seed.ts');
  const words = [script, '--captures', String(captures), '--library', libraryPath];
  execFileSync(process.execPath, words, { stdio: 'ignore' });
  return libraryPath;
}

function benchExact(libraryPath: string): Target[] {
  const database = new Database(join(libraryPath, 'afterimage.db'), { readonly: true });
  try {
    const rows = database.prepare<[], number>('SELECT count(*) FROM captures').pluck().get() ?? 0;
    const statement = database.prepare<[], { captures: number }>(
      'SELECT sha256, count(*) AS captures FROM captures GROUP BY sha256 HAVING count(*) > 1',
    );
    const times: number[] = [];
    let groups = 0;
    for (let round = 0; round < 5; round += 1) {
      const begun = performance.now();
      groups = statement.all().length;
      times.push(performance.now() - begun);
    }
    printTable(`Groups of equal files among ${rows} rows`, [
      ['', 'median', 'groups'],
      ['GROUP BY over the index of SHA-256', milliseconds(median(times)), String(groups)],
    ]);
    return [atMost(`exact groups of ${rows} rows`, median(times), 300)];
  } finally {
    database.close();
  }
}

function target(name: string, wanted: string, measured: string, reached: boolean): Target {
  return { name, target: wanted, measured, reached };
}

function atMost(name: string, measured: number, most: number): Target {
  return target(name, `≤ ${most} ms`, milliseconds(measured), measured <= most);
}
