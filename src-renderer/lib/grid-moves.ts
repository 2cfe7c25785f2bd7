/** Where the arrow keys lead in a grid that is filled row by row; undefined for any other key. */
export function moveInGrid(
  key: string,
  from: number,
  { count, columns, rowsPerPage }: { readonly count: number; readonly columns: number; readonly rowsPerPage: number },
): number | undefined {
  const last = count - 1;
  const within = (index: number): number => Math.max(0, Math.min(last, index));
  /** Up and down stay in their column, and stop at the first and the last row. */
  const byRows = (rows: number): number => {
    const row = Math.floor(from / columns);
    const lastRow = Math.floor(last / columns);
    const wanted = Math.max(0, Math.min(lastRow, row + rows));
    return wanted === row ? from : within(wanted * columns + (from % columns));
  };
  switch (key) {
    case 'ArrowLeft':
      return within(from - 1);
    case 'ArrowRight':
      return within(from + 1);
    case 'ArrowUp':
      return byRows(-1);
    case 'ArrowDown':
      return byRows(1);
    case 'PageUp':
      return byRows(-rowsPerPage);
    case 'PageDown':
      return byRows(rowsPerPage);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
