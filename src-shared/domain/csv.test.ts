import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeCsv } from './csv.ts';

/** Reads CSV as RFC 4180 says, one character after the other. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      row.push(cell);
      cell = '';
    } else if (character === '\r' && text[index + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      index += 1;
    } else cell += character;
  }
  expect([quoted, row, cell]).toEqual([false, [], '']);
  return rows;
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', "'", 'a', ' ') }),
);

describe('CSV', () => {
  it('gives back every text, and none that a spreadsheet would run', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text), { maxLength: 6 }), (rows) => {
        const [headings, ...read] = readCsv(writeCsv(['one', 'two', 'three'], rows));
        expect(headings).toEqual(['one', 'two', 'three']);
        for (const cell of read.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        const back = read.map((row) => row.map((cell) => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell)));
        // A text that begins with an apostrophe and a sign reads like one that was made inert; it is inert itself.
        const expected = rows.map((row) => row.map((cell) => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell)));
        expect(back).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('writes numbers as numbers, and nothing for nothing', () => {
    expect(writeCsv(['number', 'yes', 'none'], [[-1.5, true, null]])).toBe('number,yes,none\r\n-1.5,true,\r\n');
    expect(writeCsv(['=cmd'], [['-1']])).toBe("'=cmd\r\n'-1\r\n");
  });
});
