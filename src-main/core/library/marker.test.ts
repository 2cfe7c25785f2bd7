import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mountReason, TestLibrary } from '../../db/test-library.fake.ts';
import { libraryFolders, markerFileName, prepareLibraryFolder, readMarker } from './marker.ts';

const noMount = mountReason();

describe('preparing a library folder', () => {
  it('makes a new one that only its owner can look into', async () => {
    const library = await TestLibrary.make();
    const path = join(library.root, 'new', 'deep', 'library');
    await prepareLibraryFolder(path, { create: true });
    expect(readdirSync(path).toSorted()).toEqual([...libraryFolders, markerFileName].toSorted());
    expect(statSync(path).mode & 0o777).toBe(0o700);
    for (const folder of libraryFolders) expect(statSync(join(path, folder)).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, markerFileName)).mode & 0o777).toBe(0o600);
  });

  it('leaves the marker of a library as it is, and mends its folders', async () => {
    const library = await TestLibrary.make();
    const before = await readMarker(library.path);
    rmSync(join(library.path, 'thumbnails'), { recursive: true });
    await prepareLibraryFolder(library.path, { create: false });
    expect(await readMarker(library.path)).toEqual(before);
    expect(readdirSync(library.path)).toContain('thumbnails');
  });

  it('makes an empty folder a library, and one with nothing but the leavings of systems', async () => {
    const library = await TestLibrary.make();
    const path = join(library.root, 'empty');
    mkdirSync(join(path, 'lost+found'), { recursive: true });
    writeFileSync(join(path, '.DS_Store'), '');
    writeFileSync(join(path, `.${markerFileName}.partial`), 'half a marker');
    await prepareLibraryFolder(path, { create: true });
    expect(await readMarker(path)).not.toBeNull();
  });

  it('refuses a folder inside another library', async () => {
    const library = await TestLibrary.make();
    const path = join(library.path, 'captures', 'mine');
    await expect(prepareLibraryFolder(path, { create: true })).rejects.toMatchObject({ code: 'LIBRARY_NOT_EMPTY' });
    expect(readdirSync(join(library.path, 'captures'))).toEqual([]);
  });

  it('refuses a path that is too long or leads in a circle', async () => {
    const library = await TestLibrary.make();
    symlinkSync('circle', join(library.root, 'circle'));
    for (const name of ['x'.repeat(300), 'circle']) {
      const prepared = prepareLibraryFolder(join(library.root, name), { create: true });
      await expect(prepared).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
  });

  it('refuses a folder with other things in it', async () => {
    const library = await TestLibrary.make();
    const path = join(library.root, 'photos');
    mkdirSync(path);
    writeFileSync(join(path, 'holiday.jpg'), 'x');
    await expect(prepareLibraryFolder(path, { create: true })).rejects.toMatchObject({ code: 'LIBRARY_NOT_EMPTY' });
    await expect(prepareLibraryFolder(join(path, 'holiday.jpg'), { create: true })).rejects.toMatchObject({
      code: 'LIBRARY_NOT_EMPTY',
    });
    expect(readdirSync(path)).toEqual(['holiday.jpg']);
  });

  it.each(['a folder that is gone', 'an empty folder', 'a folder with pictures'])(
    'never makes a remembered library anew: %s',
    async (what) => {
      const library = await TestLibrary.make();
      const path = join(library.root, 'mount-point');
      if (what !== 'a folder that is gone') mkdirSync(path);
      if (what === 'a folder with pictures') mkdirSync(join(path, 'captures'));
      await expect(prepareLibraryFolder(path, { create: false })).rejects.toMatchObject({ code: 'LIBRARY_MISSING' });
      expect(readdirSync(library.root).includes('mount-point')).toBe(what !== 'a folder that is gone');
      if (what === 'an empty folder') expect(readdirSync(path)).toEqual([]);
    },
  );

  it('refuses the library of a newer app', async () => {
    const library = await TestLibrary.make();
    const marker = JSON.parse(readFileSync(join(library.path, markerFileName), 'utf8')) as object;
    writeFileSync(join(library.path, markerFileName), JSON.stringify({ ...marker, layout: 99 }));
    await expect(prepareLibraryFolder(library.path, { create: true })).rejects.toMatchObject({
      code: 'DATABASE_TOO_NEW',
    });
  });

  it.skipIf(noMount)(`calls a disk that can only be read so${noMount ? ` (skipped: ${noMount})` : ''}`, async () => {
    const library = await TestLibrary.onSmallDisk(2);
    library.remount('ro');
    await expect(prepareLibraryFolder(library.path, { create: false })).rejects.toMatchObject({
      code: 'LIBRARY_READ_ONLY',
    });
    await expect(prepareLibraryFolder(join(library.root, 'new'), { create: true })).rejects.toMatchObject({
      code: 'LIBRARY_READ_ONLY',
    });
  });
});
