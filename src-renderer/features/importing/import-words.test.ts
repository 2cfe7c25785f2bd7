import { describe, expect, it } from 'vitest';
import type { ImportResult } from '../../../src-shared/contract/importing.ts';
import {
  doneInWords,
  fileKinds,
  lookInWords,
  pathsOf,
  placeOf,
  requestOf,
  resultOf,
  sourceInWords,
} from './import-words.ts';

const nothing: ImportResult = {
  dryRun: true,
  files: 0,
  bytes: 0,
  importable: 0,
  importableBytes: 0,
  imported: 0,
  importedBytes: 0,
  linked: 0,
  failed: 0,
  skipped: 0,
  uncertain: 0,
};

describe('an import in words', () => {
  it('reads what a job was asked to do, also where it notes more', () => {
    expect(requestOf({ payload: { paths: ['/a'], mode: 'move', dryRun: true, since: 3 } })).toEqual({
      paths: ['/a'],
      mode: 'move',
      dryRun: true,
    });
    expect(requestOf({ payload: { paths: 3 } })).toBeUndefined();
    expect(resultOf({ result: { ...nothing, files: 3 } })?.files).toBe(3);
    expect(resultOf({ result: null })).toBeUndefined();
  });

  it('names where the files come from', () => {
    const uploadId = '01890000-0000-7000-8000-000000000000';
    expect(sourceInWords({ paths: ['/home/ada/Pictures'], uploadId: undefined })).toBe('/home/ada/Pictures');
    expect(sourceInWords({ paths: ['/a', '/b', '/c'], uploadId: undefined })).toBe('/a and 2 others');
    expect(sourceInWords({ paths: [], uploadId })).toBe('Sent by a browser');
  });

  it('says what a look found, and never offers what cannot be imported', () => {
    const words = (result: Partial<ImportResult>) => lookInWords({ ...nothing, ...result });
    expect([
      words({}),
      words({ files: 4, importable: 1, importableBytes: 2_000_000 }),
      words({ files: 4, failed: 4 }),
      words({ files: 2, linked: 1 }),
      words({ files: 20, linked: 12 }),
    ]).toEqual([
      'There is no file there.',
      '1 new picture, 2 MB, can be imported.',
      'There is nothing that can be imported.',
      'The only picture is in the library already.',
      'All 12 pictures are in the library already.',
    ]);
  });

  it('says what was imported', () => {
    const words = (result: Partial<ImportResult>) => doneInWords({ ...nothing, dryRun: false, ...result });
    expect(words({ imported: 1200, importedBytes: 3_000_000_000 })).toBe('1,200 pictures imported, 3 GB.');
    expect(words({ linked: 3 })).toBe('Nothing new: these pictures were in the library already.');
    expect(words({ failed: 3 })).toBe('Nothing was imported.');
  });

  it('lists the kinds of files that there are', () => {
    const kinds = (result: Partial<ImportResult>) => fileKinds({ ...nothing, ...result }).map(({ label }) => label);
    expect(kinds({ importable: 3, skipped: 1, failed: 2 })).toEqual(['New', 'Cannot be read', 'No pictures']);
    expect(kinds({ dryRun: false, imported: 3, importable: 9, linked: 1, failed: 1 })).toEqual([
      'Imported',
      'Failed',
      'There already',
    ]);
  });

  it('tells the name of a file from its folder, on every system and within archives', () => {
    const place = (path: string, entry: string | null = null) => Object.values(placeOf({ path, entry }));
    expect(place('/home/ada/a.png')).toEqual(['a.png', '/home/ada']);
    expect(place('C:\\Pictures\\a.png')).toEqual(['a.png', 'C:\\Pictures']);
    expect(place('trip/a.png')).toEqual(['a.png', 'trip']);
    expect(place('a.png')).toEqual(['a.png', '']);
    expect(place('/home/ada/all.zip', 'a.png')).toEqual(['a.png', 'in /home/ada/all.zip']);
    expect(place('/home/ada/all.zip', '2024/a.png')).toEqual(['a.png', '2024 in /home/ada/all.zip']);
  });

  it('takes one path a line, each once, without the quotes of a file manager', () => {
    expect(pathsOf(' /a \n\n"/b c"\n\'/d\'\n/a\n"')).toEqual(['/a', '/b c', '/d', '"']);
  });
});
