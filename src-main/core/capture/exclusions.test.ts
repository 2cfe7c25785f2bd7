import { describe, expect, it } from 'vitest';
import { checkExclusion } from './exclusions.ts';

const window = { appName: 'KeePassXC', windowTitle: 'Passwords - private.kdbx' };
const excluded = (apps: string[], titles: string[], focused: typeof window | undefined = window) =>
  checkExclusion({ excludedApps: apps, excludedTitles: titles }, focused).excluded;

describe('exclusions', () => {
  it('matches part of the program or of the title, in any case', () => {
    expect(excluded(['keepass'], [])).toBe(true);
    expect(excluded([], ['PRIVATE'])).toBe(true);
    expect(excluded(['firefox'], ['incognito'])).toBe(false);
  });

  it('forbids nothing where nothing is excluded, whatever is known', () => {
    expect(checkExclusion({ excludedApps: [], excludedTitles: [] }, undefined).excluded).toBe(false);
  });

  it('fails closed: an unknown window, name or title may be the one that must not be seen', () => {
    expect(checkExclusion({ excludedApps: ['x'], excludedTitles: [] }, undefined).excluded).toBe(true);
    expect(excluded(['firefox'], [], { appName: '', windowTitle: 'Start' })).toBe(true);
    expect(excluded([], ['bank'], { appName: 'Browser', windowTitle: '' })).toBe(true);
    expect(excluded(['firefox'], [], { appName: 'Editor', windowTitle: '' })).toBe(false);
  });
});
