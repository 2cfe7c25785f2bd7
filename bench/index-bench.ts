import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BKTree } from 'mnemonist';
import { makeVisible } from '../e2e/fixtures/visible-seed.ts';
import { createRandom } from '../scripts/seed-plan.ts';
import { SeedScreens } from '../scripts/seed-screens.ts';
import { createSystemClock } from '../src-main/adapters/system/system-clock.ts';
import { candidateRadius } from '../src-main/core/duplicates/candidate-search.ts';
import { DuplicateEngine } from '../src-main/core/duplicates/duplicate-engine.ts';
import { equalRuns, findEqualHashes } from '../src-main/core/duplicates/index/equal-hashes.ts';
import { HammingIndex } from '../src-main/core/duplicates/index/hamming-index.ts';
import { distanceBetween } from '../src-main/core/duplicates/index/packed-hashes.ts';
import { openLibraryDatabase } from '../src-main/db/open.ts';
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
const exactRounds = 9;

interface PairRun {
  readonly cpuMs: number;
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
      ...(await benchExact(options.library ?? seed(join(folder, 'library'), hashes))),
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
  const tenth = Math.floor(hashes / 10);
  const runs = { all: [] as PairRun[], tenth: [] as PairRun[] };
  const runOurs = () => {
    runs.all.push(pairsOf(path, hashes));
    runs.tenth.push(pairsOf(path, tenth));
  };
  // In turns, so that what else the machine does falls on all alike.
  runOurs();
  const faiss = faissOf(path, hashes);
  runOurs();
  const bk = bkTreeOf(packed, hashes);
  runOurs();
  const allMs = median(runs.all.map(({ cpuMs }) => cpuMs));
  const tenthMs = median(runs.tenth.map(({ cpuMs }) => cpuMs));
  const resident = Math.max(...runs.all.map(({ residentBytes }) => residentBytes));
  const faissMs = faiss.buildMs + faiss.queryMs * hashes;
  const bkMs = bk.buildMs + bk.queryMs * hashes;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(ms < 100_000 ? 2 : 0)} s`;
  const times = (theirs: number) => `${Math.round(theirs / allMs)} ×`;
  printTable(`All pairs within ${pairRadius} bits, CPU time; peers are asked a sample`, [
    ['', 'hashes', 'CPU', 'beside ours', 'how'],
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
  const timesAt = (radius: number, limit: number) => {
    let cpuMs = 0;
    const wallMs = Array.from({ length: oneQueries }, () => {
      const at = Math.floor(random() * hashes) * 32;
      const hash = bytes.slice(at, at + 32);
      for (let flip = 0; flip < 3; flip += 1) hash[Math.floor(random() * 32)] = Math.floor(random() * 256);
      const begun = performance.now();
      const cpuBegun = cpuMsNow();
      index.query(hash, radius, limit);
      cpuMs += cpuMsNow() - cpuBegun;
      return performance.now() - begun;
    });
    return { cpuMs: cpuMs / oneQueries, wallMs };
  };
  timesAt(candidateRadius, mostCandidates);
  const product = timesAt(candidateRadius, mostCandidates);
  const near = timesAt(pairRadius, mostCandidates);
  const row = (radius: number, { cpuMs, wallMs }: ReturnType<typeof timesAt>) => [
    `query, radius ${radius}, the nearest ${mostCandidates}`,
    milliseconds(cpuMs),
    milliseconds(median(wallMs)),
    milliseconds(quantile(wallMs, 0.99)),
  ];
  printTable(
    `One hash against ${hashes} (${addUs.toFixed(1)} µs to add one); captures are matched at radius ${candidateRadius}`,
    [
      ['', 'mean CPU', 'median time', 'p99'],
      row(candidateRadius, product),
      row(pairRadius, near),
      ['FAISS Flat, the nearest 64', milliseconds(flatMs), '', ''],
    ],
  );
  return [atMost(`one new capture against ${hashes}, mean CPU`, product.cpuMs, 3)];
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
  const begun = cpuMsNow();
  for (let index = 0; index < hashes; index += 1) tree.add(index);
  const built = cpuMsNow();
  for (let query = 0; query < bkTreeQueries; query += 1) {
    tree.search(pairRadius, Math.floor((query * hashes) / bkTreeQueries));
  }
  return { buildMs: built - begun, queryMs: (cpuMsNow() - built) / bkTreeQueries };
}

/** What this process has taken of the processor. */
function cpuMsNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function seed(libraryPath: string, captures: number): string {
  console.log(`\nSeeding ${captures} captures …`);
  const script = resolve(import.meta.dirname, '../scripts/seed.ts');
  const words = [script, '--captures', String(captures), '--library', libraryPath];
  execFileSync(process.execPath, words, { stdio: 'ignore' });
  makeVisible(libraryPath);
  return libraryPath;
}

/** Exact groups as the product finds them: in the memory of the thread that answers about duplicates. */
async function benchExact(libraryPath: string): Promise<Target[]> {
  const database = await openLibraryDatabase({
    libraryPath,
    mode: 'read-only',
    migrate: false,
    clock: createSystemClock(),
  });
  try {
    const engine = new DuplicateEngine(database.duplicateLibrary);
    const reading = performance.now();
    const { unsigned } = engine.remaining({});
    const readMs = performance.now() - reading;
    const times: number[] = [];
    for (let round = 0; round < exactRounds; round += 1) {
      // A list is remembered until the next question; each of these is one of its own that leaves nothing out.
      const scope = { displays: 'across' as const, from: `2000-01-${String(round + 10)}` };
      const begun = cpuMsNow();
      engine.groups({ kind: 'similar', threshold: 1, scope, pendingOnly: true, limit: 20 }, 'oldest');
      times.push(cpuMsNow() - begun);
    }
    const counts = engine.counts({ displays: 'across' }).settings.find(({ threshold }) => threshold === 1);
    // What is not there is in no group, and listing nothing takes no time.
    if (!counts?.groups) throw new Error('There are no equal files in this library that could be listed.');
    printTable('Groups of equal files', [
      ['', 'median CPU', 'groups', 'captures in them'],
      [
        'all groups listed, the first 20 read',
        milliseconds(median(times)),
        String(counts?.groups),
        String(counts?.captures),
      ],
    ]);
    console.log(
      `  The library was read in ${(readMs / 1000).toFixed(1)} s before, ${unsigned} captures without a signature.`,
    );
    return [atMost('exact groups, the first page', median(times), 300)];
  } finally {
    await database.close();
  }
}

function target(name: string, wanted: string, measured: string, reached: boolean): Target {
  return { name, target: wanted, measured, reached };
}

function atMost(name: string, measured: number, most: number): Target {
  return target(name, `≤ ${most} ms`, milliseconds(measured), measured <= most);
}
