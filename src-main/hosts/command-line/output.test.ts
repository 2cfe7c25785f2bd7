import { expect, it, vi } from 'vitest';
import { reportToStandardError } from '../../api/typed-errors.ts';
import { createOutput } from './output.ts';
import { facts, table } from './table.ts';

const nasty = 'red \u001b[31m, \u009b2J, \u202eturned,\nnext line';

/** What these calls write to the streams of this process. */
function written(work: () => void): string {
  let text = '';
  const keep = (part: unknown) => {
    text += String(part);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keep),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep),
    vi.spyOn(console, 'error').mockImplementation((...parts) => void keep(parts.join(' '))),
  ];
  try {
    work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return text;
}

it('writes nothing that a terminal would obey, to people, programs and the log', () => {
  const forPeople = createOutput(false);
  const forPrograms = createOutput(true);
  const all = written(() => {
    forPeople.print(nasty);
    forPeople.warn(nasty);
    forPrograms.document({ nasty });
    reportToStandardError(nasty, new Error(nasty));
  });
  expect(all.match(/turned/g)?.length).toBeGreaterThanOrEqual(5);
  expect(all.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  expect(JSON.parse(written(() => forPrograms.document({ nasty })))).toEqual({ nasty });
});

it('keeps each row of a table on its line', () => {
  expect(table(['a', 'b'], [['one\ntwo', 'x']]).split('\n')).toEqual(['a        b', 'one two  x']);
  expect(facts([['name', 'one\ntwo']])).toBe('name: one two');
});
