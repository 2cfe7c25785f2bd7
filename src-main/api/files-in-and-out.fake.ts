import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { expect } from 'vitest';
import type { Job } from '../../src-shared/contract/jobs.ts';
import { jpeg } from '../core/library/test-pictures.fake.ts';
import type { DemoSession } from './session.fake.ts';
import type { ContractClient } from './transports.fake.ts';

export interface Caller {
  readonly client: ContractClient;
  readonly demo: DemoSession;
  /** What a call ended with, as a caller sees it. */
  readonly outcomeOf: (call: Promise<unknown>) => Promise<object>;
  /** Watches a job to its end. */
  readonly whenEnded: (client: ContractClient, id: string) => Promise<Job>;
}

/** Imports two pictures and what is none, first only looked at, and again. */
export async function importFiles({ client, demo, outcomeOf, whenEnded }: Caller): Promise<void> {
  const ended = async (begun: Promise<Job>) => whenEnded(client, (await begun).id);
  const folder = join(demo.folder, 'to-import');
  await mkdir(folder);
  await writeFile(join(folder, 'Screenshot_20240301-101522.jpg'), await jpeg(7, 320, 200));
  await writeFile(join(folder, 'broken.jpg'), 'no picture');
  const look = await ended(client.importing.start({ paths: [folder], dryRun: true }));
  expect(look).toMatchObject({ status: 'completed', result: { dryRun: true, files: 2, importable: 1, imported: 0 } });
  const done = await ended(client.importing.start({ paths: [folder] }));
  expect(done).toMatchObject({ type: 'import', status: 'completed', result: { imported: 1, failed: 1, linked: 0 } });
  const { items } = await client.importing.files({ id: done.id });
  expect(items.map(({ status }) => status).sort()).toEqual(['failed', 'imported']);
  const captureId = items.find(({ status }) => status === 'imported')?.captureId ?? '';
  expect(await client.captures.get({ id: captureId })).toMatchObject({
    origin: 'import',
    originalFilename: 'Screenshot_20240301-101522.jpg',
    localDay: '2024-03-01',
  });
  const first = await client.importing.files({ id: done.id, limit: 1 });
  const rest = await client.importing.files({ id: done.id, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...rest.items]).toEqual(items);
  const again = await ended(client.importing.start({ paths: [folder] }));
  expect(again).toMatchObject({ result: { imported: 0, linked: 1, failed: 1 } });
  for (const path of [join(folder, 'not-there'), 'not/whole', demo.libraryPath]) {
    expect(await outcomeOf(client.importing.start({ paths: [path] })), path).toMatchObject({ code: 'BAD_INPUT' });
  }
  expect(await outcomeOf(client.importing.files({ id: captureId }))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await client.importing.beginUpload()).toEqual({ uploadId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
}

/** Exports what there is, to a folder and as two pictures. */
export async function exportFiles({ client, demo, outcomeOf, whenEnded }: Caller): Promise<void> {
  const ended = async (begun: Promise<Job>) => whenEnded(client, (await begun).id);
  const [capture] = (await client.captures.list({ limit: 1 })).items;
  if (!capture) throw new Error('There is nothing to export.');
  const day = capture.localDay;
  const preview = await client.exporting.preview({ day });
  expect(preview.captures).toBeGreaterThan(0);
  const path = join(demo.folder, 'exported');
  const copied = await ended(client.exporting.start({ what: { day }, to: { path } }));
  expect(copied).toMatchObject({
    type: 'export',
    status: 'completed',
    result: { exported: preview.captures, failed: 0 },
  });
  expect(isAbsolute(String(copied.result?.path))).toBe(true);
  expect(await readdir(path)).toEqual(expect.arrayContaining(['manifest.csv', 'manifest.json']));
  expect(await outcomeOf(client.exporting.start({ what: { day }, to: { path } }))).toMatchObject({ code: 'CONFLICT' });
  const inside = { path: join(demo.libraryPath, 'exported') };
  expect(await outcomeOf(client.exporting.start({ what: { day }, to: inside }))).toMatchObject({ code: 'BAD_INPUT' });

  const moving = join(demo.folder, 'day.webp');
  const lapse = client.exporting.timeLapse({ day, path: moving, widthPixels: 64 });
  expect(await ended(lapse)).toMatchObject({ status: 'completed', result: { path: moving } });
  const still = join(demo.folder, 'day.jpg');
  const sheet = client.exporting.contactSheet({ day, path: still, columns: 2, cellWidthPixels: 80 });
  expect(await ended(sheet)).toMatchObject({ status: 'completed', result: { path: still } });
  const empty = client.exporting.contactSheet({ day: '1999-01-01', path: join(demo.folder, 'none.jpg') });
  expect(await outcomeOf(empty)).toMatchObject({ code: 'NOT_FOUND' });
}
