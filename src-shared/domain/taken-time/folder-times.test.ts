import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeInFolders } from './folder-times.ts';

const now = Date.UTC(2026, 5, 15, 12);
const dayMs = 86_400_000;

function read(path: string): string | undefined {
  const found = timeInFolders(path.split('/'), now);
  return found && `${new Date(found.atMs).toISOString().slice(0, 10)} for ${found.precisionMs / dayMs} days`;
}

describe('the folders of a picture', () => {
  it.each([
    ['Pictures/2024/03/01', '2024-03-01 for 1 days'],
    ['Pictures/2024-03-01', '2024-03-01 for 1 days'],
    ['Pictures/2024-03-01 Garden', '2024-03-01 for 1 days'],
    ['Pictures/20240301', '2024-03-01 for 1 days'],
    ['Pictures/2024/2024-03-01/Best', '2024-03-01 for 1 days'],
    ['Pictures/2024.03.01/raw', '2024-03-01 for 1 days'],
    ['2024/02', '2024-02-01 for 29 days'],
    ['2023/02/Snow', '2023-02-01 for 28 days'],
    ['2024-12 Christmas', '2024-12-01 for 31 days'],
    ['2024/03/32', '2024-03-01 for 31 days'],
    // The nearest that says anything.
    ['2019/07/14/2024-03-01', '2024-03-01 for 1 days'],
  ])('%s', (path, expected) => expect(read(path)).toBe(expected));

  it.each([
    '',
    'Pictures',
    'Pictures/2024',
    '2024-13-01',
    '2024-02-30',
    '20240230',
    '1920-1080',
    '1066/10/14',
    '2030/01/01',
    '01-03-2024',
    'backup 2024-03-01',
    '2024 12 files',
  ])('says nothing in %s', (path) => expect(read(path)).toBeUndefined());

  it('reads every day that it could be named after', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Math.floor(now / dayMs) }), (days) => {
        const iso = new Date(days * dayMs).toISOString().slice(0, 10);
        for (const separator of ['-', '/', '']) {
          const path = `Pictures/${iso.replaceAll('-', separator)}/sub`;
          expect(timeInFolders(path.split('/'), now)).toMatchObject({ atMs: days * dayMs, precisionMs: dayMs });
        }
      }),
    );
  });

  it('never fails, whatever folders are called', () => {
    const folder = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d./-]{0,12}$/));
    fc.assert(
      fc.property(fc.array(folder, { maxLength: 40 }), (folders) => {
        const found = timeInFolders(folders, now);
        if (found) expect(found.atMs).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
