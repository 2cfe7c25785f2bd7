import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import { findBrowser } from '../../scripts/browser.ts';
import { createSharpCodec } from '../../src-main/adapters/image/sharp-codec.ts';

import { type Change, changeNames, fewChanges, fileChanges, type KnownPicture, pageChanges } from './changes.ts';
import { type ScreenPlan, screenPage } from './screen-page.ts';
import { planScreens } from './screen-plans.ts';
import { varyPage } from './vary-page.ts';

/** One picture file of the corpus and what is known about it. */
export interface CorpusPicture extends KnownPicture {
  /** `<screen>--<change>`. */
  readonly id: string;
  /** Absolute. */
  readonly file: string;
  /** Screens of one family share a window layout and differ in the text. */
  readonly family: string | null;
  readonly width: number;
  readonly height: number;
}

export interface Corpus {
  readonly folder: string;
  readonly pictures: readonly CorpusPicture[];
}

export interface CorpusOptions {
  /** Screens with one window; at most 35. */
  readonly singles?: number;
  /** Screens with several windows. */
  readonly desktops?: number;
  /** Screens in each of the twelve families that share a layout. */
  readonly members?: number;
}

/** Where the corpus is kept between runs. */
export const corpusFolder = join(import.meta.dirname, '../../.cache/quality');

const storedQuality = 80;

/**
 * Draws the corpus into this folder, or takes what an earlier run drew there with the same sources and options. All
 * of it is seeded: the same options give the same pictures on the same browser.
 */
export async function makeCorpus(
  folder: string = corpusFolder,
  { singles = 35, desktops = 29, members = 8 }: CorpusOptions = {},
): Promise<Corpus> {
  const key = await corpusKey([singles, desktops, members]);
  const index = join(folder, key, 'corpus.json');
  const picturesFolder = join(folder, key, 'pictures');
  if (existsSync(index)) {
    const pictures = JSON.parse(await readFile(index, 'utf8')) as Omit<CorpusPicture, 'file'>[];
    return { folder: picturesFolder, pictures: pictures.map((each) => withFile(each, picturesFolder)) };
  }
  await rm(join(folder, key), { recursive: true, force: true });
  await mkdir(picturesFolder, { recursive: true });
  const screens = planScreens({ singles, desktops, members });
  const pictures: CorpusPicture[] = [];
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    // Scroll bars are part of what a person sees.
    ignoreDefaultArgs: ['--hide-scrollbars'],
    args: ['--disable-lcd-text', '--force-color-profile=srgb'],
  });
  try {
    const waiting = [...screens];
    const draw = async () => {
      for (let screen = waiting.shift(); screen; screen = waiting.shift()) {
        pictures.push(...(await drawScreen(browser, screen, picturesFolder)));
      }
    };
    await Promise.all([draw(), draw()]);
  } finally {
    await browser.close();
  }
  pictures.sort((a, b) => (a.id < b.id ? -1 : 1));
  await writeFile(index, JSON.stringify(pictures.map(({ file: _file, ...rest }) => rest)));
  return { folder: picturesFolder, pictures };
}

function withFile(picture: Omit<CorpusPicture, 'file'>, folder: string): CorpusPicture {
  return { ...picture, file: join(folder, fileNameOf(picture.id, picture.change)) };
}

function fileNameOf(id: string, change: Change): string {
  return `${id}.${fileChanges[change]?.extension ?? 'jpg'}`;
}

/** What the pictures depend on, beside the browser and the fonts of the machine. */
const sources = ['changes', 'corpus', 'programs', 'screen-page', 'screen-plans', 'vary-page', 'writer'];

async function corpusKey(options: readonly number[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(options));
  for (const name of sources) hash.update(await readFile(join(import.meta.dirname, `${name}.ts`)));
  return hash.digest('hex').slice(0, 16);
}

async function drawScreen(browser: Browser, screen: ScreenPlan, folder: string): Promise<CorpusPicture[]> {
  const page = await browser.newPage({ viewport: { width: screen.width, height: screen.height } });
  try {
    await page.setContent(screenPage(screen));
    const pictures: CorpusPicture[] = [];
    const add = async (change: Change, bytes: Buffer, scrolledPixels: number) => {
      const id = `${screen.id}--${change}`;
      const file = join(folder, fileNameOf(id, change));
      const [{ width, height }] = await Promise.all([sharp(bytes).metadata(), writeFile(file, bytes)]);
      pictures.push({ id, file, screen: screen.id, family: screen.family, change, width, height, scrolledPixels });
    };
    let stored: Buffer | undefined;
    for (const change of changeNames) {
      if (screen.variants === 'few' && !fewChanges.has(change)) continue;
      const request = pageChanges[change];
      if (request) {
        const moved = await page.evaluate(varyPage, request);
        if (moved === null) continue;
        const bytes = await storeScreen(await shoot(page));
        if (change === 'base') stored = bytes;
        await add(change, bytes, moved);
      } else if (stored) {
        await add(change, (await fileChanges[change]?.make(stored)) ?? stored, 0);
      }
    }
    return pictures;
  } finally {
    await page.close();
  }
}

async function shoot(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  try {
    const { data } = await session.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
    return Buffer.from(data, 'base64');
  } finally {
    await session.detach();
  }
}

const codec = createSharpCodec();

/** The lossless picture as the product stores it by default. */
async function storeScreen(png: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const frame = { data, width: info.width, height: info.height };
  const { bytes } = await codec.encode(frame, { format: 'jpeg', quality: storedQuality, scalePercent: 100 });
  return Buffer.from(bytes);
}
