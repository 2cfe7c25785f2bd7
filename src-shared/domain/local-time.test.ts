import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays, isDay } from './local-time.ts';

it('knows the days that there are from those that there are not', () => {
  expect(['2024-02-29', '2000-02-29', '0000-02-29', '9999-12-31'].filter((day) => !isDay(day))).toEqual([]);
  const none = ['2023-02-29', '1900-02-29', '2024-02-30', '2024-00-10', '2024-13-01', '2024-04-31', '2024-01-00'];
  expect([...none, '2024-1-01', '2024-01-01\n', ' 2024-01-01', ''].filter(isDay)).toEqual([]);
  const digits = fc.integer({ min: 0, max: 99 }).map((number) => String(number).padStart(2, '0'));
  fc.assert(
    fc.property(digits, digits, digits, digits, (century, year, month, day) => {
      const text = `${century}${year}-${month}-${day}`;
      const time = Date.parse(`${text}T00:00:00Z`);
      expect(isDay(text)).toBe(Number.isFinite(time) && addDays(text, 0) === text);
    }),
    { numRuns: 2000 },
  );
});
