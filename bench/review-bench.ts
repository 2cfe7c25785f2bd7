import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { AfterimageServer, type Api } from '../e2e/fixtures/afterimage.ts';
import { TemporaryHome } from '../e2e/fixtures/temporary-home.ts';
import { findBrowser } from '../scripts/browser.ts';
import { seedLibrary } from '../scripts/seed.ts';
import { makeSeedPictures, writeSeedPicture } from '../scripts/seed-pictures.ts';
import { median, quantile } from './measure.ts';
import { milliseconds, printTable, type Target } from './report.ts';

/** Enough that its screens come back in more than 10,000 groups of equal files. */
const captures = 160_000;
const leastGroups = 10_000;
const samples = 150;
const openings = 12;
/** A quick person's pause before the next key. */
const pauseMs = 250;
/** Pictures of a group that the review may show before it goes on. */
const picturesPerGroup = 4;

/** The review of duplicates on the screen: the first of 10,000 groups, and the next one after a key. */
export async function benchReview(): Promise<Target[]> {
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-bench-review-'));
  const home = await TemporaryHome.create();
  const libraryPath = join(folder, 'library');
  try {
    console.log(`\nSeeding ${captures} captures whose screens come back …`);
    await seedLibrary({ libraryPath, captures, days: 90 });
    claimFiles(libraryPath);
    const server = await AfterimageServer.start(libraryPath, home.environment(), ['--no-capture']);
    try {
      const { api } = await server.logIn();
      const groups = (await api.duplicates.counts({})).settings[0]?.groups ?? 0;
      if (groups < leastGroups) throw new Error(`Only ${groups} groups were seeded.`);
      await writePictures(api, libraryPath);
      const answers = await timeAnswers(api);
      await server.stop();
      return await onScreen(libraryPath, home, groups, answers);
    } finally {
      await server.stop();
    }
  } finally {
    await home.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seeded captures are marked as missing and would be in no group. */
function claimFiles(libraryPath: string): void {
  const database = new Database(join(libraryPath, 'afterimage.db'));
  database.exec('UPDATE captures SET missing_at = NULL');
  database.close();
}

/** Real pictures for the groups that will be shown: what is measured must be decoded and painted. */
async function writePictures(api: Api, libraryPath: string): Promise<void> {
  const pictures = await makeSeedPictures();
  let cursor: string | undefined;
  for (let written = 0; written < samples + 20; ) {
    const page = await api.duplicates.groups({ limit: 20, cursor });
    for (const { reference, others } of page.items) {
      for (const { capture } of [reference, ...others].slice(0, picturesPerGroup)) {
        const picture = pictures[written % pictures.length];
        if (picture) await writeSeedPicture(libraryPath, capture.filepath, picture, capture.id);
      }
      written += 1;
    }
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}

async function timeAnswers(api: Api): Promise<number[]> {
  const found: number[] = [];
  for (let round = 0; round < samples; round += 1) {
    const start = performance.now();
    await api.duplicates.groups({ limit: 4 });
    found.push(performance.now() - start);
  }
  return found;
}

async function onScreen(
  libraryPath: string,
  home: TemporaryHome,
  groups: number,
  answers: readonly number[],
): Promise<Target[]> {
  const server = await AfterimageServer.start(libraryPath, home.environment(), ['--no-capture']);
  const browser = await chromium.launch({ executablePath: findBrowser() });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(server.url);
    const first: number[] = [];
    for (let opening = 0; opening < openings; opening += 1) {
      await page.goto(`${server.origin}/status`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(pauseMs);
      const time = await timeFirstGroup(page);
      // The first opening also reads the library into memory.
      if (opening > 0) first.push(time);
    }
    await page.waitForTimeout(2000);
    const next: number[] = [];
    for (let sample = 0; sample < samples; sample += 1) {
      await page.waitForTimeout(pauseMs);
      next.push(await timeNextGroup(page));
    }
    printTable(`The review of ${groups} groups, at 1280 × 800`, [
      ['', 'median', 'p99'],
      row('first groups, request to answer', answers),
      row('first group on the screen, request to paint', first),
      row('next group with both pictures on the screen, key to paint', next),
    ]);
    return [
      limit(`first review group of ${groups} on the screen, median`, median(first), 50),
      limit('next review group on the screen after a key, p99', quantile(next, 0.99), 100),
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}

const row = (name: string, values: readonly number[]): string[] => [
  name,
  milliseconds(median(values)),
  milliseconds(quantile(values, 0.99)),
];

function limit(name: string, measured: number, most: number): Target {
  return { name, target: `≤ ${most} ms`, measured: milliseconds(measured), reached: measured <= most };
}

/** From the request for the groups, sent when the page is opened by its keys, to the frame with the first one. */
async function timeFirstGroup(page: Page): Promise<number> {
  const shown = await page.evaluateHandle(() => {
    const measure = async () => {
      performance.clearResourceTimings();
      const drawn = await new Promise<number>((resolve) => {
        const look = () => {
          if (!document.querySelector('[aria-label="Review"] [aria-label="Candidate"]')) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true });
        look();
      });
      const requests = performance.getEntriesByType('resource');
      const request = requests.find(({ name }) => name.includes('/rpc/duplicates/groups'));
      return drawn - (request?.startTime ?? Number.NaN);
    };
    // In an object: a promise alone would be waited for here, before the key is pressed.
    return { time: measure() };
  });
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  const time = await shown.evaluate(({ time: measured }) => measured);
  if (Number.isNaN(time)) throw new Error('The review did not ask for its groups.');
  return time;
}

/** From the key that keeps a whole group to the frame with both pictures of the next one. */
async function timeNextGroup(page: Page): Promise<number> {
  const shown = await page.evaluateHandle(() => ({
    time: new Promise<number>((resolve) => {
      const pictures = () =>
        [...document.querySelectorAll<HTMLImageElement>('[aria-label="Review"] img')]
          .filter((image) => image.src.includes('/media/full/'))
          .map((image) => image.src);
      const before = pictures().join(' ');
      let start = 0;
      const onKey = (event: KeyboardEvent) => {
        if (event.key.toLowerCase() === 'k') start = event.timeStamp;
      };
      window.addEventListener('keydown', onKey, { capture: true });
      const look = () => {
        const now = pictures();
        if (start === 0 || now.length < 2 || now.join(' ') === before) return;
        observer.disconnect();
        window.removeEventListener('keydown', onKey, { capture: true });
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    }),
  }));
  await page.keyboard.press('Shift+K');
  return shown.evaluate(({ time }) => time);
}
