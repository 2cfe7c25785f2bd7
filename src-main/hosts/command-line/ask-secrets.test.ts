import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { askSecrets } from './ask-secrets.ts';

it.each<[string, string[] | undefined]>([
  ['secret\rsecret\r', ['secret', 'secret']],
  ['one two\rother\r', ['one two', 'other']],
  ['sécrét ✓\rx\r', ['sécrét ✓', 'x']],
  ['wrong\u007f\u007f\u007f\u007f\u007fright\rx\r', ['right', 'x']],
  ['\r\r', ['', '']],
  ['\u0003', undefined],
  ['half\u0003', undefined],
  ['first\r\u0004', undefined],
  ['first\rsecond\u0003', undefined],
])('takes the keys %j as %j and shows none of them', async (keys, answers) => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const asked = askSecrets(input, output, ['One: ', 'Two: ']);
  input.write(keys);
  expect(await asked).toEqual(answers);
  expect(String(output.read())).toBe(
    keys.startsWith('\u0003') || keys.startsWith('half') ? 'One: \n' : 'One: \nTwo: \n',
  );
});
