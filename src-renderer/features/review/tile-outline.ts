/**
 * An SVG path around the changed tiles, in units of one tile: tiles that touch become one shape, so that a changed line
 * of text is one box and not forty.
 */
export function tileOutline(columns: number, rows: number, changedTiles: readonly number[]): string {
  const changed = new Set(changedTiles.filter((tile) => tile >= 0 && tile < columns * rows));
  const isChanged = (column: number, row: number): boolean =>
    column >= 0 && column < columns && row >= 0 && row < rows && changed.has(row * columns + column);
  const path: string[] = [];
  // Edges between a changed tile and one that is not, joined along each line of the grid.
  for (let row = 0; row <= rows; row += 1) {
    let from: number | null = null;
    for (let column = 0; column <= columns; column += 1) {
      const edge = column < columns && isChanged(column, row - 1) !== isChanged(column, row);
      if (edge && from === null) from = column;
      if (!edge && from !== null) {
        path.push(`M${from} ${row}H${column}`);
        from = null;
      }
    }
  }
  for (let column = 0; column <= columns; column += 1) {
    let from: number | null = null;
    for (let row = 0; row <= rows; row += 1) {
      const edge = row < rows && isChanged(column - 1, row) !== isChanged(column, row);
      if (edge && from === null) from = row;
      if (!edge && from !== null) {
        path.push(`M${column} ${from}V${row}`);
        from = null;
      }
    }
  }
  return path.join('');
}
