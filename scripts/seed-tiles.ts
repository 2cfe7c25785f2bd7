import {
  gridCells,
  gridColumns,
  gridRows,
  packTileSignature,
} from '../src-main/core/duplicates/signature/tile-format.ts';
import { createRandom } from './seed-plan.ts';
import type { SeedScreen } from './seed-screens.ts';

/** Rows of cells of one line of text, and those with the blank below it. */
const textRows = 3;
const lineRows = 5;
const poolLines = 4096;
const panelRows = 12;
const sidebarColumns = 5;

/** Lines of text as rows of cells, drawn once: a page is put together of them. */
const pool = drawPool();

/** The tile signature of a seeded screen: the frame of its window, the lines of its page, and what was changed since. */
export function seedTileSignature(screen: SeedScreen, width: number, height: number): Uint8Array {
  const background = 225 + (mix(screen.layout, 1) % 30);
  const cells = new Uint8Array(gridCells).fill(background);
  cells.fill(60 + (mix(screen.layout, 2) % 60), 0, panelRows * gridColumns);
  cells.fill(40, (gridRows - panelRows) * gridColumns);
  for (let row = panelRows; row < gridRows - panelRows; row += 1) {
    cells.fill(150 + (mix(screen.layout, row >> 4) % 60), row * gridColumns, row * gridColumns + sidebarColumns);
  }
  for (let line = 0; panelRows + (line + 1) * lineRows <= gridRows - panelRows; line += 1) {
    putWords(cells, line, sidebarColumns, gridColumns, mix(screen.page, line));
  }
  const changes: SeedScreen[] = [];
  for (let at = screen; at.changedFrom; at = at.changedFrom) changes.push(at);
  for (const change of changes.reverse()) {
    const chosen = mix(change.contentKey, 3);
    const column = sidebarColumns + (chosen % (gridColumns - sidebarColumns));
    const line = (chosen >>> 8) % Math.floor((gridRows - 2 * panelRows) / lineRows);
    putWords(cells, line, column, Math.min(gridColumns, column + 1 + ((chosen >>> 24) & 3)), change.contentKey);
  }
  return packTileSignature(cells, width, height);
}

/** Puts part of a line of the pool into a line of the page. */
function putWords(cells: Uint8Array, line: number, from: number, to: number, chosen: number): void {
  for (let row = 0; row < textRows; row += 1) {
    const source = ((chosen % poolLines) * textRows + row) * gridColumns;
    cells.set(pool.subarray(source + from, source + to), (panelRows + line * lineRows + row) * gridColumns + from);
  }
}

function drawPool(): Uint8Array {
  const random = createRandom(256);
  return Uint8Array.from({ length: poolLines * textRows * gridColumns }, () =>
    random() < 0.2 ? 235 : 120 + Math.floor(random() * 100),
  );
}

/** 32 mixed bits of two whole numbers. */
function mix(one: number, other: number): number {
  let mixed = Math.imul(one + 1, 0x9e3779b1) ^ Math.imul(other + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
