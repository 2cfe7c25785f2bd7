/** Prints a plain table; the first row holds the headings, numbers are set to the right. */
export function printTable(title: string, rows: readonly (readonly string[])[]): void {
  console.log(`\n${title}`);
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  for (const [index, row] of rows.entries()) {
    const cells = widths.map((width, column) => {
      const cell = row[column] ?? '';
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    console.log(`  ${cells.join('   ').trimEnd()}`);
    if (index === 0) console.log(`  ${widths.map((width) => '-'.repeat(width)).join('   ')}`);
  }
}

/** A target with what was measured; all of them are printed together at the end. */
export interface Target {
  readonly name: string;
  readonly target: string;
  readonly measured: string;
  readonly reached: boolean;
}

export function printTargets(targets: readonly Target[]): void {
  printTable('Targets', [
    ['what', 'target', 'measured', ''],
    ...targets.map((target) => [
      target.name,
      target.target,
      target.measured,
      target.reached ? 'reached' : 'NOT REACHED',
    ]),
  ]);
}

export const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`;
export const kilobytes = (value: number): string => `${(value / 1000).toFixed(1)} KB`;
export const megabytes = (value: number): string => `${(value / 1_000_000).toFixed(1)} MB`;
/** How many times the first is in the second, like `0.14 ×`. */
export const ratio = (ours: number, theirs: number): string => `${(ours / theirs).toFixed(2)} ×`;
