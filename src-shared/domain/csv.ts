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

type Row = readonly (string | number | boolean | null)[];

/** Rows as CSV after RFC 4180, with `CRLF` after each, for a file that is written row by row. */
export function writeCsvRows(rows: Iterable<Row>): string {
  let text = '';
  for (const row of rows) text += `${row.map(cell).join(',')}\r\n`;
  return text;
}

/**
 * Rows as CSV after RFC 4180, with a heading and `CRLF` after each. A text that a spreadsheet would run as a formula
 * has an apostrophe before it.
 */
export function writeCsv(headings: readonly string[], rows: Iterable<Row>): string {
  return writeCsvRows([headings]) + writeCsvRows(rows);
}
