import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLibraryDatabase } from '../../db/open.ts';
import { mountReason, TestLibrary } from '../../db/test-library.fake.ts';
import { markerFileName } from './marker.ts';
import { type MoveProgress, moveLibraryFiles } from './move.ts';
import { plant, storePictures } from './test-pictures.fake.ts';

const noMount = mountReason();
const reason = noMount ? ` (skipped: ${noMount})` : '';

async function filled(pictures = 5) {
  const library = await TestLibrary.make();
  const database = await library.open();
  const captures = await storePictures(library, database, pictures);
  await database.close();
  return { library, captures };
}

/** Every file with its content, but for those that belong to a process. */
function contentOf(path: string): Map<string, string> {
  return new Map(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('capture.lock'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(path, file), readFileSync(file).toString('base64')] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

async function expectWorks(library: TestLibrary, path: string, captures: number): Promise<void> {
  const database = await openLibraryDatabase({
    libraryPath: path,
    mode: 'read-write',
    migrate: true,
    clock: library.clock,
  });
  expect((await database.captures.totals()).captures).toBe(captures);
  expect((await database.integrity()).ok).toBe(true);
  await database.close();
}

describe('moving a library on one disk', () => {
  it.each(['a new folder', 'an empty folder', 'a folder below one that is not there yet'])('to %s', async (what) => {
    const { library } = await filled();
    const target = join(library.root, what === 'a folder below one that is not there yet' ? 'not/there/yet' : 'target');
    if (what === 'an empty folder') mkdirSync(target);
    const before = contentOf(library.path);
    expect(await moveLibraryFiles(library.path, target, () => {})).toEqual({ method: 'renamed', leftOvers: false });
    expect(existsSync(library.path)).toBe(false);
    expect(contentOf(target)).toEqual(before);
    await expectWorks(library, target, 5);
  });

  it('is refused where it would lose something, and leaves everything as it is', async () => {
    const { library } = await filled(1);
    const before = contentOf(library.root);
    const full = join(library.root, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'mine.txt'), 'mine');
    const attempts: [string, string][] = [
      [library.path, 'BAD_INPUT'],
      [join(library.path, 'inside'), 'BAD_INPUT'],
      [library.root, 'LIBRARY_NOT_EMPTY'],
      [full, 'LIBRARY_NOT_EMPTY'],
      [join(full, 'mine.txt'), 'LIBRARY_NOT_EMPTY'],
    ];
    for (const [target, code] of attempts) {
      await expect(moveLibraryFiles(library.path, target, () => {})).rejects.toMatchObject({ code });
    }
    await expect(moveLibraryFiles(full, join(library.root, 'x'), () => {})).rejects.toMatchObject({
      code: 'LIBRARY_MISSING',
    });
    rmSync(full, { recursive: true });
    expect(contentOf(library.root)).toEqual(before);
  });
});

/** A second file system to move to. */
function mountTarget(library: TestLibrary, megabytes: number): { path: string; unmount: () => void } {
  const path = join(library.root, 'drive');
  mkdirSync(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', path]);
  return { path, unmount: () => execFileSync('umount', ['--lazy', path]) };
}

describe.skipIf(noMount)(`moving a library to another disk${reason}`, () => {
  it('copies everything, checks it, and lets go of the old folder', async () => {
    const { library } = await filled(8);
    plant(library, 'trash/old.jpg', 'trash');
    plant(library, 'captures/2026/06/15/.half.jpg.partial', 'half');
    const drive = mountTarget(library, 16);
    try {
      const before = contentOf(library.path);
      before.delete('captures/2026/06/15/.half.jpg.partial');
      const target = join(drive.path, 'library');
      const progress: MoveProgress[] = [];
      expect(await moveLibraryFiles(library.path, target, (now) => progress.push(now))).toEqual({
        method: 'copied',
        leftOvers: false,
      });
      expect(contentOf(target)).toEqual(before);
      expect(existsSync(library.path)).toBe(false);
      const last = progress.at(-1);
      expect(last?.filesDone).toBe(last?.filesTotal);
      expect(last?.bytesDone).toBe(last?.bytesTotal);
      await expectWorks(library, target, 8);
    } finally {
      drive.unmount();
    }
  });

  it('into the root of the drive, and back from it', async () => {
    const { library } = await filled(3);
    const drive = mountTarget(library, 16);
    try {
      await moveLibraryFiles(library.path, drive.path, () => {});
      await expectWorks(library, drive.path, 3);
      // A mount point itself cannot be removed: it is emptied, and no library any more.
      const back = await moveLibraryFiles(drive.path, library.path, () => {});
      expect(back.method).toBe('copied');
      expect(existsSync(join(drive.path, markerFileName))).toBe(false);
      await expectWorks(library, library.path, 3);
    } finally {
      drive.unmount();
    }
  });

  it('leaves the old library whole when the new disk is too small', async () => {
    const { library } = await filled(5);
    plant(library, 'captures/2026/06/15/large.jpg', Buffer.alloc(3_000_000, 7));
    const drive = mountTarget(library, 2);
    try {
      const before = contentOf(library.path);
      const target = join(drive.path, 'library');
      await expect(moveLibraryFiles(library.path, target, () => {})).rejects.toMatchObject({ code: 'DISK_FULL' });
      expect(contentOf(library.path)).toEqual(before);
      expect(readdirSync(drive.path)).toEqual([]);
      await expectWorks(library, library.path, 5);
    } finally {
      drive.unmount();
    }
  });

  it('leaves the old library whole when something writes into it meanwhile', async () => {
    const { library, captures } = await filled(3);
    const drive = mountTarget(library, 16);
    try {
      const target = join(drive.path, 'library');
      let isTouched = false;
      const move = moveLibraryFiles(library.path, target, () => {
        if (isTouched) return;
        isTouched = true;
        appendFileSync(library.storage.absolutePath(captures[2]?.filepath ?? ''), 'more');
      });
      await expect(move).rejects.toMatchObject({ code: 'LIBRARY_BUSY' });
      expect(existsSync(target)).toBe(false);
      await expectWorks(library, library.path, 3);
    } finally {
      drive.unmount();
    }
  });

  it('leaves the old library whole when the new disk can only be read or goes away', async () => {
    const { library } = await filled(3);
    const drive = mountTarget(library, 16);
    try {
      const before = contentOf(library.path);
      execFileSync('mount', ['-o', 'remount,ro', drive.path]);
      await expect(moveLibraryFiles(library.path, join(drive.path, 'library'), () => {})).rejects.toMatchObject({
        code: 'LIBRARY_READ_ONLY',
      });
      execFileSync('mount', ['-o', 'remount,rw', drive.path]);
      const target = join(drive.path, 'library');
      const move = moveLibraryFiles(library.path, target, () => rmSync(target, { recursive: true, force: true }));
      await expect(move).rejects.toMatchObject({ code: 'LIBRARY_MISSING' });
      expect(contentOf(library.path)).toEqual(before);
    } finally {
      drive.unmount();
    }
  });

  it('uses the folder of a copy that was interrupted, and refuses links', async () => {
    const { library } = await filled(2);
    const drive = mountTarget(library, 16);
    try {
      const target = join(drive.path, 'library');
      mkdirSync(join(target, 'captures'), { recursive: true });
      writeFileSync(join(target, '.afterimage-move-unfinished'), '');
      writeFileSync(join(target, 'captures/half.jpg'), 'half');
      symlinkSync('/', join(library.path, 'captures/elsewhere'));
      await expect(moveLibraryFiles(library.path, target, () => {})).rejects.toMatchObject({ code: 'UNSUPPORTED' });
      rmSync(join(library.path, 'captures/elsewhere'));
      await moveLibraryFiles(library.path, target, () => {});
      expect(existsSync(join(target, 'captures/half.jpg'))).toBe(false);
      await expectWorks(library, target, 2);
    } finally {
      drive.unmount();
    }
  });
});
