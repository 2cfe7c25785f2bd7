/** What a spreadsheet takes for a formula when a cell begins with it. */
const startsFormula = /^[=+\-@\t\r]/;
const needsQuotes = /[",\r\n]/;

/** A cell that a spreadsheet shows as text, whatever it holds. A number stays a number. */
function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const inert = startsFormula.test(value) ? `'${value}` : value;
  return needsQuotes.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/**
 * Rows as CSV after RFC 4180, with a heading and `CRLF` after each. A text that a spreadsheet would run as a formula
 * has an apostrophe before it.
 */
export function writeCsv(
  headings: readonly string[],
  rows: Iterable<readonly (string | number | boolean | null)[]>,
): string {
  const lines = [headings, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`);
  return lines.join('');
}
