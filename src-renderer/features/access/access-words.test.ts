import { describe, expect, it } from 'vitest';
import { type Scope, scopes } from '../../../src-shared/domain/access.ts';
import { endInWords, scopesInWords } from './access-words.ts';

describe('the words of a token', () => {
  it.each<[Scope[], string]>([
    [['captures:text'], 'May read what is known about captures'],
    [['captures:text', 'captures:read'], 'May see captures'],
    [
      ['decide', 'memory:write', 'captures:read'],
      'May see captures, read and write the memory and decide about captures',
    ],
    [['memory:read', 'decide'], 'May read the memory and decide about captures'],
    [[...scopes], 'May do everything'],
    [[], 'May do nothing'],
  ])('say what %j allows', (granted, said) => {
    expect(scopesInWords(granted)).toBe(said);
  });

  it('say when it ends, or that it ended, or that it does not', () => {
    const noon = new Date(2026, 10, 22, 12).getTime();
    expect(endInWords(noon, noon - 1)).toBe('ends Sun, 22 Nov 2026');
    expect(endInWords(noon, noon)).toBe('ended Sun, 22 Nov 2026');
    expect(endInWords(null, noon)).toBe('holds until it is revoked');
  });
});
