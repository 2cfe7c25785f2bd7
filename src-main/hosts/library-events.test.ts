import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { owner } from '../../src-shared/domain/access.ts';
import { createSystemClock } from '../adapters/system/system-clock.ts';
import { captureOnce, type DemoSession, openDemoSession } from '../api/session.fake.ts';
import { type ContractClient, transports } from '../api/transports.fake.ts';
import { prepareLibraryFolder } from '../core/library/marker.ts';
import { openLibraryDatabase } from '../db/open.ts';

let folder: string;
let demo: DemoSession;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterimage-test-'));
});

afterEach(async () => {
  await demo.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function connect(): Promise<ContractClient> {
  return (await transports['in-process'](demo.session, () => {})).client;
}

const newest = async (client: ContractClient) => (await client.memory.events.list({ limit: 1 })).items[0];

describe('the activity log tells', () => {
  it('that the database was made, and by which migrations it was changed', async () => {
    const libraryPath = join(folder, 'library');
    await prepareLibraryFolder(libraryPath, { create: true });
    const before = await openLibraryDatabase({
      ...{ libraryPath, mode: 'read-write', migrate: true, clock: createSystemClock() },
      migrations: migrations.slice(0, 1),
    });
    await before.close();
    demo = await openDemoSession({ folder });
    const [event] = (await (await connect()).memory.events.list({ source: 'system' })).items;
    const backups = (await demo.session.libraryStatus()).backups.map((backup) => backup.name);
    expect(backups).toHaveLength(1);
    expect(event).toMatchObject({
      ...{ type: 'status', source: 'system' },
      details: { from: migrations[0]?.name, to: migrations.at(-1)?.name, backup: backups[0] },
    });
    await demo.session.close();
    demo = await openDemoSession({ folder });
    expect((await (await connect()).memory.events.list({ source: 'system' })).items).toEqual([event]);
  });

  it('who changed which setting, and nothing where nothing was changed', async () => {
    demo = await openDemoSession({ folder });
    const client = await connect();
    await client.preferences.set({ key: 'intervalSeconds', value: 30 });
    expect(await newest(client)).toMatchObject({
      ...{ type: 'action', source: 'user', summary: '“Interval” was changed from 5 to 30 s.' },
      details: { key: 'intervalSeconds', from: 5, to: 30, by: 'user' },
    });
    await client.preferences.set({ key: 'intervalSeconds', value: 30 });
    await expect(client.preferences.set({ key: 'intervalSeconds', value: -1 })).rejects.toThrow();
    await client.memory.preferences.put({ key: 'theme', value: 'dark' });
    const program = { ...owner, kind: 'program', name: 'Night light' } as const;
    await demo.session.library().preferences.setPreference('theme', 'light', program);
    const items = (await client.memory.events.list({ type: 'action' })).items;
    expect(items.map((event) => [event.source, event.summary])).toEqual([
      ['assistant', '“Appearance” was changed from Dark to Light by Night light.'],
      ['user', '“Appearance” was changed from As the system to Dark.'],
      ['user', '“Interval” was changed from 5 to 30 s.'],
    ]);
    await client.capture.consent({ given: true });
    await client.capture.pause({ length: '15m' });
    // What capture writes about itself is not said twice.
    expect((await client.memory.events.list({ type: 'action', limit: 2 })).items.map((event) => event.summary)).toEqual(
      ['Paused capture for 15 minutes.', 'Agreed to capture the screens.'],
    );
  });

  it('that a library was opened, moved and restored', async () => {
    demo = await openDemoSession({ folder });
    const client = await connect();
    await captureOnce(demo);
    await client.capture.consent({ given: false });
    const first = demo.libraryPath;
    const moved = join(folder, 'moved');
    await client.library.move({ path: moved });
    // Capture, which begins there anew, may have said something since.
    const [told] = (await client.memory.events.list({ type: 'action', limit: 1 })).items;
    expect(told).toMatchObject({
      ...{ source: 'user', summary: `The library was moved from ${first} to ${moved}.` },
      details: { from: first, to: moved },
    });
    const found = demo.session.openedOrProblem();
    if ('problem' in found) throw new Error(found.problem.message);
    const { name } = await found.opened.database.backUp(new AbortController().signal);
    await client.library.restoreBackup({ name });
    const [restored] = (await client.memory.events.list({ type: 'action', limit: 1 })).items;
    expect(restored).toMatchObject({
      summary: `The database was restored from the backup ${name}.`,
      details: { name, setAside: expect.stringMatching(/^afterimage\.db\.replaced-/) },
    });
    const another = join(folder, 'another');
    await client.library.open({ path: another });
    const [opened] = (await client.memory.events.list({ type: 'action', limit: 1 })).items;
    expect(opened).toMatchObject({ summary: `The library at ${another} was opened.`, details: { before: moved } });
    expect(demo.reports).toEqual([]);
  });
});
