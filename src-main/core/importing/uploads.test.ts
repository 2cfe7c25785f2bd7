import { existsSync, mkdirSync, readdirSync, renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ImportHarness, jpegOf } from './import-harness.fake.ts';
import { incomingFolder } from './received-files.ts';
import { uploadLifeMs } from './upload-folders.ts';

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function uploaded(harness: ImportHarness): Promise<string> {
  const { uploadId } = await harness.service.beginUpload();
  const file = { path: 'a.jpg', modifiedAt: undefined, announcedBytes: 0 };
  await harness.service.receiveUpload(uploadId, file, once(await jpegOf(1)));
  return uploadId;
}

const folders = ({ library }: ImportHarness) => readdirSync(join(library.path, incomingFolder));

/** As if another process had received it, which has ended. */
function ofDeadProcess(harness: ImportHarness): void {
  const folder = join(harness.library.path, incomingFolder);
  for (const name of readdirSync(folder)) {
    renameSync(join(folder, name), join(folder, name.replace(/^upload-\d+/, 'upload-999999999')));
  }
}

/** What the start of a process does about old uploads. */
async function startOf(harness: ImportHarness): Promise<void> {
  await harness.service.begin();
  await harness.service.stop();
}

describe('an upload that nobody imports', () => {
  it('stays while its process runs, for a day', async () => {
    const harness = await ImportHarness.make();
    await uploaded(harness);
    await startOf(harness);
    const [name = ''] = folders(harness);
    expect(existsSync(join(harness.library.path, incomingFolder, name))).toBe(true);
    const old = (Date.now() - uploadLifeMs - 1000) / 1000;
    utimesSync(join(harness.library.path, incomingFolder, name, 'files.jsonl'), old, old);
    await startOf(harness);
    expect(folders(harness)).toEqual([]);
  });

  it('is removed by the next start', async () => {
    const harness = await ImportHarness.make();
    await uploaded(harness);
    ofDeadProcess(harness);
    const other = await ImportHarness.make({}, harness.library);
    await startOf(other);
    expect(folders(harness)).toEqual([]);
    // A folder of anybody else is left alone.
    mkdirSync(join(harness.library.path, incomingFolder, 'upload-of-mine'));
    await startOf(other);
    expect(folders(harness)).toEqual(['upload-of-mine']);
  });

  it('is removed by the next import too, once nobody has added to it for an hour', async () => {
    const harness = await ImportHarness.make();
    await uploaded(harness);
    ofDeadProcess(harness);
    const other = await ImportHarness.make({}, harness.library);
    other.put('a.jpg', await jpegOf(2));
    await other.import();
    const [name = ''] = folders(harness);
    expect(name).toMatch(/^upload-/);
    const old = (Date.now() - 3_601_000) / 1000;
    utimesSync(join(harness.library.path, incomingFolder, name, 'files.jsonl'), old, old);
    await other.import();
    expect(folders(harness)).toEqual([]);
  });

  it('stays while an import waits for it, and goes with that', async () => {
    const harness = await ImportHarness.make();
    const uploadId = await uploaded(harness);
    ofDeadProcess(harness);
    const other = await ImportHarness.make({}, harness.library);
    const { id } = await other.start({ uploadId });
    await startOf(other);
    expect(await other.work(id)).toMatchObject({ status: 'completed', result: { imported: 1 } });
    expect(folders(harness)).toEqual([]);
    expect(other.stored()).toHaveLength(1);
  });
});

describe('several files at the same time', () => {
  it('each have a place of their own', async () => {
    const harness = await ImportHarness.make();
    const { uploadId } = await harness.service.beginUpload();
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    await Promise.all(
      seeds.map(async (seed) =>
        harness.service.receiveUpload(
          uploadId,
          { path: `${seed % 3}.jpg`, modifiedAt: 5, announcedBytes: 0 },
          once(await jpegOf(seed)),
        ),
      ),
    );
    expect((await harness.import({ uploadId })).result).toMatchObject({ files: 20, imported: 20 });
  });
});
