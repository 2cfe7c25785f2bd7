import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mountReason, TestLibrary } from '../../db/test-library.fake.ts';

const noMount = mountReason();
const reason = noMount ? ` (skipped: ${noMount})` : '';

function picture(bytes: number | Buffer = 1000) {
  return {
    id: randomUUID(),
    localDay: '2026-06-15',
    extension: 'jpg',
    bytes: typeof bytes === 'number' ? Buffer.alloc(bytes, 7) : bytes,
  };
}

/** Every file below the captures folder. */
function filesOf(library: TestLibrary): string[] {
  return readdirSync(join(library.path, 'captures'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}

describe('storage', () => {
  it('stores a picture in the folder of its day, for its owner only', async () => {
    const library = await TestLibrary.make();
    const given = picture();
    const stored = await library.storage.store(given);
    expect(stored).toEqual({
      filepath: `captures/2026/06/15/${given.id}.jpg`,
      fileSize: 1000,
      sha256: createHash('sha256').update(given.bytes).digest('hex'),
    });
    const path = library.storage.absolutePath(stored.filepath);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    for (let folder = dirname(path); folder !== library.path; folder = dirname(folder)) {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    }
    expect(filesOf(library)).toEqual([`${given.id}.jpg`]);
    expect((await library.storage.retrieve(stored.filepath)).equals(given.bytes)).toBe(true);
  });

  it('deletes once, and tells what is there', async () => {
    const library = await TestLibrary.make();
    const stored = await Promise.all([1, 20, 300].map((bytes) => library.storage.store(picture(bytes))));
    writeFileSync(join(library.path, 'captures/2026/06/15/.half.jpg.partial'), 'x');
    expect(await library.storage.stats()).toEqual({ files: 3, bytes: 321 });
    const filepath = stored[1]?.filepath ?? '';
    expect(await library.storage.delete(filepath)).toBe(true);
    expect(await library.storage.delete(filepath)).toBe(false);
    await expect(library.storage.retrieve(filepath)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await library.storage.stats()).toEqual({ files: 2, bytes: 301 });
  });

  it('leaves nothing half-written under the name of a picture', async () => {
    const library = await TestLibrary.make();
    const given = picture();
    await library.storage.store(picture());
    // What a killed process leaves: the temp file is in the way of nobody but of the same picture.
    const leftover = join(library.path, `captures/2026/06/15/.${given.id}.jpg.partial`);
    writeFileSync(leftover, 'half');
    await expect(library.storage.store(given)).rejects.toThrow();
    expect(existsSync(join(library.path, `captures/2026/06/15/${given.id}.jpg`))).toBe(false);
  });

  it('makes the folder of the day again when somebody removed it', async () => {
    const library = await TestLibrary.make();
    await library.storage.store(picture());
    rmSync(join(library.path, 'captures/2026'), { recursive: true });
    const stored = await library.storage.store(picture());
    expect(await library.storage.retrieve(stored.filepath)).toHaveLength(1000);
  });

  it('never makes a library anew that has gone', async () => {
    const library = await TestLibrary.make();
    await library.storage.store(picture());
    rmSync(library.path, { recursive: true });
    await expect(library.storage.store(picture())).rejects.toMatchObject({ code: 'LIBRARY_MISSING' });
    expect(existsSync(library.path)).toBe(false);
  });

  it('never writes into a folder that lost its marker, as a mount point without its drive', async () => {
    const library = await TestLibrary.make();
    rmSync(join(library.path, 'afterimage-library.json'));
    await expect(library.storage.store(picture())).rejects.toMatchObject({ code: 'LIBRARY_MISSING' });
    expect(filesOf(library)).toEqual([]);
  });

  it('refuses every path that is not one of a picture', async () => {
    const library = await TestLibrary.make();
    const outside = join(library.root, 'secret.jpg');
    writeFileSync(outside, 'secret');
    const attempts = [
      '../secret.jpg',
      'captures/../../secret.jpg',
      'captures/../afterimage.db',
      'captures//../../secret.jpg',
      'captures/./a.jpg',
      'captures\\..\\..\\secret.jpg',
      'captures/2026/06/15/.hidden.jpg',
      'captures/a\0.jpg',
      outside,
      'C:\\secret.jpg',
      '//server/share/a.jpg',
      'captures',
      'captures/',
      '',
      'afterimage.db',
      'thumbnails/160/a.jpg',
      'captures/%2e%2e/secret.jpg',
    ];
    for (const attempt of attempts) {
      expect(() => library.storage.absolutePath(attempt), attempt).toThrow(
        expect.objectContaining({ code: 'BAD_INPUT' }),
      );
      await expect(library.storage.retrieve(attempt)).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await expect(library.storage.delete(attempt)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
    expect(readFileSync(outside, 'utf8')).toBe('secret');
  });

  it('never leaves the library, whatever the path', async () => {
    const library = await TestLibrary.make();
    const part = fc.oneof(fc.constantFrom('..', '.', '', 'captures', 'a.jpg', '/', '\\'), fc.string({ maxLength: 5 }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        let path: string;
        try {
          path = library.storage.absolutePath(parts.join('/'));
        } catch (error) {
          expect(error).toMatchObject({ code: 'BAD_INPUT' });
          return;
        }
        expect(path.startsWith(join(library.path, 'captures')) || path.startsWith(join(library.path, 'trash'))).toBe(
          true,
        );
      }),
    );
  });

  it.each([
    { why: 'an id with a path in it', given: { id: '../../../../etc/passwd-aaaaaaaaaaaaaaa' } },
    { why: 'a day that is none', given: { localDay: '2026-02-30' } },
    { why: 'an extension with a path in it', given: { extension: '/../x' } },
  ])('refuses $why', async ({ given }) => {
    const library = await TestLibrary.make();
    await expect(library.storage.store({ ...picture(), ...given })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(filesOf(library)).toEqual([]);
  });

  it('does not follow a day folder that is a link to nowhere', async () => {
    const library = await TestLibrary.make();
    symlinkSync(join(library.root, 'nowhere'), join(library.path, 'captures/2026'));
    await expect(library.storage.store(picture())).rejects.toMatchObject({ code: 'LIBRARY_MISSING' });
    expect(existsSync(join(library.root, 'nowhere'))).toBe(false);
  });
});

describe.skipIf(noMount)(`storage on a small disk${reason}`, () => {
  it('calls a full disk so, keeps every picture it stored whole, and leaves no rubbish', async () => {
    const library = await TestLibrary.onSmallDisk(2);
    const stored: { filepath: string; sha256: string }[] = [];
    const fill = async () => {
      for (let count = 0; count < 100; count += 1) stored.push(await library.storage.store(picture(100_000 + count)));
    };
    await expect(fill()).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(stored.length).toBeGreaterThan(5);
    expect(filesOf(library)).toHaveLength(stored.length);
    for (const { filepath, sha256 } of stored) {
      const bytes = await library.storage.retrieve(filepath);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
    expect(await library.storage.delete(stored[0]?.filepath ?? '')).toBe(true);
    await library.storage.store(picture(1000));
  });

  it('calls a disk that can only be read so', async () => {
    const library = await TestLibrary.onSmallDisk(2);
    const stored = await library.storage.store(picture());
    library.remount('ro');
    await expect(library.storage.store(picture())).rejects.toMatchObject({ code: 'LIBRARY_READ_ONLY' });
    await expect(library.storage.delete(stored.filepath)).rejects.toMatchObject({ code: 'LIBRARY_READ_ONLY' });
    expect(await library.storage.retrieve(stored.filepath)).toHaveLength(1000);
  });
});
