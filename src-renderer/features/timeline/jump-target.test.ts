import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJumpTarget } from './jump-target.ts';

const parse = (text: string) => parseJumpTarget(text, '2026-11-20', '2026-11-22');

describe('a typed jump', () => {
  it.each([
    ['2026-11-03', { day: '2026-11-03', minute: null }],
    ['14:03', { day: '2026-11-20', minute: 843 }],
    ['2026-11-03 9:30', { day: '2026-11-03', minute: 570 }],
    ['2026-11-03T09:30:30', { day: '2026-11-03', minute: 570.5 }],
    [' Today ', { day: '2026-11-22', minute: null }],
    ['yesterday 00:00', { day: '2026-11-21', minute: 0 }],
    ['-7', { day: '2026-11-13', minute: null }],
    ['+1', { day: '2026-11-21', minute: null }],
  ])('understands %s', (text, target) => {
    expect(parse(text)).toEqual(target);
  });

  it.each(['', 'soon', '2026-02-30', '25:00', '12:60', '14:03 2026-11-03', '2026-11-03 noon', '1 2 3', '__proto__'])(
    'refuses %j',
    (text) => {
      expect(parse(text)).toBeUndefined();
    },
  );

  it('never throws and never leads outside a day', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const target = parse(text);
        if (target?.minute != null) expect(target.minute).toBeLessThan(1440);
      }),
    );
  });
});
