import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openRestlessDesk } from '../e2e/displays/restless-desk.ts';
import { AfterimageServer, type Api, runAfterimage } from '../e2e/fixtures/afterimage.ts';
import { queryLibrary } from '../e2e/fixtures/library-database.ts';
import { TemporaryHome } from '../e2e/fixtures/temporary-home.ts';
import { makeVisible, seedVisibleLibrary } from '../e2e/fixtures/visible-seed.ts';
import { median, quantile } from './measure.ts';
import { milliseconds, printTable, ratio, type Target } from './report.ts';
import type { HeldUp } from './scan-probe.ts';

const intervalMs = 1000;
/** A person who leafs through days asks no faster than this. */
const betweenQuestionsMs = 25;
const slowAnswerMs = 100;
/** A tick that begins so much later than its moment is on time: the system's own timers are no better under load. */
const onTimeMs = 100;

const questions = ['a day', 'the list of a day', 'all days', 'the first page', 'a page anywhere'] as const;

/** What was seen in one stretch of time. */
interface Stretch {
  readonly name: string;
  readonly seconds: number;
  /** Milliseconds of every answer, by question. */
  readonly answers: Readonly<Record<(typeof questions)[number], number[]>>;
  /** Milliseconds by which each tick came after its moment. */
  readonly lateness: number[];
  /** As the product counts them. */
  readonly ticks: { readonly taken: number; readonly late: number; readonly gaps: number };
  /** The longest time for which the event loop was held up, second by second. */
  readonly heldUp: readonly HeldUp[];
  readonly matched: number;
}

export interface ScanBenchOptions {
  readonly captures: number;
  /** Seeded before with signatures; it is copied and left as it is. */
  readonly library?: string;
  /** Of each of the two kinds, in turns. */
  readonly rounds: number;
  readonly seconds: number;
}

/**
 * Ticks and answers of the timeline while a large library is searched for duplicates, beside the same without the
 * search: three real displays that change all the time, one look a second, and a person who leafs through days.
 */
export async function benchScan(options: ScanBenchOptions): Promise<Target[]> {
  const home = await TemporaryHome.create();
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-bench-'));
  const libraryPath = join(folder, 'library');
  try {
    console.log(`\nMaking a library of ${options.captures} captures …`);
    await makeLibrary(libraryPath, home, options);
    return await measureProduct(libraryPath, join(folder, 'held-up.jsonl'), home, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await home.remove();
  }
}

async function makeLibrary(
  libraryPath: string,
  home: TemporaryHome,
  { captures, library }: ScanBenchOptions,
): Promise<void> {
  if (library === undefined) return seedVisibleLibrary(libraryPath, captures, { files: true });
  await seedVisibleLibrary(libraryPath, 1);
  for (const suffix of ['-wal', '-shm']) await rm(join(libraryPath, `afterimage.db${suffix}`), { force: true });
  await copyFile(join(library, 'afterimage.db'), join(libraryPath, 'afterimage.db'));
  makeVisible(libraryPath, { files: true });
  // A start would do this too, before it answers, and back up all of it first.
  const { code, stderr } = await runAfterimage(['--library', libraryPath, 'migrate'], home.environment());
  if (code !== 0) throw new Error(`The library could not be migrated: ${stderr}`);
}

async function measureProduct(
  libraryPath: string,
  probePath: string,
  home: TemporaryHome,
  options: ScanBenchOptions,
): Promise<Target[]> {
  const desk = await openRestlessDesk();
  const probe = `${new URL('./scan-probe.ts', import.meta.url).href}?${encodeURIComponent(probePath)}`;
  const environment = { ...home.environment(desk.displays.environment()), NODE_OPTIONS: `--import=${probe}` };
  const server = await AfterimageServer.start(libraryPath, environment);
  try {
    const { api } = await server.logIn();
    await api.preferences.set({ key: 'intervalSeconds', value: intervalMs / 1000 });
    const { days } = await api.timeline.days({});
    const look = (name: string, seconds: number) =>
      measureStretch(name, seconds, { api, libraryPath, probePath, days: days.map(({ day }) => day) });
    await api.capture.consent({ given: true });
    await firstCapture(api);
    const id = await searchOf(api);
    const stretches = [await look('after the start', options.seconds)];
    await setRunning(api, id, false);
    await backedUp(api);
    for (let round = 0; round < options.rounds; round += 1) {
      await setRunning(api, id, false);
      stretches.push(await look('no search', options.seconds));
      await setRunning(api, id, true);
      stretches.push(await look('a search', options.seconds));
    }
    for (const stretch of stretches) print(stretch);
    const without = together(stretches.filter(({ name }) => name === 'no search'));
    const beside = together(stretches.filter(({ name }) => name === 'a search'));
    printComparison(without, beside);
    return [...stretches.slice(0, 1), beside].flatMap(targetsOf);
  } finally {
    await server.stop();
    await desk.close();
  }
}

/** The first tick waits until the files were compared with the rows. */
export async function firstCapture(api: Api): Promise<void> {
  while ((await api.capture.status()).ticks.stored === 0) await pause(200);
}

/** What was never compared is searched by itself after a start. */
async function searchOf(api: Api): Promise<string> {
  for (;;) {
    const [job] = (await api.jobs.list({ type: 'scan_duplicates' })).items;
    if (job) return job.id;
    await pause(100);
  }
}

async function setRunning(api: Api, id: string, wanted: boolean): Promise<void> {
  const { status } = await api.jobs.get({ id });
  if (wanted && status !== 'running') await api.jobs.retry({ id });
  if (!wanted && status !== 'cancelled') await api.jobs.cancel({ id });
  for await (const job of await api.jobs.watch({ id })) {
    if (job.status === (wanted ? 'running' : 'cancelled')) return;
  }
  throw new Error('The search came to its end before it was measured: take a larger library.');
}

/** The daily backup reads the whole database; it is part of the first stretch and of no other. */
async function backedUp(api: Api): Promise<void> {
  const begun = performance.now();
  while (performance.now() - begun < 300_000) {
    const { backups } = await api.library.status();
    if (backups.some((backup) => backup.occasion === 'daily')) return;
    await pause(500);
  }
  throw new Error('The daily backup was not made within five minutes.');
}

interface Surroundings {
  readonly api: Api;
  readonly libraryPath: string;
  readonly probePath: string;
  readonly days: readonly string[];
}

async function measureStretch(name: string, seconds: number, around: Surroundings): Promise<Stretch> {
  const { api, libraryPath, probePath, days } = around;
  const anyDay = () => days[Math.floor(Math.random() * days.length)] ?? '';
  const answers = Object.fromEntries(questions.map((question) => [question, []])) as unknown as Stretch['answers'];
  const asked = async <Answer>(question: (typeof questions)[number], answer: () => Promise<Answer>) => {
    const start = performance.now();
    const result = await answer();
    answers[question].push(performance.now() - start);
    await pause(betweenQuestionsMs);
    return result;
  };
  const matchedBefore = matchedIn(libraryPath);
  const before = (await api.capture.status()).ticks;
  const begun = Date.now();
  while (Date.now() - begun < seconds * 1000) {
    await asked('a day', () => api.timeline.day({ day: anyDay() }));
    const page = await asked('the list of a day', () => api.captures.list({ day: anyDay(), limit: 100 }));
    await asked('all days', () => api.timeline.days({}));
    await asked('the first page', () => api.captures.list({ limit: 100 }));
    const to = page.items.at(-1)?.capturedAt;
    await asked('a page anywhere', () => api.captures.list({ to, limit: 100 }));
  }
  const ended = Date.now();
  const after = (await api.capture.status()).ticks;
  return {
    name,
    seconds: (ended - begun) / 1000,
    answers,
    lateness: latenessOf(libraryPath, begun, ended),
    ticks: { taken: after.taken - before.taken, late: after.late - before.late, gaps: after.gaps - before.gaps },
    heldUp: heldUpBetween(probePath, begun, ended),
    matched: matchedIn(libraryPath) - matchedBefore,
  };
}

/** How much later than the punctual one each tick of these came, by the rows that it wrote. */
function latenessOf(libraryPath: string, from: number, to: number): number[] {
  const moments = queryLibrary<{ at: number }>(
    libraryPath,
    'SELECT DISTINCT captured_at AS at FROM captures WHERE captured_at BETWEEN ? AND ? ORDER BY captured_at',
    from,
    to,
  ).map(({ at }) => at);
  // The rhythm holds for as long as the product runs, so the most punctual tick tells where its moments lie.
  const phases = moments.map((at) => (at - (moments[0] ?? 0) + intervalMs / 2) % intervalMs);
  const earliest = Math.min(...phases);
  return phases.map((phase) => phase - earliest);
}

function heldUpBetween(probePath: string, from: number, to: number): HeldUp[] {
  if (!existsSync(probePath)) return [];
  const lines = readFileSync(probePath, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as HeldUp).filter(({ at }) => at >= from && at <= to);
}

function matchedIn(libraryPath: string): number {
  return queryLibrary<{ count: number }>(libraryPath, 'SELECT count(*) AS count FROM duplicate_members')[0]?.count ?? 0;
}

function together(stretches: readonly Stretch[]): Stretch {
  const sum = (of: (stretch: Stretch) => number) => stretches.reduce((total, each) => total + of(each), 0);
  const all = <Value>(of: (stretch: Stretch) => readonly Value[]) => stretches.flatMap(of);
  return {
    name: stretches[0]?.name ?? '',
    seconds: sum((each) => each.seconds),
    answers: Object.fromEntries(
      questions.map((question) => [question, all((each) => each.answers[question])]),
    ) as unknown as Stretch['answers'],
    lateness: all((each) => each.lateness),
    ticks: {
      taken: sum((each) => each.ticks.taken),
      late: sum((each) => each.ticks.late),
      gaps: sum((each) => each.ticks.gaps),
    },
    heldUp: all((each) => each.heldUp),
    matched: sum((each) => each.matched),
  };
}

const heldUpName = 'event loop held up, worst of a second';
const workedName = '… of which it had a processor';
const heldUpMs = (heldUp: readonly HeldUp[]) => heldUp.map((each) => each.heldUpMs);
const queuedName = '… of which others had it';
const queuedMs = (heldUp: readonly HeldUp[]) => heldUp.map((each) => each.queuedMs);
const workedMs = (heldUp: readonly HeldUp[]) => heldUp.map((each) => each.workedMs);
const slow = (values: readonly number[]): number => values.filter((value) => value > slowAnswerMs).length;

function figures(name: string, values: readonly number[]): string[] {
  return [
    name,
    String(values.length),
    milliseconds(median(values)),
    milliseconds(quantile(values, 0.99)),
    milliseconds(Math.max(...values)),
    String(slow(values)),
  ];
}

function print({ name, seconds, answers, lateness, ticks, heldUp, matched }: Stretch): void {
  printTable(
    `${name}: ${seconds.toFixed(0)} s, ${ticks.taken} ticks (${ticks.late} late, ${ticks.gaps} gaps), ${matched} captures matched`,
    [
      ['', 'count', 'median', 'p99', 'max', `over ${slowAnswerMs} ms`],
      ...questions.map((question) => figures(question, answers[question])),
      figures('a tick after its moment', lateness),
      figures(heldUpName, heldUpMs(heldUp)),
      figures(workedName, workedMs(heldUp)),
      figures(queuedName, queuedMs(heldUp)),
    ],
  );
}

function printComparison(without: Stretch, beside: Stretch): void {
  const compared = (name: string, one: readonly number[], other: readonly number[]) => [
    name,
    ...[0.5, 0.99, 1].map((share) => ratio(quantile(other, share), quantile(one, share))),
  ];
  printTable('Beside a search, as often as without one', [
    ['', 'median', 'p99', 'max'],
    ...questions.map((question) => compared(question, without.answers[question], beside.answers[question])),
    compared('a tick after its moment', without.lateness, beside.lateness),
    compared(heldUpName, heldUpMs(without.heldUp), heldUpMs(beside.heldUp)),
    compared(workedName, workedMs(without.heldUp), workedMs(beside.heldUp)),
  ]);
}

function targetsOf({ name, answers, lateness, ticks }: Stretch): Target[] {
  const all = questions.flatMap((question) => answers[question]);
  const latest = Math.max(...lateness);
  return [
    {
      name: `answers of the timeline, ${name}`,
      target: `all < ${slowAnswerMs} ms`,
      measured: `${slow(all)} of ${all.length} slower, ${milliseconds(Math.max(...all))} at most`,
      reached: slow(all) === 0,
    },
    {
      name: `ticks, ${name}`,
      target: `none left out, all < ${onTimeMs} ms late`,
      measured: `${ticks.late} of ${ticks.taken} left out, ${milliseconds(latest)} at most`,
      reached: ticks.late === 0 && ticks.gaps === 0 && latest < onTimeMs,
    },
  ];
}
