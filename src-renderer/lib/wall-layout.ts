/** One display to be placed on the monitor wall, in physical pixels. */
export interface WallDisplay {
  readonly key: string;
  readonly x: number | null;
  readonly y: number | null;
  readonly width: number;
  readonly height: number;
}

/** Where a display goes, as shares (0 to 1) of the wall's width and height. */
export interface WallTile {
  readonly key: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface WallLayout {
  /** Width by height of the whole wall. */
  readonly aspectRatio: number;
  readonly tiles: readonly WallTile[];
}

const gapBetweenUnplaced = 0.04;

function overlaps(a: WallTile, b: WallTile): boolean {
  const slack = 1;
  return (
    a.left < b.left + b.width - slack &&
    b.left < a.left + a.width - slack &&
    a.top < b.top + b.height - slack &&
    b.top < a.top + a.height - slack
  );
}

/**
 * The true layout and relative scale of all displays of one moment. Displays without a position, and those that would
 * lie on top of another (mirrored, or known from before a rearrangement), are lined up to the right, so that every
 * display is seen.
 */
export function layOutWall(displays: readonly WallDisplay[]): WallLayout {
  const placed: WallTile[] = [];
  const unplaced: WallDisplay[] = [];
  for (const display of displays) {
    const tile = {
      key: display.key,
      left: display.x ?? 0,
      top: display.y ?? 0,
      width: Math.max(1, display.width),
      height: Math.max(1, display.height),
    };
    if (display.x === null || display.y === null || placed.some((other) => overlaps(other, tile))) {
      unplaced.push(display);
    } else placed.push(tile);
  }
  let right = placed.length === 0 ? 0 : Math.max(...placed.map((tile) => tile.left + tile.width));
  const top = placed.length === 0 ? 0 : Math.min(...placed.map((tile) => tile.top));
  for (const display of unplaced) {
    const width = Math.max(1, display.width);
    const spacing = placed.length === 0 ? 0 : width * gapBetweenUnplaced;
    placed.push({ key: display.key, left: right + spacing, top, width, height: Math.max(1, display.height) });
    right += spacing + width;
  }
  if (placed.length === 0) return { aspectRatio: 16 / 9, tiles: [] };
  const left = Math.min(...placed.map((tile) => tile.left));
  const wallTop = Math.min(...placed.map((tile) => tile.top));
  const width = Math.max(...placed.map((tile) => tile.left + tile.width)) - left;
  const height = Math.max(...placed.map((tile) => tile.top + tile.height)) - wallTop;
  return {
    aspectRatio: width / height,
    tiles: placed.map((tile) => ({
      key: tile.key,
      left: (tile.left - left) / width,
      top: (tile.top - wallTop) / height,
      width: tile.width / width,
      height: tile.height / height,
    })),
  };
}
