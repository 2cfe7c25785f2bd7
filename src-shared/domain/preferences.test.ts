import { expect, it } from 'vitest';
import { checkPreference } from './preferences.ts';

it.each([0, 80, 65_535])('takes %s as a port', (port) => {
  expect(checkPreference('apiPort', port)).toEqual({ ok: true, value: port });
});

it.each([-1, 65_536, 80.5, '80', Number.NaN, null])('refuses %s as a port, and says what is one', (port) => {
  const problem = '“Port for other programs” was not changed. Give a whole number from 0 to 65535.';
  expect(checkPreference('apiPort', port)).toEqual({ ok: false, problem });
});

it('says the unit of a number that has one', () => {
  const problem = '“Interval” was not changed. Give a whole number from 1 to 3600 s.';
  expect(checkPreference('intervalSeconds', 0)).toEqual({ ok: false, problem });
});
