import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainJson, plainLines, plainText } from './plain-text.ts';

/** Any text, with more than its share of what must not reach a terminal. */
const nasty = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom('\u001b[31m', '\u009b2J', '\u202e', '\u2066', '\u0007', '\r', '\n', '\t', '\ud800', '\u{e0041}'),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));

const obeyed = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

describe('text of unknown origin', () => {
  it('has nothing left that a terminal would obey, on one line', () => {
    fc.assert(fc.property(nasty, (text) => !obeyed.test(plainText(text))));
  });

  it('keeps its lines where they are wanted', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const lines = plainLines(text).split('\n');
        expect(lines).toHaveLength(text.split('\n').length);
        expect(lines.some((line) => obeyed.test(line))).toBe(false);
      }),
    );
  });

  it('reads back from JSON as it was', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const json = plainJson(JSON.stringify({ text, list: [text] }, null, 2));
        expect(json.replaceAll('\n', '')).not.toMatch(obeyed);
        expect(JSON.parse(json)).toEqual({ text, list: [text] });
      }),
    );
  });

  it('shows what it would not let through, and leaves everything else alone', () => {
    expect(plainText('\u001b[31mred\u001b[0m')).toBe('<U+001B>[31mred<U+001B>[0m');
    expect(plainText('invoice\u202egpj.exe')).toBe('invoice<U+202E>gpj.exe');
    expect(plainText('one\r\n\ttwo\u009b2J\ud800')).toBe('one two<U+009B>2J\ufffd');
    const ordinary = '<img src=x onerror=alert(1)> שלום עולם 👩‍👩‍👧 naïve “quotes” ✓';
    expect(plainText(ordinary)).toBe(ordinary);
    expect(plainLines('a\n\tb')).toBe('a\n    b');
  });
});
