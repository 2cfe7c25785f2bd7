import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRange } from './byte-range.ts';

const etag = '"abc"';
const parse = (range: string | null, size = 100, ifRange: string | null = null) =>
  parseRange(range, ifRange, etag, size);

describe('the Range header', () => {
  it('names a stretch, an open end or the last bytes', () => {
    expect(parse('bytes=0-9')).toEqual({ start: 0, end: 9 });
    expect(parse('bytes=90-')).toEqual({ start: 90, end: 99 });
    expect(parse('bytes=-10')).toEqual({ start: 90, end: 99 });
    expect(parse('bytes=50-5000')).toEqual({ start: 50, end: 99 });
  });

  it('is left out of account where it is not understood', () => {
    for (const range of [null, 'bytes=', 'bytes=-', 'items=0-1', 'bytes=5-2', 'bytes=0-1,5-6', 'bytes=a-b']) {
      expect(parse(range)).toBeUndefined();
    }
  });

  it('is left out of account when the picture is not the one that was asked for before', () => {
    expect(parse('bytes=0-9', 100, '"other"')).toBeUndefined();
    expect(parse('bytes=0-9', 100, etag)).toEqual({ start: 0, end: 9 });
  });

  it('cannot be satisfied beyond the end', () => {
    expect(parse('bytes=100-')).toBe('unsatisfiable');
    expect(parse('bytes=-0')).toBe('unsatisfiable');
    expect(parse('bytes=0-', 0)).toBe('unsatisfiable');
  });

  it('never leaves the file', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat({ max: 10_000 }), (first, last, size) => {
        const range = parse(`bytes=${first}-${last}`, size);
        if (range === undefined || range === 'unsatisfiable') return;
        expect(range.start).toBe(first);
        expect(range.end).toBeLessThan(size);
        expect(range.end).toBeGreaterThanOrEqual(range.start);
      }),
    );
  });
});
