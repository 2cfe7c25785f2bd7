import { describe, expect, it } from 'vitest';
import { aJob } from '../../lib/job.fake.ts';
import { doneInWords, folderOf, outcomeInWords, pathForKind, resultOf, verifyCommand, within } from './export-words.ts';

const result = { path: '/home/ada/out', exported: 1200, bytes: 3_000_000, failed: 0 };

describe('an export in words', () => {
  it('says what it did', () => {
    const copy = aJob({ type: 'export', payload: { kind: 'copy' } });
    expect(doneInWords(copy, result)).toBe('1,200 pictures exported, 3 MB.');
    expect(doneInWords(copy, { ...result, guessedTimes: 3 })).toMatch(
      / 3 without a time in the copy: it is only a guess\.$/,
    );
    expect(doneInWords(copy, { ...result, exported: 1, failed: 2 })).toBe(
      '1 picture exported, 3 MB. 2 could not be read.',
    );
    expect(doneInWords(copy, { ...result, exported: 0 })).toBe('Nothing was exported.');
    expect(doneInWords(aJob({ payload: { kind: 'time_lapse' } }), result)).toBe('Made of 1,200 pictures, 3 MB.');
  });

  it('says how far one is that has not ended, and where the others are', () => {
    expect(outcomeInWords(aJob({ status: 'running', progressCurrent: 3, progressTotal: 9 }))).toBe('Running, 3 of 9');
    expect(outcomeInWords(aJob({ result }))).toBe('1,200 pictures exported, 3 MB. /home/ada/out');
    expect(outcomeInWords(aJob({ result, title: 'Export to /home/ada/out' }))).toBe('1,200 pictures exported, 3 MB.');
    expect(resultOf({ result: { path: 3 } })).toBeUndefined();
  });

  it('gives a command that a shell reads as it is meant', () => {
    expect(verifyCommand('/home/ada/out.zip')).toBe('afterimage verify /home/ada/out.zip');
    expect(verifyCommand("/home/ada/it's $HOME")).toBe(`afterimage verify '/home/ada/it'\\''s $HOME'`);
  });

  it('gives a path the ending of its kind', () => {
    expect([pathForKind('/a/b', 'zip'), pathForKind('/a/b.zip', 'tar'), pathForKind('/a/b.TAR', 'folder')]).toEqual([
      '/a/b.zip',
      '/a/b.tar',
      '/a/b',
    ]);
    expect(pathForKind('/a/b.2024', 'folder')).toBe('/a/b.2024');
  });

  it('knows folders of every system', () => {
    expect([folderOf('/a/b/c'), folderOf('C:\\a\\b'), folderOf('c')]).toEqual(['/a/b/', 'C:\\a\\', '']);
    expect([within('/a/', 'b'), within('/a', 'b'), within('C:\\a', 'b'), within('C:\\', 'b')]).toEqual([
      '/a/b',
      '/a/b',
      'C:\\a\\b',
      'C:\\b',
    ]);
  });
});
