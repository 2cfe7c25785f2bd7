import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { askYesNo } from './ask-yes-no.ts';

it.each([
  ['y\r', true],
  ['YES\r', true],
  [' yes \r', true],
  ['\r', false],
  ['n\r', false],
  ['yesterday\r', false],
  ['\x03', false],
  ['\x04', false],
  ['y\x03', false],
])('takes the keys %j as %s', async (keys, answer) => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const asked = askYesNo(input, output, 'Really? [y/N] ');
  input.write(keys);
  expect(await asked).toBe(answer);
  expect(String(output.read())).toContain('Really? [y/N] ');
});
