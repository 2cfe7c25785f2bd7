import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSaidTime } from './said-times.ts';

const now = Date.UTC(2026, 5, 15, 12);

function read(text: string, rest: { subSecondsText?: string; offsetText?: string } = {}): string | undefined {
  const found = readSaidTime({ text, ...rest }, now);
  if (!found) return undefined;
  const offset = found.utcOffsetMinutes === undefined ? '' : ` at ${found.utcOffsetMinutes}`;
  return `${found.says} ${new Date(found.atMs).toISOString()}${offset} to ${found.precisionMs}`;
}

describe('times as pictures say them', () => {
  it.each([
    ['2024:03:01 10:15:22', 'wall 2024-03-01T10:15:22.000Z to 1000'],
    ['2024-03-01 10:15:22', 'wall 2024-03-01T10:15:22.000Z to 1000'],
    ['2024/03/01 10:15:22', 'wall 2024-03-01T10:15:22.000Z to 1000'],
    ['2024:03:01  9:15:22', 'wall 2024-03-01T09:15:22.000Z to 1000'],
    ['2024:03:01 10:15', 'wall 2024-03-01T10:15:00.000Z to 60000'],
    ['2024:03:01', 'wall 2024-03-01T00:00:00.000Z to 86400000'],
    ['2024-03-01T10:15:22', 'wall 2024-03-01T10:15:22.000Z to 1000'],
    ['2024-03-01T10:15:22.123', 'wall 2024-03-01T10:15:22.123Z to 1'],
    ['2024-03-01T10:15:22.5', 'wall 2024-03-01T10:15:22.500Z to 100'],
    ['2024-03-01T10:15:22.123456789', 'wall 2024-03-01T10:15:22.123Z to 1'],
    ['2024-03-01T10:15:22+01:00', 'instant 2024-03-01T09:15:22.000Z at 60 to 1000'],
    ['2024-03-01T10:15:22+0100', 'instant 2024-03-01T09:15:22.000Z at 60 to 1000'],
    ['2024-03-01T10:15:22-03:30', 'instant 2024-03-01T13:45:22.000Z at -210 to 1000'],
    ['2024-03-01T10:15:22+00:00', 'instant 2024-03-01T10:15:22.000Z at 0 to 1000'],
    ['2024-03-01T10:15:22Z', 'instant 2024-03-01T10:15:22.000Z to 1000'],
    ['Fri, 01 Mar 2024 10:15:22 +0100', 'instant 2024-03-01T09:15:22.000Z at 60 to 1000'],
    ['Fri, 1 Mar 2024 10:15:22 GMT', 'instant 2024-03-01T10:15:22.000Z to 1000'],
    ['01 Mar 2024 10:15:22', 'wall 2024-03-01T10:15:22.000Z to 1000'],
    ['Fri 01 Mar 2024 10:15:22 PM CET', 'wall 2024-03-01T22:15:22.000Z to 1000'],
    ['Fri Mar  1 10:15:22 2024', 'wall 2024-03-01T10:15:22.000Z to 1000'],
    ['2024:03:01 10:15:22\0', 'wall 2024-03-01T10:15:22.000Z to 1000'],
    ['  2024:03:01 10:15:22  ', 'wall 2024-03-01T10:15:22.000Z to 1000'],
  ])('%j', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    '',
    '0000:00:00 00:00:00',
    '0000:01:01 00:00:00',
    '0070:01:01 00:00:00',
    '1969:12:31 23:59:59',
    '    :  :     :  :  ',
    '2024:02:30 10:15:22',
    '2024:13:01 10:15:22',
    '2024:03:01 24:60:00',
    '2024:03:01 24:00:00',
    '2024:03:01 10:15:60',
    '2024:03:01 10:15:22 and more',
    '2024:03-01 10:15:22',
    '24:03:01 10:15:22',
    '2026:06:17 10:15:22',
    '9999:12:31 23:59:59',
    '2024:03:01\u000710:15:22',
    'Fri, 31 Feb 2024 10:15:22',
    'Fr 01 Mär 2024 10:15:22 CET',
    '1 Foo 2024 10:15:22',
    'Fri 01 Mar 2024 13:15:22 PM CET',
    `2024:03:01 10:15:22${' '.repeat(300)}`,
    '2'.repeat(1_000_000),
  ])('says nothing in %.40j', (text) => expect(read(text)).toBeUndefined());

  it('takes a fraction and an offset from fields of their own', () => {
    const text = '2024:03:01 10:15:22';
    expect(read(text, { subSecondsText: '5' })).toBe('wall 2024-03-01T10:15:22.500Z to 100');
    expect(read(text, { subSecondsText: '123   ' })).toBe('wall 2024-03-01T10:15:22.123Z to 1');
    expect(read(text, { subSecondsText: '   ' })).toBe('wall 2024-03-01T10:15:22.000Z to 1000');
    expect(read(text, { subSecondsText: '-5' })).toBe('wall 2024-03-01T10:15:22.000Z to 1000');
    expect(read(text, { subSecondsText: '123', offsetText: '+01:00' })).toBe(
      'instant 2024-03-01T09:15:22.123Z at 60 to 1',
    );
  });

  it.each(['', '   :  ', '+25:00', '+01:75', '+15:00', 'CET', '01:00', '+1'])(
    'leaves the offset %j alone',
    (offsetText) => {
      expect(read('2024:03:01 10:15:22', { offsetText })).toBe('wall 2024-03-01T10:15:22.000Z to 1000');
    },
  );

  it('reads any moment, and nothing that no calendar and no clock shows', () => {
    const two = fc.integer({ min: 0, max: 99 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9999 }),
        two,
        two,
        two,
        two,
        two,
        (year, month, day, hour, minute, second) => {
          const [m, d, h, i, s] = [month, day, hour, minute, second].map((value) => String(value).padStart(2, '0'));
          const y = String(year).padStart(4, '0');
          const at = Date.UTC(year, month - 1, day, hour, minute, second);
          const isReal =
            year >= 1970 &&
            at < now + 86_400_000 &&
            new Date(at).toISOString() === `${y}-${m}-${d}T${h}:${i}:${s}.000Z`;
          expect(readSaidTime({ text: `${y}:${m}:${d} ${h}:${i}:${s}` }, now)?.atMs).toBe(isReal ? at : undefined);
        },
      ),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Math.floor(now / 1000) }),
        fc.integer({ min: -48, max: 56 }),
        (at, quarters) => {
          const offset = quarters * 15;
          const wall = new Date(at * 1000 + offset * 60_000).toISOString().slice(0, 19);
          const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0');
          const zone = `${offset < 0 ? '-' : '+'}${hours}:${String(Math.abs(offset) % 60).padStart(2, '0')}`;
          fc.pre(wall >= '1970');
          expect(readSaidTime({ text: `${wall}${zone}` }, now)).toMatchObject({
            atMs: at * 1000,
            utcOffsetMinutes: offset,
          });
        },
      ),
    );
  });

  it('never fails, whatever a picture says', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d:T .+-]{0,40}$/));
    fc.assert(
      fc.property(text, text, text, (said, subSecondsText, offsetText) => {
        const found = readSaidTime({ text: said, subSecondsText, offsetText }, now);
        if (found) expect(Number.isInteger(found.atMs)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
