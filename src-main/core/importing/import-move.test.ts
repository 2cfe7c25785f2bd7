import { appendFileSync, chmodSync, existsSync, linkSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPictureIntake } from '../../hosts/workers/intake-thread.ts';
import type { PictureIntake } from '../../ports/picture-intake.ts';
import { ImportHarness, jpegOf } from './import-harness.fake.ts';

/** An intake that does something before it reads a file back. */
function intakeThat(before: (path: string) => void): () => PictureIntake {
  return () => {
    const real = createPictureIntake();
    return {
      ...real,
      hash: (path) => {
        before(path);
        return real.hash(path);
      },
    };
  };
}

describe('moving', () => {
  it('deletes each original when its copy is safe, also of what was there already, and leaves folders', async () => {
    const harness = await ImportHarness.make();
    const bytes = await jpegOf(1);
    const a = harness.put('sub/a.jpg', bytes);
    const copy = harness.put('sub/copy.jpg', bytes);
    const text = harness.put('sub/text.jpg', 'no picture');
    const { result } = await harness.import({ mode: 'move' });
    expect(result).toMatchObject({ imported: 1, linked: 1, failed: 1 });
    expect([a, copy, text].map((path) => existsSync(path))).toEqual([false, false, true]);
    const again = harness.put('sub/again.jpg', bytes);
    expect((await harness.import({ mode: 'move' })).result).toMatchObject({ imported: 0, linked: 1 });
    expect(existsSync(again)).toBe(false);
    expect(existsSync(join(harness.folder, 'sub'))).toBe(true);
    expect(harness.bytesOf(harness.stored()[0] ?? '')).toEqual(bytes);
    await harness.expectHealthy();
  });

  it('keeps the original where the copy on the disk is not what was written', async () => {
    const harness = await ImportHarness.make({
      createIntake: intakeThat((path) => {
        if (path.includes('/captures/')) appendFileSync(path, 'rot');
      }),
    });
    const path = harness.put('a.jpg', await jpegOf(1));
    const { files } = await harness.import({ mode: 'move' });
    expect(existsSync(path)).toBe(true);
    expect(files.of('a.jpg')).toMatchObject({
      status: 'imported',
      errorMessage: expect.stringMatching(/not deleted: the copy in the library/),
    });
  });

  it('keeps the original where the file of the linked capture is damaged', async () => {
    const harness = await ImportHarness.make();
    const path = harness.put('a.jpg', await jpegOf(1));
    await harness.import();
    appendFileSync(join(harness.library.path, harness.stored()[0] ?? ''), 'rot');
    const { files } = await harness.import({ mode: 'move' });
    expect(files.of('a.jpg')).toMatchObject({ status: 'linked', errorMessage: expect.stringMatching(/not deleted/) });
    expect(existsSync(path)).toBe(true);
  });

  it('keeps the original of what lies in the trash, which is to be deleted some day', async () => {
    const harness = await ImportHarness.make();
    const path = harness.put('a.jpg', await jpegOf(1));
    const { captureId } = (await harness.import()).files.of('a.jpg');
    harness.library.raw((native) =>
      native.exec(`INSERT INTO reviews VALUES ('${captureId}', 'discarded', 5, 5, 5, NULL)`),
    );
    const { result, files } = await harness.import({ mode: 'move' });
    expect(result).toMatchObject({ imported: 0, linked: 1, failed: 0 });
    expect(files.of('a.jpg').errorMessage).toMatch(/not deleted: the picture in the library is in its trash/);
    expect(existsSync(path)).toBe(true);
  });

  it('says of a folder that lets nothing be deleted that it is the folder', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may delete everywhere');
    const harness = await ImportHarness.make();
    const path = harness.put('sub/a.jpg', await jpegOf(1));
    chmodSync(join(harness.folder, 'sub'), 0o555);
    onTestFinished(() => chmodSync(join(harness.folder, 'sub'), 0o755));
    const { files } = await harness.import({ mode: 'move' });
    expect(files.of('sub/a.jpg')).toMatchObject({
      status: 'imported',
      errorMessage: expect.stringMatching(/its folder does not allow it/),
    });
    expect(existsSync(path)).toBe(true);
  });

  it('keeps an original that was written to after it was read', async () => {
    const paths = { changed: '' };
    const harness = await ImportHarness.make({
      createIntake: intakeThat(() => {
        utimesSync(paths.changed, 5, 5);
      }),
    });
    paths.changed = harness.put('changed.jpg', await jpegOf(1));
    const { files } = await harness.import({ mode: 'move' });
    expect(existsSync(paths.changed)).toBe(true);
    expect(files.of('changed.jpg').errorMessage).toMatch(/was changed since it was read/);
  });

  it('never deletes a file that is the library’s own by another path', async () => {
    const harness = await ImportHarness.make();
    harness.put('a.jpg', await jpegOf(1));
    await harness.import();
    const [stored = ''] = harness.stored();
    const other = join(harness.folder, 'same-file.jpg');
    linkSync(join(harness.library.path, stored), other);
    const { files } = await harness.import({ mode: 'move', paths: [other] });
    expect(files.of('same-file.jpg').status).toBe('linked');
    expect(existsSync(other)).toBe(true);
    expect(existsSync(join(harness.library.path, stored))).toBe(true);
  });

  it('goes on deleting where a killed process had stored, by all bytes of the original', async () => {
    const harness = await ImportHarness.make();
    const same = harness.put('same.jpg', await jpegOf(1));
    const other = harness.put('other.jpg', await jpegOf(2));
    const { id } = await harness.import();
    // As after a kill between the rows and the deletion.
    harness.library.raw((native) => {
      native
        .prepare(`UPDATE jobs SET status = 'pending', state = ?, payload = ? WHERE id = ?`)
        .run(
          JSON.stringify({ files: 2, listed: true, settled: 0 }),
          JSON.stringify({ paths: [harness.folder], mode: 'move', dryRun: false }),
          id,
        );
    });
    writeFileSync(other, await jpegOf(3));
    expect(await harness.work(id)).toMatchObject({ status: 'completed' });
    expect(existsSync(same)).toBe(false);
    expect(readFileSync(other)).toEqual(await jpegOf(3));
  });
});
