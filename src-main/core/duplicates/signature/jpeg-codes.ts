import { type JpegKernel, layout, longCodesBytes, tableBytes } from './jpeg-memory.ts';

/** A table looks so many bits ahead; longer codes are rare. */
const bitsAhead = 10;
const entries = 1 << bitsAhead;
const longestCode = 16;
const endOfBlock = 128;

/**
 * Entries hold, from their lowest byte: how many bits the code and its number have together, how far it moves on in the
 * block (128 more at its end), how many of the bits are the number, and for means where in them the number ends. 0 where
 * the code is longer than the table looks ahead.
 */
export interface CodeTable {
  /** How many codes there are of each length from 1 to 16, and what they stand for. */
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
}

/** Fills the table for the differences between means; false where it cannot be one. */
export function fillMeans({ words }: JpegKernel, id: number, table: CodeTable): boolean {
  const at = layout.means + id * tableBytes;
  return fill(words, at, layout.longCodes + id * longCodesBytes, table, (length, size) =>
    size > 15 ? 0 : (length + size) | (size << 16) | ((length + size) << 24),
  );
}

/** Fills the table for the numbers of a block, and the one that reads several of them at once. */
export function fillNumbers({ words }: JpegKernel, id: number, table: CodeTable): boolean {
  const at = layout.numbers + id * tableBytes;
  const isFilled = fill(words, at, layout.longCodes + (2 + id) * longCodesBytes, table, (length, symbol) => {
    const size = symbol & 15;
    const step = size === 0 && symbol !== 0xf0 ? endOfBlock : (symbol >> 4) + 1;
    return (length + size) | (step << 8) | (size << 16);
  });
  if (!isFilled) return false;
  const single = at >> 2;
  const several = (layout.several + id * tableBytes) >> 2;
  for (let bits = 0; bits < entries; bits += 1) {
    let used = 0;
    let moved = 0;
    while (moved < endOfBlock) {
      const entry = words[single + ((bits << used) & (entries - 1))] as number;
      const step = (entry >> 8) & 255;
      if (entry === 0 || used + (entry & 255) > bitsAhead || moved + step > 255) break;
      used += entry & 255;
      moved += step;
    }
    words[several + bits] = used | (moved << 8);
  }
  return true;
}

/** Most blocks are of one colour: lets the code of their mean take the end of the block with it. */
export function joinEnds({ words }: JpegKernel, meansId: number, numbersId: number): void {
  const means = (layout.means + meansId * tableBytes) >> 2;
  const numbers = (layout.numbers + numbersId * tableBytes) >> 2;
  for (let bits = 0; bits < entries; bits += 1) {
    const entry = words[means + bits] as number;
    const used = entry & 255;
    if (entry === 0 || used >= bitsAhead) continue;
    const next = words[numbers + ((bits << used) & (entries - 1))] as number;
    if (((next >> 8) & 255) !== endOfBlock || used + (next & 255) > bitsAhead) continue;
    words[means + bits] = entry + (next & 255) + (endOfBlock << 8);
  }
}

function fill(
  words: Int32Array,
  tableAt: number,
  longCodesAt: number,
  { counts, symbols }: CodeTable,
  entryOf: (length: number, symbol: number) => number,
): boolean {
  const table = tableAt >> 2;
  const long = longCodesAt >> 2;
  words.fill(0, table, table + entries);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= longestCode; length += 1) {
    // By the length of a code: where its entry is, and behind the last one of that length.
    words[long + 32 + length] = index - code;
    for (let last = index + (counts[length - 1] as number); index < last; index += 1, code += 1) {
      const entry = entryOf(length, symbols[index] as number);
      if (entry === 0) return false;
      words[long + 64 + index] = entry;
      if (length > bitsAhead || code >= 1 << length) continue;
      const from = table + (code << (bitsAhead - length));
      words.fill(entry, from, from + (1 << (bitsAhead - length)));
    }
    if (code > 1 << length) return false;
    words[long + length] = code;
    code <<= 1;
  }
  return true;
}
