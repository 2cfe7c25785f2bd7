import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { AfterimageServer, type Api } from '../e2e/fixtures/afterimage.ts';
import { Program } from '../e2e/fixtures/program.ts';
import { TemporaryHome } from '../e2e/fixtures/temporary-home.ts';
import { findBrowser } from '../scripts/browser.ts';
import { createSystemClock } from '../src-main/adapters/system/system-clock.ts';
import { openLibraryDatabase } from '../src-main/db/open.ts';
import type { LibraryDatabase } from '../src-main/ports/repositories.ts';
import { median, quantile } from './measure.ts';
import { milliseconds, printTable, ratio, type Target } from './report.ts';

const pageSize = 100;

/** A large library: start, paging, counts, day views, and the same on the screen. */
export async function benchRows(options: { captures: number; library?: string; rounds: number }): Promise<Target[]> {
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-bench-'));
  const home = await TemporaryHome.create();
  const libraryPath = options.library ?? join(folder, 'library');
  try {
    if (!options.library) await seed(libraryPath, options.captures);
    const targets = await benchDatabase(libraryPath, options.rounds);
    targets.push(...(await benchProduct(libraryPath, home, options.rounds)));
    return targets;
  } finally {
    await home.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function seed(libraryPath: string, captures: number): Promise<void> {
  console.log(`\nSeeding ${captures} captures …`);
  const script = resolve(import.meta.dirname, '../scripts/seed.ts');
  const words = [script, '--captures', String(captures), '--library', libraryPath];
  const program = await Program.start(process.execPath, words);
  const end = await program.ended;
  if (end.code !== 0) throw new Error(`Seeding failed:\n${program.output}`);
  console.log(program.lines.at(-1) ?? '');
}

async function times(rounds: number, work: (round: number) => unknown): Promise<number[]> {
  const found: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await work(round);
    found.push(performance.now() - start);
  }
  return found;
}

const row = (name: string, values: readonly number[], against?: readonly number[]): string[] => [
  name,
  milliseconds(median(values)),
  milliseconds(quantile(values, 0.99)),
  against ? ratio(median(values), median(against)) : '',
];
const headings = ['', 'median', 'p99', 'ratio'];

async function benchDatabase(libraryPath: string, rounds: number): Promise<Target[]> {
  const raw = new Database(join(libraryPath, 'afterimage.db'), { readonly: true });
  const clock = createSystemClock();
  const database: LibraryDatabase = await openLibraryDatabase({
    libraryPath,
    mode: 'read-only',
    migrate: false,
    clock,
  });
  try {
    const { count, first, last } = raw
      .prepare('SELECT count(*) AS count, min(captured_at) AS first, max(captured_at) AS last FROM captures')
      .get() as { count: number; first: number; last: number };
    const anywhere = () => Math.round(first + Math.random() * (last - first));
    const cursors: string[] = [];
    while (cursors.length < rounds) {
      const page = await database.captures.page({ order: 'newest', limit: pageSize, to: anywhere() });
      if (page.nextCursor) cursors.push(page.nextCursor);
    }
    const page = (cursor: string) => database.captures.page({ order: 'newest', limit: pageSize, cursor });
    const offset = raw.prepare(
      `SELECT * FROM captures WHERE purged_at IS NULL ORDER BY captured_at DESC, id DESC LIMIT ${pageSize} OFFSET ?`,
    );
    const grouped = raw.prepare(
      'SELECT local_day, count(*), sum(file_size) FROM captures WHERE purged_at IS NULL GROUP BY local_day',
    );
    for (const cursor of cursors.slice(0, 20)) await page(cursor);
    const keysetTimes = await times(rounds, (round) => page(cursors[round] ?? ''));
    const offsetTimes = await times(Math.min(rounds, 50), () => offset.all(Math.floor(Math.random() * count)));
    const daysTimes = await times(Math.min(rounds, 100), () => database.captures.days({}));
    const groupTimes = await times(10, () => grouped.all());
    printTable(`Queries over ${count} rows`, [
      headings,
      row(`a page of ${pageSize} by keyset, anywhere`, keysetTimes, offsetTimes),
      row(`a page of ${pageSize} by OFFSET, anywhere`, offsetTimes),
      row('counts of all days, maintained table', daysTimes, groupTimes),
      row('counts of all days, GROUP BY', groupTimes),
    ]);
    return [
      limit('keyset page in the database, median', median(keysetTimes), 1),
      limit('keyset page in the database, p99', quantile(keysetTimes, 0.99), 2),
      limit('counts per day, median', median(daysTimes), 1),
    ];
  } finally {
    await database.close();
    raw.close();
  }
}

function limit(name: string, measured: number, most: number): Target {
  return { name, target: `≤ ${most} ms`, measured: milliseconds(measured), reached: measured <= most };
}

async function benchProduct(libraryPath: string, home: TemporaryHome, rounds: number): Promise<Target[]> {
  const starts: number[] = [];
  let server: AfterimageServer | undefined;
  let api: Api | undefined;
  for (let start = 0; start < 3; start += 1) {
    await server?.stop();
    const before = performance.now();
    server = await AfterimageServer.start(libraryPath, home.environment());
    api = (await server.logIn()).api;
    await api.captures.list({});
    starts.push(performance.now() - before);
  }
  if (!server || !api) throw new Error('The product was not started.');
  try {
    const { days } = await api.timeline.days({});
    const anyDay = () => days[Math.floor(Math.random() * days.length)]?.day ?? '';
    const client = api;
    for (let warm = 0; warm < 3; warm += 1) await client.timeline.day({ day: anyDay() });
    const dayTimes = await times(Math.min(rounds, 100), () => client.timeline.day({ day: anyDay() }));
    const busiest = [...days].sort((a, b) => b.captures - a.captures).slice(0, 10);
    const busyTimes = await times(30, (round) =>
      client.timeline.day({ day: busiest[round % busiest.length]?.day ?? '' }),
    );
    const screen = await benchScreen(
      libraryPath,
      home,
      server,
      days.map(({ day }) => day),
    );
    printTable('The product with this library, over HTTP and in Chromium', [
      headings,
      row('start of serve to the first answered request', starts),
      row('view of any day, request to answer', dayTimes),
      row('view of the ten fullest days, request to answer', busyTimes),
      row('the day before on the screen, click to paint', screen.dayBefore),
      row('any other day on the screen, address to paint', screen.anyDay),
      row('another stretch of the list, scroll to paint', screen.scrolled),
    ]);
    return [
      { ...limit('app ready', median(starts), 3000) },
      limit('view of any day, p99', quantile([...dayTimes, ...busyTimes], 0.99), 100),
      limit('the day before on the screen, median', median(screen.dayBefore), 100),
      limit('any other day on the screen, median', median(screen.anyDay), 100),
      limit('a page of the list on the screen, median', median(screen.scrolled), 50),
    ];
  } finally {
    await server.stop();
  }
}

/** Between two samples the page gets time for what it prepares on its own, as a person gives it. */
const pauseMs = 400;
const screenSamples = 30;

async function benchScreen(
  libraryPath: string,
  home: TemporaryHome,
  running: AfterimageServer,
  days: readonly string[],
): Promise<{ dayBefore: number[]; anyDay: number[]; scrolled: number[] }> {
  await running.stop();
  const server = await AfterimageServer.start(libraryPath, home.environment());
  const browser = await chromium.launch({ executablePath: findBrowser() });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.goto(`${server.origin}/day/${days[Math.floor(days.length / 2)]}`);
    await page.getByRole('list', { name: 'Captures' }).getByRole('button').first().waitFor();
    // Days in the middle, so that there is always one before; those seen already would come from the window's memory.
    const farDays = days.slice(Math.floor(days.length / 4)).sort(() => Math.random() - 0.5);
    const dayBefore: number[] = [];
    const anyDay: number[] = [];
    const scrolled: number[] = [];
    for (let sample = 0; sample < screenSamples; sample += 1) {
      await page.waitForTimeout(pauseMs);
      // The day that is on the screen already is no other day, and nothing would change.
      const there = farDays.findIndex((day) => !page.url().includes(day));
      anyDay.push(await timeOtherDay(page, farDays.splice(there, 1)[0]));
      await page.waitForTimeout(pauseMs);
      scrolled.push(await timeScroll(page));
      await page.waitForTimeout(pauseMs);
      dayBefore.push(await timeOtherDay(page));
      await page.waitForTimeout(pauseMs);
      scrolled.push(await timeScroll(page));
    }
    return { dayBefore, anyDay, scrolled };
  } finally {
    await browser.close();
    await server.stop();
  }
}

/**
 * From the click on the day before, or from the change of the address to any day, to the frame in which that day is
 * drawn: its heading, its lanes and every row in sight. Measured inside the page.
 */
function timeOtherDay(page: Page, day?: string): Promise<number> {
  return page.evaluate(async (wanted) => {
    const heading = () => document.querySelector('h1')?.textContent;
    const button = document.querySelector<HTMLButtonElement>('button[aria-label="Previous day with captures"]');
    const before = heading();
    const start = performance.now();
    if (wanted === undefined) button?.click();
    else history.pushState({}, '', `/day/${wanted}`);
    await new Promise<void>((resolve) => {
      const look = () => {
        const list = document.querySelector('ul[aria-label="Captures"]');
        if (heading() === before || !list?.querySelector('button') || list.querySelector('[aria-busy]')) return;
        // While a day is loaded the last one stays on the screen, and says that it is busy.
        if (list.closest('[aria-busy="true"]')) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(resolve));
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
      look();
    });
    return performance.now() - start;
  }, day);
}

/** From a jump to a random place of the list to the frame in which its rows are drawn. */
function timeScroll(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const list = document.querySelector('ul[aria-label="Captures"]');
    const scroller = list?.parentElement;
    if (!list || !scroller) throw new Error('There is no list of captures.');
    const start = performance.now();
    scroller.scrollTo({ top: Math.random() * (scroller.scrollHeight - scroller.clientHeight) });
    // The rows follow the scroll event, so the first look comes after the next frame.
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!list.querySelector('button') || list.querySelector('[aria-busy]')) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(resolve));
      };
      const observer = new MutationObserver(look);
      observer.observe(list, { subtree: true, childList: true, attributes: true, characterData: true });
      look();
    });
    return performance.now() - start;
  });
}
