import sharp from 'sharp';
import type { varyPage } from './vary-page.ts';

/** What a picture of the corpus has of its own against the base of its screen. */
export const changeNames = [
  'base',
  'exact',
  'jpeg_50',
  'jpeg_70',
  'jpeg_90',
  'webp',
  'scaled_50',
  'scaled_75',
  'scaled_150',
  'changed_word',
  'changed_line',
  'typed_line',
  'inserted_line',
  'cursor',
  'clock',
  'scrolled_line',
  'scrolled_3_lines',
  'scrolled_third',
  'scrolled_half',
  'scrolled_page',
  'another_window',
  'another_theme',
] as const;
export type Change = (typeof changeNames)[number];

/** Near copies that must be found. */
export const nearChanges: readonly Change[] = [
  'exact',
  'jpeg_50',
  'jpeg_70',
  'jpeg_90',
  'webp',
  'scaled_50',
  'scaled_75',
  'scaled_150',
  'cursor',
  'clock',
  'typed_line',
];

/** Changed text: still near by the share of the picture that is the same, but not the same text. */
export const textChanges: readonly Change[] = ['changed_word', 'changed_line'];

/** Scrolls that keep at least half of what was in sight. */
export const halfScrolls: readonly Change[] = ['scrolled_line', 'scrolled_3_lines', 'scrolled_third', 'scrolled_half'];

/** What the members of a family are made in. */
export const fewChanges: ReadonlySet<Change> = new Set<Change>([
  'base',
  'jpeg_70',
  'scaled_50',
  'typed_line',
  'cursor',
  'clock',
  'scrolled_third',
]);

/** The screens that became something else. */
const otherScreens: ReadonlySet<Change> = new Set<Change>(['another_window', 'another_theme']);

/** How the page is changed before it is taken; what is not here is made of the base's file. */
export const pageChanges: Readonly<Partial<Record<Change, Parameters<typeof varyPage>[0]>>> = {
  base: { change: 'base' },
  changed_word: { change: 'changed_word' },
  changed_line: { change: 'changed_line' },
  typed_line: { change: 'typed_line' },
  inserted_line: { change: 'inserted_line' },
  cursor: { change: 'cursor' },
  clock: { change: 'clock' },
  scrolled_line: { change: 'scroll', lines: 1 },
  scrolled_3_lines: { change: 'scroll', lines: 3 },
  scrolled_third: { change: 'scroll', share: 1 / 3 },
  scrolled_half: { change: 'scroll', share: 1 / 2 },
  scrolled_page: { change: 'scroll', share: 0.92 },
  another_window: { change: 'another_window' },
  another_theme: { change: 'another_theme' },
};

interface FileChange {
  readonly extension: 'jpg' | 'webp';
  make(stored: Buffer): Promise<Buffer>;
}

const scaled = (share: number): FileChange => ({
  extension: 'jpg',
  make: async (stored) => {
    const { width } = await sharp(stored).metadata();
    return sharp(stored)
      .resize({ width: Math.round(width * share) })
      .jpeg({ quality: 80 })
      .toBuffer();
  },
});
const recompressed = (quality: number): FileChange => ({
  extension: 'jpg',
  make: (stored) => sharp(stored).jpeg({ quality }).toBuffer(),
});

/** What is made of the stored file of the base, as another program would. */
export const fileChanges: Readonly<Partial<Record<Change, FileChange>>> = {
  exact: { extension: 'jpg', make: async (stored) => stored },
  jpeg_50: recompressed(50),
  jpeg_70: recompressed(70),
  jpeg_90: recompressed(90),
  webp: { extension: 'webp', make: (stored) => sharp(stored).webp({ quality: 80, effort: 2 }).toBuffer() },
  scaled_50: scaled(0.5),
  scaled_75: scaled(0.75),
  scaled_150: scaled(1.5),
};

/** How two pictures of the corpus are alike, as is known from how they were made. */
export type Truth =
  /** The same screen, with small changes at most. */
  | 'near'
  /** The same screen, scrolled. */
  | 'scrolled'
  /** The same screen with a line in between: half of it lies where it was, half of it moved. Either name is right. */
  | 'either'
  /** Two screens. They must never share a group. */
  | 'different';

/** What must be known of a picture to tell how it is like another one. */
export interface KnownPicture {
  readonly screen: string;
  readonly change: Change;
  /** How far the text of the window in front moved up against the base, in pixels; 0 where it did not. */
  readonly scrolledPixels: number;
}

/** What is known about two pictures. */
export function truthOf(a: KnownPicture, b: KnownPicture): Truth {
  if (a.screen !== b.screen) return 'different';
  if (a.change !== b.change && (otherScreens.has(a.change) || otherScreens.has(b.change))) return 'different';
  if (a.scrolledPixels !== b.scrolledPixels) return 'scrolled';
  return a.change !== b.change && (a.change === 'inserted_line' || b.change === 'inserted_line') ? 'either' : 'near';
}
