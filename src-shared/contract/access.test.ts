import { describe, expect, it } from 'vitest';
import { newTokenSchema, tokenNameSchema } from './access.ts';

describe('the name of a token', () => {
  it.each(['a', 'Notes', '  Notes  ', 'Füße 👩‍👩‍👧', '見る', '<img src=x>', '…', 'x'.repeat(80)])(
    'may be %j',
    (name) => {
      expect(tokenNameSchema.parse(name)).toBe(name.trim());
    },
  );

  it.each([
    '',
    '   ',
    '\u200b',
    'a\nb',
    'a\tb',
    '\u001b[31mred',
    'a\u202eb',
    '\u0000',
    'a\u2028b',
    '\ud800',
    'x'.repeat(81),
  ])('may not be %j', (name) => {
    expect(tokenNameSchema.safeParse(name).success).toBe(false);
  });
});

describe('the scopes of a new token', () => {
  it('are kept once each, in the order of all', () => {
    const scopes = ['decide', 'captures:text', 'decide'];
    expect(newTokenSchema.parse({ name: 'a', scopes }).scopes).toEqual(['captures:text', 'decide']);
  });
});
