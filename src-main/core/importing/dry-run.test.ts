import { describe, expect, it } from 'vitest';
import { pictureFormats } from '../../../src-shared/domain/vocabulary.ts';
import { understatedPictures } from '../../adapters/image/sample-pictures.fake.ts';
import { claimingPictures, cutPictures } from '../../adapters/image/wrong-pictures.fake.ts';
import { intakeHeldAfter } from './held-intake.fake.ts';
import { ImportHarness, jpegOf } from './import-harness.fake.ts';

describe('a dry run', () => {
  it('says how many, how large, which are there and which cannot be read, and writes nothing', async () => {
    const harness = await ImportHarness.make();
    harness.put('there.jpg', await jpegOf(1));
    await harness.import();
    const stored = harness.stored();
    const bytes = await jpegOf(2);
    for (const name of ['new.jpg', 'same.jpg']) harness.put(name, bytes);
    harness.put('text.jpg', 'This is text.');
    harness.put('notes.txt', 'This is text too.');
    const { result, files } = await harness.import({ dryRun: true });
    expect(files.statuses).toEqual({
      'new.jpg': 'importable',
      'notes.txt': 'skipped',
      'same.jpg': 'linked',
      'text.jpg': 'failed',
      'there.jpg': 'linked',
    });
    expect(result).toMatchObject({ dryRun: true, importable: 1, importableBytes: bytes.length, linked: 2, failed: 1 });
    expect(harness.stored()).toEqual(stored);
    expect((await harness.database.captures.totals()).captures).toBe(1);
    expect((await harness.import()).result).toMatchObject({ imported: 1, linked: 2, failed: 1, skipped: 1 });
  });

  it.each(pictureFormats)('tells of a %s that breaks off, wherever it does, that it cannot be read', async (format) => {
    const harness = await ImportHarness.make();
    const cut = await cutPictures(format);
    for (const [index, bytes] of cut.entries()) harness.put(`${index}.${format}`, bytes);
    const { result } = await harness.importAfterLook();
    expect(result).toMatchObject({ imported: 0, failed: cut.length });
  });

  it('tells of what is larger than it says, or not what it says, what an import makes of it', async () => {
    const harness = await ImportHarness.make();
    const wrong = {
      huge: await claimingPictures(65_500, 65_500),
      other: await claimingPictures(700, 500),
      hidden: understatedPictures(),
    };
    for (const [name, pictures] of Object.entries(wrong)) {
      for (const [format, bytes] of Object.entries(pictures)) harness.put(`${name}.${format}`, bytes);
    }
    const { files } = await harness.importAfterLook();
    const imported = files.all.filter(({ status }) => status === 'imported').map(({ path }) => path.split('/').pop());
    expect(imported).toEqual(['other.gif', 'other.jpeg']);
  });

  it('tells the same of the same wrong bytes under many names, near to each other and far apart', async () => {
    const harness = await ImportHarness.make();
    const whole = await jpegOf(1, 200);
    const cut = whole.subarray(0, whole.length / 2);
    for (let copy = 0; copy < 80; copy += 1) {
      const name = String(copy).padStart(2, '0');
      harness.put(`${name}-cut.jpg`, cut);
      harness.put(`${name}-whole.jpg`, whole);
    }
    const { result } = await harness.importAfterLook();
    expect(result).toMatchObject({ imported: 1, linked: 79, failed: 80 });
  });

  it('says how far it is, can be cancelled, and goes on where it was', async () => {
    const { createIntake, goOn } = intakeHeldAfter(128);
    const harness = await ImportHarness.make({ createIntake });
    for (let seed = 0; seed < 300; seed += 1) harness.put(`${seed}.jpg`, await jpegOf(seed, 24));
    const { id } = await harness.start({ dryRun: true });
    const working = harness.work(id);
    for await (const job of harness.jobs.watch(id, undefined)) {
      if (job.progressCurrent >= 64) break;
    }
    await harness.jobs.cancel(id);
    goOn();
    const cancelled = await working;
    expect(cancelled).toMatchObject({ status: 'cancelled', progressTotal: 300 });
    expect(cancelled.progressCurrent).toBeLessThan(300);
    const { importable, pending } = await harness.database.imports.counts(id);
    expect(importable).toBeGreaterThanOrEqual(64);
    expect(importable + pending).toBe(300);
    await harness.jobs.retry(id);
    expect(await harness.work(id)).toMatchObject({ status: 'completed', result: { importable: 300, imported: 0 } });
    expect(harness.stored()).toEqual([]);
  });
});
