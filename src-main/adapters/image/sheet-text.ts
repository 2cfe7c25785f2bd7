import { plainText } from '../../../src-shared/domain/plain-text.ts';
import type { Place, Size, TextLine } from '../../ports/picture-making.ts';

/** What the system has; nothing is loaded from anywhere. */
const fontFamily = 'system-ui, Inter, "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans", Arial, sans-serif';

/** Far more than fits into any line; a text of a megabyte is not handed to the drawing. */
const greatestCharacters = 300;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * Draws lines of text, and frames of pictures with round corners, as SVG over a stripe of a sheet. All texts are of unknown
 * origin: they are shown, and never obeyed.
 */
export function drawStripe(
  size: Size,
  top: number,
  texts: readonly TextLine[],
  places: readonly Place[],
  background: string,
): string {
  const frames = places.map((place) => frameOf({ ...place, top: place.top - top }, background));
  const lines = texts.map((text) => lineOf({ ...text, baseline: text.baseline - top }));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">${[...frames, ...lines].join('')}</svg>`;
}

/** Covers the corners of a picture with the colour behind it, and draws a fine line around what is left. */
function frameOf({ left, top, width, height }: Place, background: string): string {
  const radius = Math.max(2, Math.round(width / 60));
  const rounded =
    `M${left + radius} ${top}h${width - 2 * radius}a${radius} ${radius} 0 0 1 ${radius} ${radius}` +
    `v${height - 2 * radius}a${radius} ${radius} 0 0 1 ${-radius} ${radius}h${2 * radius - width}` +
    `a${radius} ${radius} 0 0 1 ${-radius} ${-radius}v${2 * radius - height}a${radius} ${radius} 0 0 1 ${radius} ${-radius}z`;
  const whole = `M${left} ${top}h${width}v${height}h${-width}z`;
  return (
    `<path fill="${background}" fill-rule="evenodd" d="${whole}${rounded}"/>` +
    `<rect x="${left + 0.5}" y="${top + 0.5}" width="${width - 1}" height="${height - 1}" rx="${radius}" fill="none" stroke="#000" stroke-opacity="0.14"/>`
  );
}

function lineOf({ left, baseline, width, text, sizePixels, isBold = false, colour, align = 'left' }: TextLine): string {
  const shown = fitting(plainText(text).slice(0, greatestCharacters).trim(), width, sizePixels, isBold);
  const [x, anchor] = { left: [0, 'start'], middle: [width / 2, 'middle'], right: [width, 'end'] }[align];
  const weight = isBold ? 600 : 400;
  // Where the letters are wider than was thought, they end at the edge of their place all the same.
  const clip = `<svg x="${left}" y="${baseline - sizePixels * 1.4}" width="${width}" height="${sizePixels * 2}">`;
  return (
    `${clip}<text x="${x}" y="${sizePixels * 1.4}" font-family='${fontFamily}' font-size="${sizePixels}" ` +
    `font-weight="${weight}" fill="${colour}" text-anchor="${anchor}">${escaped(shown)}</text></svg>`
  );
}

/** As many of its characters as fit by how wide letters usually are. */
function fitting(text: string, width: number, sizePixels: number, isBold: boolean): string {
  const characters = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(
    ({ segment }) => segment,
  );
  let used = 0;
  for (const [index, character] of characters.entries()) {
    used += widthOf(character) * sizePixels * (isBold ? 1.08 : 1);
    if (used > width)
      return `${characters
        .slice(0, Math.max(1, index - 1))
        .join('')
        .trimEnd()}…`;
  }
  return text;
}

/** Of the size of its font. */
function widthOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return /[A-ZMW@%]/.test(character) ? 0.7 : /[ijl.,:;'|!I ]/.test(character) ? 0.34 : 0.6;
  // Chinese, Japanese and Korean letters and signs are as wide as they are high.
  return code < 0x2000 ? 0.65 : 1.05;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '').replaceAll(/[\ufffe\uffff]/g, '\ufffd');
}
