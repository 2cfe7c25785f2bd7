import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRestlessDesk } from '../e2e/displays/restless-desk.ts';
import { AfterimageServer, type Api } from '../e2e/fixtures/afterimage.ts';
import { queryLibrary } from '../e2e/fixtures/library-database.ts';
import { TemporaryHome } from '../e2e/fixtures/temporary-home.ts';
import { type LoadJob, type LoadResult, mixedRound } from './load-client.ts';
import { makeLoadLibrary } from './load-library.ts';
import { median, quantile } from './measure.ts';
import { megabytes, milliseconds, printTable, ratio, type Target } from './report.ts';
import { firstCapture } from './scan-bench.ts';

const clients = 50;
const events = 100_000;
const pageTargetMs = 100;
const secondsOfRound = 4;
const secondsOfWarmUp = 12;
const millisecondsPerClockTick = 10;

export interface LoadBenchOptions {
  readonly captures: number;
  /** Seeded before; it is copied and left as it is. */
  readonly library?: string | undefined;
  /** Of the product and of the bare server, in turns. */
  readonly rounds: number;
  /** Of the mixed load. */
  readonly seconds: number;
}

/**
 * Many programs at once: reads and writes through the REST API of a large library while three displays are captured,
 * and the list page of captures beside a bare server that answers the same.
 */
export async function benchLoad(options: LoadBenchOptions): Promise<Target[]> {
  const home = await TemporaryHome.create();
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-bench-'));
  const libraryPath = join(folder, 'library');
  try {
    console.log(`\nMaking a library of ${options.captures} captures and ${events} events …`);
    await makeLoadLibrary(libraryPath, home.environment(), { ...options, events });
    return await measureServer(libraryPath, home, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await home.remove();
  }
}

async function measureServer(libraryPath: string, home: TemporaryHome, options: LoadBenchOptions): Promise<Target[]> {
  const desk = await openRestlessDesk();
  const server = await AfterimageServer.start(libraryPath, home.environment(desk.displays.environment()));
  console.log(`Starting it; load of the machine ${loadavg()[0]?.toFixed(1)} …`);
  const generator = fork(join(import.meta.dirname, 'load-client.ts'));
  try {
    const { api } = await server.logIn();
    await api.preferences.set({ key: 'intervalSeconds', value: 1 });
    await api.capture.consent({ given: true });
    await firstCapture(api);
    const { token } = await api.access.createToken({
      name: 'Load bench',
      scopes: ['captures:text', 'memory:read', 'memory:write'],
    });
    const { items } = await api.captures.list({ limit: 500 });
    const captureIds = items.map(({ id }) => id);
    const run = (job: Partial<LoadJob>) =>
      ask<LoadResult>(generator, {
        ...{ origin: server.origin, token, clients, captureIds, pages: [], round: mixedRound },
        ...{ seconds: options.seconds, ...job },
      });
    await run({ seconds: 2 });
    const mixed = await measureMixed(libraryPath, server, api, run);
    await api.capture.setEnabled({ enabled: false });
    return [...mixed, ...(await compare(libraryPath, api, run, server, options.rounds))];
  } finally {
    generator.disconnect();
    await server.stop();
    await desk.close();
  }
}

async function measureMixed(
  libraryPath: string,
  server: AfterimageServer,
  api: Api,
  run: (job: Partial<LoadJob>) => Promise<LoadResult>,
): Promise<Target[]> {
  const before = (await api.capture.status()).ticks;
  const [machineBefore, serverBefore, memoryBefore] = [machineCpuMs(), cpuMsOf(server), residentBytes(server)];
  const begun = Date.now();
  const result = await run({});
  const ended = Date.now();
  const [machine, ours] = [machineCpuMs() - machineBefore, cpuMsOf(server) - serverBefore];
  const memoryAfter = residentBytes(server);
  const after = (await api.capture.status()).ticks;
  const seconds = (ended - begun) / 1000;
  const count = Object.values(result.milliseconds).reduce((sum, times) => sum + times.length, 0);

  printTable(
    `${clients} programs for ${seconds.toFixed(0)} s beside capture: ${(count / result.seconds).toFixed(0)} requests/s`,
    [
      ['', 'count', 'per second', 'p50', 'p95', 'p99', 'max'],
      ...Object.entries(result.milliseconds).map(([kind, times]) => [
        kind,
        String(times.length),
        (times.length / result.seconds).toFixed(0),
        ...[0.5, 0.95, 0.99, 1].map((share) => milliseconds(quantile(times, share))),
      ]),
    ],
  );
  for (const [what, times] of Object.entries(result.refused)) console.log(`  refused ${times} × ${what}`);
  printTable('Who had the processors', [
    ['', 'seconds', 'of all'],
    ...(
      [
        ['the server', ours],
        ['the programs that ask', result.cpuMs],
        ['all else of the machine', machine - ours - result.cpuMs],
        ['there was', seconds * 1000 * cpus().length],
      ] as const
    ).map(([name, ms]) => [
      name,
      (ms / 1000).toFixed(1),
      `${((100 * ms) / (seconds * 1000 * cpus().length)).toFixed(0)} %`,
    ]),
  ]);
  console.log(`  load of the machine ${loadavg()[0]?.toFixed(1)}`);
  console.log(`  memory of the server ${megabytes(memoryBefore)} before, ${megabytes(memoryAfter)} after`);

  const lost = lostWrites(libraryPath, result);
  const saved = result.saved.events.length + result.saved.messages.length;
  const moments = queryLibrary<{ at: number }>(
    libraryPath,
    'SELECT DISTINCT captured_at AS at FROM captures WHERE captured_at BETWEEN ? AND ?',
    begun,
    ended,
  ).length;
  const taken = after.taken - before.taken;
  const counted = after.late - before.late;
  // At both ends of the stretch a tick may lie on either side.
  const uncounted = Math.max(0, Math.floor(seconds) - 1 - taken - counted);
  console.log(`  ${taken} ticks, of which ${moments} stored something; ${counted} left out and counted`);
  const pageTimes = result.milliseconds.page ?? [];
  return [
    {
      name: `a list page under load, ${clients} programs`,
      target: `p99 < ${pageTargetMs} ms`,
      measured: `${milliseconds(quantile(pageTimes, 0.99))} of ${pageTimes.length}`,
      reached: quantile(pageTimes, 0.99) < pageTargetMs,
    },
    {
      name: 'acknowledged writes under load',
      target: 'none lost, none refused',
      measured: `${lost} of ${saved} and ${Object.keys(result.saved.preferences).length} preferences lost`,
      reached: lost === 0 && saved > 0 && Object.keys(result.refused).length === 0,
    },
    {
      name: 'ticks under load',
      target: 'none missed but counted ones',
      measured: `${uncounted} missed, ${counted} of ${taken + counted} left out and counted`,
      reached: uncounted === 0,
    },
  ];
}

/** How many of the writes that were acknowledged are not in the database, seen by another connection. */
function lostWrites(libraryPath: string, { saved }: LoadResult): number {
  const known = (table: string) =>
    new Set(queryLibrary<{ id: string }>(libraryPath, `SELECT id FROM ${table}`).map(({ id }) => id));
  const missing = (table: string, ids: readonly string[]) => {
    const there = known(table);
    return ids.filter((id) => !there.has(id)).length;
  };
  const values = new Map(
    queryLibrary<{ key: string; value: string }>(libraryPath, 'SELECT key, value FROM preferences').map((row) => [
      row.key,
      row.value,
    ]),
  );
  const preferences = Object.entries(saved.preferences).filter(([key, value]) => values.get(key) !== String(value));
  return missing('events', saved.events) + missing('conversations', saved.messages) + preferences.length;
}

/** The same list pages from the product and from a bare server, in turns, while nothing is captured. */
async function compare(
  libraryPath: string,
  api: Api,
  run: (job: Partial<LoadJob>) => Promise<LoadResult>,
  server: AfterimageServer,
  rounds: number,
): Promise<Target[]> {
  const pages: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 40; page += 1) {
    const answer = await api.captures.list({ limit: 50, ...(cursor === undefined ? {} : { cursor }) });
    cursor = answer.nextCursor ?? undefined;
    if (cursor !== undefined) pages.push(`/api/captures?limit=50&cursor=${cursor}`);
  }
  const bare = fork(join(import.meta.dirname, 'load-bare.ts'), [libraryPath]);
  try {
    const [bareOrigin] = (await once(bare, 'message')) as [string];
    await requireSame(pages[0] ?? '', bareOrigin, api);
    const job = { pages, round: ['page'] } as const;
    const perSecond = { ours: [] as number[], bare: [] as number[] };
    const cpuMs = { ours: [] as number[], bare: [] as number[] };
    const p99 = { ours: [] as number[], bare: [] as number[] };
    // The first round of each is longer and not counted: both have yet to become warm.
    for (let round = 0; round <= rounds; round += 1) {
      for (const who of ['ours', 'bare'] as const) {
        const pid = who === 'ours' ? server.program.pid : (bare.pid ?? 0);
        const cpuBefore = cpuMsOfProcess(pid);
        const origin = who === 'ours' ? server.origin : bareOrigin;
        const result = await run({ ...job, origin, seconds: round === 0 ? secondsOfWarmUp : secondsOfRound });
        const times = result.milliseconds.page ?? [];
        if (round === 0) continue;
        perSecond[who].push(times.length / result.seconds);
        cpuMs[who].push((cpuMsOfProcess(pid) - cpuBefore) / times.length);
        p99[who].push(quantile(times, 0.99));
      }
    }
    const share = median(perSecond.ours) / median(perSecond.bare);
    printTable(`A list page of 50 captures, ${clients} clients, medians of ${rounds} rounds of ${secondsOfRound} s`, [
      ['', 'requests/s', 'processor time each', 'p99'],
      ...(['ours', 'bare'] as const).map((who) => [
        who === 'ours' ? 'Afterimage' : 'node:http and better-sqlite3',
        median(perSecond[who]).toFixed(0),
        milliseconds(median(cpuMs[who])),
        milliseconds(median(p99[who])),
      ]),
      [
        'ratio',
        ratio(median(perSecond.ours), median(perSecond.bare)),
        ratio(median(cpuMs.ours), median(cpuMs.bare)),
        '',
      ],
    ]);
    console.log(`  load of the machine ${loadavg()[0]?.toFixed(1)}`);
    return [
      {
        name: 'a list page beside a bare server',
        target: 'at least 0.50 × its requests/s',
        measured: `${share.toFixed(2)} ×`,
        reached: share >= 0.5,
      },
    ];
  } finally {
    bare.disconnect();
  }
}

/** Both answer the same rows with as many bytes. */
async function requireSame(path: string, bareOrigin: string, api: Api): Promise<void> {
  const cursor = path.split('cursor=')[1];
  const ours = await api.captures.list({ limit: 50, ...(cursor === undefined ? {} : { cursor }) });
  const theirs = (await (await fetch(bareOrigin + path)).json()) as typeof ours;
  const sorted = (page: typeof ours) => JSON.stringify(page.items.map((item) => Object.entries(item).sort()));
  if (sorted(ours) !== sorted(theirs) || ours.nextCursor !== theirs.nextCursor) {
    throw new Error('The bare server does not answer the same.');
  }
}

async function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  const heard = new AbortController();
  const ended = once(child, 'exit', { signal: heard.signal }).then(() => {
    throw new Error('The programs that ask ended before they were answered.');
  });
  child.send(message);
  const [answer] = (await Promise.race([once(child, 'message', { signal: heard.signal }), ended])) as [Answer];
  heard.abort();
  await ended.catch(() => undefined);
  return answer;
}

const cpuMsOf = (server: AfterimageServer): number => cpuMsOfProcess(server.program.pid);

/** User and system time of a process with all its threads. */
function cpuMsOfProcess(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * millisecondsPerClockTick;
}

/** What all processors worked since the machine was started. */
function machineCpuMs(): number {
  const [, user, nice, system, , , interrupts, softInterrupts] = (
    readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? ''
  )
    .split(/\s+/)
    .map(Number);
  return (
    [user, nice, system, interrupts, softInterrupts].reduce<number>((sum, ticks) => sum + (ticks ?? 0), 0) *
    millisecondsPerClockTick
  );
}

function residentBytes(server: AfterimageServer): number {
  const status = readFileSync(`/proc/${server.program.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}
