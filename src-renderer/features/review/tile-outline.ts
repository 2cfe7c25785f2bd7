type IsChanged = (column: number, row: number) => boolean;

/** Closes gaps of one tile: a changed line of text is one shape, not one for each word. */
function closed(columns: number, rows: number, changedTiles: readonly number[]): IsChanged {
  const changed = new Set(changedTiles.filter((tile) => tile >= 0 && tile < columns * rows));
  const at: IsChanged = (column, row) =>
    column >= 0 && column < columns && row >= 0 && row < rows && changed.has(row * columns + column);
  return (column, row) =>
    at(column, row) ||
    (column >= 0 &&
      column < columns &&
      row >= 0 &&
      row < rows &&
      ((at(column - 1, row) && at(column + 1, row)) || (at(column, row - 1) && at(column, row + 1))));
}

/** Two SVG paths in units of one tile: what changed, as an area, and the line around it. */
export function tileShapes(
  columns: number,
  rows: number,
  changedTiles: readonly number[],
): { readonly area: string; readonly outline: string } {
  const isChanged = closed(columns, rows, changedTiles);
  return { area: areaOf(columns, rows, isChanged), outline: outlineOf(columns, rows, isChanged) };
}

/** Edges between a changed tile and one that is not, joined along each line of the grid. */
function outlineOf(columns: number, rows: number, isChanged: IsChanged): string {
  const path: string[] = [];
  for (let row = 0; row <= rows; row += 1) {
    const edge = (column: number): boolean => isChanged(column, row - 1) !== isChanged(column, row);
    for (const [from, to] of runs(columns, edge)) path.push(`M${from} ${row}H${to}`);
  }
  for (let column = 0; column <= columns; column += 1) {
    const edge = (row: number): boolean => isChanged(column - 1, row) !== isChanged(column, row);
    for (const [from, to] of runs(rows, edge)) path.push(`M${column} ${from}V${to}`);
  }
  return path.join('');
}

function areaOf(columns: number, rows: number, isChanged: IsChanged): string {
  const path: string[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (const [from, to] of runs(columns, (column) => isChanged(column, row))) {
      path.push(`M${from} ${row}H${to}V${row + 1}H${from}Z`);
    }
  }
  return path.join('');
}

/** The stretches of 0 to `length` in which something holds. */
function* runs(length: number, holds: (at: number) => boolean): Generator<[from: number, to: number]> {
  let from: number | null = null;
  for (let at = 0; at <= length; at += 1) {
    const now = at < length && holds(at);
    if (now) from ??= at;
    else if (from !== null) {
      yield [from, at];
      from = null;
    }
  }
}
