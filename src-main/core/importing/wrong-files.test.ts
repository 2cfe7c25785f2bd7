import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, openSync, rmSync, symlinkSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ImportHarness, jpegOf } from './import-harness.fake.ts';

const linux = process.platform === 'linux';
const isRoot = process.getuid?.() === 0;

/** Looks at and imports what a test put there beside one good picture, which must always arrive. */
async function importBeside(put: (harness: ImportHarness) => Promise<void> | void) {
  const harness = await ImportHarness.make();
  harness.put('good.jpg', await jpegOf(1));
  await put(harness);
  const { files, result } = await harness.importAfterLook();
  expect(files.of('good.jpg').status).toBe('imported');
  await harness.expectHealthy();
  expect(harness.stored()).toHaveLength(result.imported);
  for (const file of files.all) {
    if (file.status === 'failed' || file.status === 'skipped') expect(file.errorMessage).toMatch(/^[A-Z].{8,}\.$/su);
  }
  return { harness, files, result };
}

describe('a file that is no whole picture', () => {
  it('fails alone with its reason: truncated, empty, of another kind than its name says', async () => {
    const { files } = await importBeside(async (harness) => {
      const whole = await jpegOf(2, 200);
      harness.put('truncated.jpg', whole.subarray(0, whole.length / 2));
      harness.put('header.png', (await sharp(whole).png().toBuffer()).subarray(0, 60));
      harness.put('empty.jpg', '');
      harness.put('text.jpg', 'Dear diary, this is text.');
      harness.put('page.jpg', '<!doctype html><script>alert(1)</script>');
      harness.put('drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
      harness.put('drawing.png', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>');
      harness.put('document.pdf', '%PDF-1.7\n%binary');
      harness.put('document.jpg', '%PDF-1.7\n%binary');
      harness.put('archive.zip', 'no archive at all');
      harness.put('noise.webp', Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 7919) % 256)));
    });
    const { 'good.jpg': _, ...others } = files.statuses;
    expect(new Set(Object.values(others))).toEqual(new Set(['failed']));
    expect(files.of('text.jpg').errorMessage).toMatch(/is text/);
    expect(files.of('drawing.png').errorMessage).toMatch(/SVG drawing/);
    expect(files.of('document.jpg').errorMessage).toMatch(/PDF document/);
    expect(files.of('empty.jpg').errorMessage).toMatch(/is empty/);
    expect(files.of('truncated.jpg').errorMessage).toMatch(/not a whole picture/);
  });

  it('is left out where nobody said that it is one', async () => {
    const { files } = await importBeside((harness) => {
      harness.put('notes.txt', 'Dear diary');
      harness.put('film.mp4', Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'));
      harness.put('program', Buffer.from('\x7fELF\x02\x01\x01', 'latin1'));
      for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini', '._good.jpg']) harness.put(name, 'clutter');
      harness.put('@eaDir/good.jpg/SYNOPHOTO_THUMB_XL.jpg', 'clutter');
    });
    const { 'good.jpg': _, ...others } = files.statuses;
    expect(others).toEqual({
      '.DS_Store': 'skipped',
      '._good.jpg': 'skipped',
      '@eaDir': 'skipped',
      'Thumbs.db': 'skipped',
      'desktop.ini': 'skipped',
      'film.mp4': 'skipped',
      'notes.txt': 'skipped',
      program: 'skipped',
    });
  });

  it('may be several things at once, and is what its beginning says', async () => {
    const { files } = await importBeside(async (harness) => {
      harness.put(
        'polyglot.html',
        Buffer.concat([await jpegOf(2), Buffer.from('<script>alert(1)</script>PK\x05\x06')]),
      );
      harness.put('polyglot.jpg', Buffer.concat([Buffer.from('%PDF-1.7\n'), await jpegOf(3)]));
    });
    expect(files.of('polyglot.html').status).toBe('imported');
    expect(files.of('polyglot.jpg')).toMatchObject({ status: 'failed', errorMessage: expect.stringMatching(/PDF/) });
  });
});

describe('a picture that is too large', () => {
  it('is refused with its size before it is decoded', async () => {
    const { files } = await importBeside(async (harness) => {
      const beyond = { width: 20_000, height: 20_000, channels: 3, background: '#305070' } as const;
      const bomb = await sharp({ create: beyond, limitInputPixels: false }).png({ compressionLevel: 9 }).toBuffer();
      expect(bomb.length).toBeLessThan(2_000_000);
      harness.put('bomb.png', bomb);
      const claims = await jpegOf(2);
      const frame = claims.indexOf(Buffer.from([0xff, 0xc0]));
      claims.writeUInt16BE(65_500, frame + 5);
      claims.writeUInt16BE(65_500, frame + 7);
      harness.put('claims.jpg', claims);
    });
    expect(files.of('bomb.png').errorMessage).toMatch(/20000 × 20000 pixels/);
    expect(files.of('claims.jpg').errorMessage).toMatch(/65500 × 65500 pixels/);
    expect([files.of('bomb.png').status, files.of('claims.jpg').status]).toEqual(['failed', 'failed']);
  });

  it('is not read at all beyond 512 MB', async () => {
    const { files } = await importBeside(async (harness) => {
      const path = harness.put('large.jpg', await jpegOf(2));
      truncateSync(path, 600 * 1024 * 1024);
    });
    expect(files.of('large.jpg')).toMatchObject({
      status: 'failed',
      errorMessage: 'The file is larger than 512 MB.',
    });
  });
});

describe('names', () => {
  const strange = [
    'ファイル「写真」.jpg',
    `it's "quoted" 'twice'.jpg`,
    'emoji 👩‍👩‍👧‍👦🏳️‍🌈.jpg',
    'new\nline\tand\u0007bell.jpg',
    '-rf *.jpg',
    ' leading and trailing .jpg',
    `${'長'.repeat(83)}.jp`,
    '%2e%2e%2f..jpg',
    'a\\b.jpg',
  ];
  it.skipIf(process.platform === 'win32')('may be anything that is text, and are kept as they are', async () => {
    const { files, harness } = await importBeside(async (given) => {
      for (const [seed, name] of strange.entries()) {
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        given.put(name, await jpegOf(10 + seed));
      }
    });
    for (const name of strange) {
      const { captureId, status } = files.of(name);
      expect(status, name).toBe('imported');
      expect(await harness.database.captures.byId(captureId ?? '')).toMatchObject({ originalFilename: name });
    }
  });

  it.skipIf(!linux)('that are no text fail alone', async () => {
    const { files } = await importBeside(async ({ folder }) => {
      const bytes = await jpegOf(2);
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.jpg')]), bytes);
      mkdirSync(Buffer.concat([Buffer.from(`${folder}/d`), Buffer.from([0xff])]));
    });
    expect(files.of('caf\ufffd.jpg')).toMatchObject({ status: 'failed', errorMessage: expect.stringMatching(/UTF-8/) });
    expect(files.of('d\ufffd').status).toBe('failed');
  });

  it.skipIf(!linux)('that differ only in case are two files', async () => {
    const { result } = await importBeside(async (given) => {
      given.put('Photo.JPG', await jpegOf(2));
      given.put('photo.jpg', await jpegOf(3));
      given.put('PHOTO.jpg', await jpegOf(4));
    });
    expect(result).toMatchObject({ imported: 4, linked: 0 });
  });
});

describe('what is no file', () => {
  it.skipIf(!linux)('is never opened: pipes, sockets, devices', async () => {
    const { files } = await importBeside(async ({ folder }) => {
      execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
      const server = createServer().listen(join(folder, 'socket.jpg'));
      await new Promise((resolve) => {
        server.once('listening', resolve);
      });
      server.unref();
      if (isRoot) execFileSync('mknod', [join(folder, 'zero.jpg'), 'c', '1', '5']);
    });
    expect(files.of('pipe.jpg')).toMatchObject({ status: 'failed', errorMessage: expect.stringMatching(/a pipe/) });
    expect(files.of('socket.jpg')).toMatchObject({ status: 'failed', errorMessage: expect.stringMatching(/a socket/) });
    if (isRoot) expect(files.of('zero.jpg').errorMessage).toMatch(/a device/);
  });

  it('is not followed: links to files, to folders, in circles, to nothing and out of the folder', async () => {
    const { files, harness } = await importBeside(async (given) => {
      mkdirSync(join(given.folder, 'sub'));
      symlinkSync('good.jpg', join(given.folder, 'to-file.jpg'));
      symlinkSync('..', join(given.folder, 'sub', 'up'));
      symlinkSync('circle', join(given.folder, 'circle'));
      symlinkSync('nowhere.jpg', join(given.folder, 'broken.jpg'));
      symlinkSync('/etc', join(given.folder, 'out'));
      symlinkSync(given.library.path, join(given.folder, 'into-library'));
    });
    const links = ['to-file.jpg', 'sub/up', 'circle', 'broken.jpg', 'out', 'into-library'];
    expect(files.all).toHaveLength(1 + links.length);
    for (const name of links) {
      expect(files.of(name)).toMatchObject({ status: 'skipped', errorMessage: expect.stringMatching(/is a link/) });
    }
    // What a person names is meant, also where it is a link.
    const link = join(harness.library.root, 'link-to-pictures');
    symlinkSync(harness.folder, link);
    expect((await harness.import({ paths: [link] })).result).toMatchObject({ linked: 1, skipped: 6 });
  });

  it('or may not be read, fails alone', async ({ skip }) => {
    skip(!linux || isRoot, 'root may read everything, and Windows has other permissions');
    const { files } = await importBeside(async (given) => {
      chmodSync(given.put('secret.jpg', await jpegOf(2)), 0);
      given.put('closed/a.jpg', await jpegOf(3));
      chmodSync(join(given.folder, 'closed'), 0);
    });
    expect(files.of('secret.jpg').errorMessage).toMatch(/permissions/);
    expect(files.of('closed').errorMessage).toMatch(/permissions/);
    chmodSync(files.of('closed').path, 0o700);
  });
});

describe('a file that changes meanwhile', () => {
  it('fails alone when it is gone before it is read', async () => {
    const harness = await ImportHarness.make();
    harness.put('good.jpg', await jpegOf(1));
    harness.put('going.jpg', await jpegOf(2));
    const { id } = await harness.start();
    const { imports } = harness.database;
    const pending = imports.pending.bind(imports);
    // Listed already, when the job asks what to read.
    imports.pending = async (...given) => {
      rmSync(join(harness.folder, 'going.jpg'), { force: true });
      return pending(...given);
    };
    await harness.work(id);
    const files = await harness.files(id);
    expect(files.of('going.jpg')).toMatchObject({ status: 'failed', errorMessage: 'The file is not there any more.' });
    expect(files.of('good.jpg').status).toBe('imported');
    await harness.expectHealthy();
  });

  it.skipIf(!linux)('fails alone when it grows while it is read', async () => {
    const harness = await ImportHarness.make();
    harness.put('good.jpg', await jpegOf(1));
    const growing = harness.put('growing.jpg', await jpegOf(2, 2000));
    truncateSync(growing, 64 * 1024 * 1024);
    const file = openSync(growing, 'a');
    const { id } = await harness.start();
    let over = false;
    const grow = () => {
      writeSync(file, Buffer.alloc(1000));
      if (!over) setImmediate(grow);
    };
    grow();
    await harness.work(id);
    over = true;
    const files = await harness.files(id);
    expect(files.of('growing.jpg')).toMatchObject({ status: 'failed', errorMessage: expect.stringMatching(/changed/) });
    expect(files.of('good.jpg').status).toBe('imported');
  });
});
