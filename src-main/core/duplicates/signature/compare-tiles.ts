import { gridColumns, gridRows, headerBytes, isTileSignature, sameShape } from './tile-format.ts';

/** Cells that lie below each other and make one tile. */
const cellsPerTile = 2;
export const tileColumns = gridColumns;
export const tileRows = gridRows / cellsPerTile;
const tileCount = tileColumns * tileRows;

/** Steps of lightness that are noise. */
const noise = 5;

export interface TileComparison {
  /** The share of the picture that is the same; moved rows count as the same where `scroll` is not null. */
  readonly similarity: number;
  readonly columns: number;
  readonly rows: number;
  /** Tiles of the candidate that are not in the reference, `row * columns + column`. */
  readonly changedTiles: readonly number[];
  readonly scroll: { readonly shareOfHeight: number } | null;
}

/** Whether two signatures are the same byte for byte. */
export function tilesEqual(one: Uint8Array, other: Uint8Array): boolean {
  return (
    one.length === other.length &&
    Buffer.compare(
      Buffer.from(one.buffer, one.byteOffset, one.byteLength),
      Buffer.from(other.buffer, other.byteOffset, other.byteLength),
    ) === 0
  );
}

/** The share of tiles that are the same; 0 as soon as it is known to be below `atLeast`. */
export function tileSimilarity(one: Uint8Array, other: Uint8Array, atLeast: number): number {
  if (!isTileSignature(one) || !isTileSignature(other) || !sameShape(one, other)) return 0;
  const most = Math.floor((1 - atLeast) * tileCount + 1e-9);
  let changed = 0;
  for (let row = 0; row < tileRows; row += 1) {
    let at = headerBytes + row * cellsPerTile * gridColumns;
    for (let column = 0; column < gridColumns; column += 1, at += 1) {
      if (tileChanged(one, other, at)) changed += 1;
    }
    if (changed > most) return 0;
  }
  return 1 - changed / tileCount;
}

export function compareTiles(reference: Uint8Array, candidate: Uint8Array): TileComparison {
  const changedTiles: number[] = [];
  const comparable = isTileSignature(reference) && isTileSignature(candidate) && sameShape(reference, candidate);
  for (let tile = 0; tile < tileCount; tile += 1) {
    const at = headerBytes + Math.floor(tile / tileColumns) * cellsPerTile * gridColumns + (tile % tileColumns);
    if (!comparable || tileChanged(reference, candidate, at)) changedTiles.push(tile);
  }
  const similarity = 1 - changedTiles.length / tileCount;
  return { similarity, columns: tileColumns, rows: tileRows, changedTiles, scroll: null };
}

function tileChanged(one: Uint8Array, other: Uint8Array, at: number): boolean {
  const upper = (one[at] as number) - (other[at] as number);
  const lower = (one[at + gridColumns] as number) - (other[at + gridColumns] as number);
  return upper > noise || upper < -noise || lower > noise || lower < -noise;
}
