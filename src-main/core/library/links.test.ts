import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { createPictureReader } from '../../adapters/image/picture-reader.ts';
import { TestLibrary } from '../../db/test-library.fake.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import { signFile } from '../duplicates/sign-file.ts';
import { LibraryStorage } from './storage.ts';
import { codec, jpeg, startAgain, storePictures } from './test-pictures.fake.ts';
import { ThumbnailCache } from './thumbnail-cache.ts';

/** A library with two pictures, and a picture outside of it that a link could lead to. */
async function withPictures() {
  const library = await TestLibrary.make();
  const database = await library.open();
  const [stored, other] = await storePictures(library, database, 2);
  const captures = [await rowOf(database, stored?.id), await rowOf(database, other?.id)] as const;
  const outside = join(library.root, 'outside');
  mkdirSync(outside);
  const secret = join(outside, 'secret.jpg');
  writeFileSync(secret, await jpeg(200));
  return { library, database, captures, outside, secret, path: library.storage.absolutePath(captures[0].filepath) };
}

async function rowOf(database: LibraryDatabase, id = ''): Promise<Capture> {
  const row = await database.captures.byId(id);
  if (!row) throw new Error('It was not stored.');
  return row;
}

type Pictures = Awaited<ReturnType<typeof withPictures>>;

/** Ways to put a link into the place of a picture. */
const links: Record<string, (pictures: Pictures) => void> = {
  'a link out of the library': ({ path, secret }) => link(secret, path),
  'a link to another picture of the library': ({ path, library, captures }) =>
    link(library.storage.absolutePath(captures[1].filepath), path),
  'a link to itself by another way': ({ path }) => {
    renameSync(path, `${path}.moved`);
    link(`${path}.moved`, path);
  },
  'a link that leads nowhere': ({ path, outside }) => link(join(outside, 'nothing.jpg'), path),
  'a link in a circle': ({ path }) => link(path, path),
  'a folder of the day that is a link out of the library': ({ path, outside }) => {
    copyFileSync(path, join(outside, path.slice(dirname(path).length + 1)));
    link(outside, dirname(path));
  },
  'a folder of the year that is a link within the library': ({ path, library }) => {
    const year = dirname(dirname(dirname(path)));
    renameSync(year, join(library.path, 'quarantine', 'year'));
    link(join(library.path, 'quarantine', 'year'), year);
  },
  'all captures behind a link': ({ library, outside }) => {
    renameSync(join(library.path, 'captures'), join(outside, 'captures'));
    link(join(outside, 'captures'), join(library.path, 'captures'));
  },
};

function link(target: string, path: string): void {
  rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path);
}

const refusal = { code: 'PERMISSION_DENIED', message: expect.stringContaining('Links are not followed') };

describe.each(Object.entries(links))('%s', (_what, plant) => {
  it('is not followed by whoever looks for the picture, reads it, or makes it small', async () => {
    const pictures = await withPictures();
    const { library, captures } = pictures;
    const { storage } = library;
    const [capture] = captures;
    const thumbnails = new ThumbnailCache(storage, codec);
    expect(await thumbnails.get(capture, 160)).toHaveProperty('absolutePath');
    plant(pictures);
    const reads: string[] = [];
    await expect(storage.find(capture)).rejects.toMatchObject(refusal);
    await expect(storage.reading(capture, async (path) => reads.push(path))).rejects.toMatchObject(refusal);
    await expect(storage.retrieve(capture.filepath)).rejects.toMatchObject(refusal);
    // Also where it was made small before: nobody is told that all is well.
    for (const width of [160, 320]) await expect(thumbnails.get(capture, width)).rejects.toMatchObject(refusal);
    expect(reads).toEqual([]);
    expect(await sign(library, capture)).toEqual({
      captureId: capture.id,
      problem: expect.stringContaining('Links are not followed'),
      isGone: true,
    });
  });

  it('leaves what it leads to as it was when the library is put in order', async () => {
    const pictures = await withPictures();
    plant(pictures);
    const before = listing(pictures.outside);
    await startAgain(pictures.library, pictures.database);
    expect(listing(pictures.outside)).toEqual(before);
  });
});

function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort();
}

function sign({ storage }: TestLibrary, { id, filepath, fileSize, sha256 }: Capture) {
  const path = storage.absolutePath(filepath);
  return signFile({ captureId: id, libraryPath: storage.libraryPath, path, fileSize, sha256 }, createPictureReader());
}

describe('links', () => {
  it('may lead to the library itself', async () => {
    const { library, captures } = await withPictures();
    const alias = join(library.root, 'alias');
    symlinkSync(library.path, alias);
    const storage = new LibraryStorage(alias);
    const [capture] = captures;
    expect(await storage.retrieve(capture.filepath)).toHaveLength(capture.fileSize);
    expect(await storage.find(capture)).toBe(join(alias, capture.filepath));
    expect(await new ThumbnailCache(storage, codec).get(capture, 160)).toHaveProperty('absolutePath');
  });

  it('named like a picture are taken into no library', async () => {
    const { library, database, captures, secret } = await withPictures();
    const [{ filepath, id }] = captures;
    const planted = filepath.replace(id, '01890000-0000-7000-8000-000000000000');
    symlinkSync(secret, join(library.path, planted));
    expect(await startAgain(library, database)).toMatchObject({ filesAdopted: 0, filesQuarantined: 0 });
    expect((await database.captures.totals()).captures).toBe(2);
  });

  it('in the place of a small copy are replaced, and what they lead to is neither sent nor written over', async () => {
    const { library, captures, secret } = await withPictures();
    const thumbnails = new ThumbnailCache(library.storage, codec);
    const [capture] = captures;
    const before = readFileSync(secret);
    const made = await thumbnails.get(capture, 160);
    if (!('absolutePath' in made)) throw new Error('It was not kept.');
    const small = readFileSync(made.absolutePath);
    link(secret, made.absolutePath);
    expect(await thumbnails.get(capture, 160)).toEqual(made);
    expect(readFileSync(made.absolutePath).equals(small)).toBe(true);
    expect(readFileSync(secret).equals(before)).toBe(true);
  });

  it('in the place of the folder of small copies lead nobody away', async () => {
    const { library, captures, outside } = await withPictures();
    const thumbnails = new ThumbnailCache(library.storage, codec);
    link(outside, join(library.path, 'thumbnails'));
    expect(await thumbnails.get(captures[0], 160)).toHaveProperty('bytes');
    expect(listing(outside)).toEqual(['secret.jpg']);
  });
});
