import { plainText } from '../../../src-shared/domain/plain-text.ts';

/** Rows as a tidy table: columns as wide as their longest cell, numbers to the right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows].map((line) => line.map(plainText));
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => [...(line[column] ?? '')].length)));
  const numeric = headings.map((_, column) => rows.length > 0 && rows.every((row) => isNumber(row[column] ?? '')));
  return lines
    .map((line) =>
      line
        .map((cell, column) => {
          const padding = ' '.repeat((widths[column] ?? 0) - [...cell].length);
          return numeric[column] ? padding + cell : cell + padding;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Pairs as two columns, the names with a colon. */
export function facts(pairs: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length)) + 2;
  return pairs.map(([name, value]) => `${`${name}:`.padEnd(width)}${plainText(value)}`).join('\n');
}

function isNumber(cell: string): boolean {
  return /^[\d.,]+( ?(B|kB|MB|GB|TB|%|s|ms))?$/.test(cell) || cell === '' || cell === '–';
}
