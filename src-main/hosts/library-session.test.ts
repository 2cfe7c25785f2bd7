import { spawnSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LibraryStatus } from '../../src-shared/contract/library.ts';
import type { LiveMessage } from '../../src-shared/contract/live.ts';
import { owner } from '../../src-shared/domain/access.ts';
import { captureOnce, type DemoSession, openDemoSession } from '../api/session.fake.ts';
import { libraryProblemOf } from './library-problem.ts';
import type { LibrarySession } from './library-session.ts';

let demo: DemoSession;
const others: DemoSession[] = [];

beforeEach(async () => {
  demo = await openDemoSession();
});

afterEach(async () => {
  for (const other of others.splice(0)) await other.session.close();
  await demo.dispose();
});

/** Another session on the same folder, as after a restart. */
async function reopen(): Promise<DemoSession> {
  const other = await openDemoSession({ folder: demo.folder });
  others.push(other);
  return other;
}

/** The next library status that is told and fits. */
function told(session: LibrarySession, fits: (library: LibraryStatus) => boolean): Promise<LibraryStatus> {
  return new Promise((resolve) => {
    const unsubscribe = session.live.subscribe((message: LiveMessage) => {
      if (message.type !== 'library-changed' || !fits(message.library)) return;
      unsubscribe();
      resolve(message.library);
    });
  });
}

const databasePath = () => join(demo.libraryPath, 'afterimage.db');

describe('a library that cannot be opened', () => {
  it('is explained, offers what can be done, and nothing pretends to work', async () => {
    await captureOnce(demo);
    await demo.session.close();
    await truncate(databasePath(), 1000);
    const { session } = await reopen();
    const status = await session.libraryStatus();
    expect(status).toMatchObject({ state: 'unavailable', health: { healthy: false }, backups: [], holder: null });
    expect(status.problem).toMatchObject({
      code: 'DATABASE_CORRUPT',
      offers: ['retry', 'run_doctor', 'choose_folder'],
    });
    expect(() => session.library()).toThrow(status.problem?.message);
    expect(session.captureStatus()).toMatchObject({
      state: 'library_unavailable',
      recording: false,
      message: status.problem?.message,
    });
  });

  it('is given back from a backup, with the broken one kept beside it', async () => {
    const [captured] = await captureOnce(demo);
    await demo.session.close();
    const backups = join(demo.libraryPath, 'backups');
    const name = 'afterimage-20260101T000000000Z-0001-captures.db';
    await writeFile(join(backups, name), await readFile(databasePath()), { mode: 0o600 });
    await truncate(databasePath(), 1000);
    const { session } = await reopen();
    expect((await session.libraryStatus()).problem?.offers).toContain('restore_backup');
    const status = await session.restoreBackup(name);
    expect(status).toMatchObject({ state: 'open', problem: null, health: { healthy: true } });
    expect(await session.library().timeline.get(captured ?? '')).toMatchObject({ id: captured });
    expect((await readdir(demo.libraryPath)).some((each) => each.startsWith('afterimage.db.replaced-'))).toBe(true);
  });

  it('gives nobody access again, from a backup, whose token was revoked since', async () => {
    const { access } = demo.session.library();
    const kept = await access.createToken({ name: 'Kept', scopes: ['decide'] }, owner);
    const revoked = await access.createToken({ name: 'Revoked', scopes: ['decide'] }, owner);
    await demo.session.close();
    const backup = await readFile(databasePath());
    const name = 'afterimage-20260101T000000000Z-0001-captures.db';
    const { session } = await reopen();
    await writeFile(join(demo.libraryPath, 'backups', name), backup, { mode: 0o600 });
    await session.library().access.revoke(revoked.id, owner);
    const later = await session.library().access.createToken({ name: 'Later', scopes: ['decide'] }, owner);
    await session.restoreBackup(name);
    const restored = session.library().access;
    for (const { token } of [kept, later])
      expect(await restored.authenticate(token)).toMatchObject({ kind: 'program' });
    await expect(restored.authenticate(revoked.token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });

    // Where nobody can tell what was revoked, nobody is let in.
    await session.close();
    await truncate(databasePath(), 1000);
    const broken = await reopen();
    await broken.session.restoreBackup(name);
    const anew = broken.session.library();
    await expect(anew.access.authenticate(kept.token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    const { items } = await anew.events.list({ limit: 20 });
    expect(items.map((each) => each.summary).join()).toContain(
      'The tokens and the password of the backup were removed',
    );
  });

  it('is not replaced by a backup while another process captures into it', async () => {
    const looking = await reopen();
    await expect(looking.session.restoreBackup('x.db')).rejects.toMatchObject({ code: 'LIBRARY_BUSY' });
    expect(await looking.session.libraryStatus()).toMatchObject({ state: 'open' });
  });

  it('stays as it is when a backup is not one', async () => {
    await captureOnce(demo);
    await expect(demo.session.restoreBackup('../afterimage.db')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await demo.session.libraryStatus()).toMatchObject({ state: 'open' });
  });

  it('because its folder has other things in it is left alone', async () => {
    await demo.session.close();
    await rm(demo.libraryPath, { recursive: true });
    await rm(join(demo.folder, 'config'), { recursive: true });
    await mkdir(demo.libraryPath);
    await writeFile(join(demo.libraryPath, 'letter.txt'), 'mine');
    const { session } = await reopen();
    expect((await session.libraryStatus()).problem).toMatchObject({
      code: 'LIBRARY_NOT_EMPTY',
      offers: ['choose_folder'],
    });
    expect(await readdir(demo.libraryPath)).toEqual(['letter.txt']);
    const elsewhere = join(demo.folder, 'elsewhere');
    expect(await session.openLibrary(elsewhere)).toMatchObject({ state: 'open', path: elsewhere, problem: null });
  });

  it('knows an answer to every code it can meet', () => {
    for (const code of ['LIBRARY_MISSING', 'LIBRARY_READ_ONLY', 'DATABASE_TOO_NEW', 'DISK_FULL', 'INTERNAL'] as const) {
      const problem = libraryProblemOf(Object.assign(new Error('A sentence.'), { code }), 0);
      expect(problem).toMatchObject({ code, message: 'A sentence.' });
      expect(problem.offers.length).toBeGreaterThan(0);
    }
    expect(libraryProblemOf(new TypeError('inside'), 0)).toMatchObject({
      code: 'INTERNAL',
      offers: ['retry', 'choose_folder'],
    });
  });
});

describe('a library that vanishes while it is open', () => {
  it('is told within moments, is not made anew, and comes back by itself', async () => {
    const [captured] = await captureOnce(demo);
    const { session, libraryPath } = demo;
    const lost = told(session, (library) => library.state === 'unavailable');
    await rename(libraryPath, `${libraryPath}-away`);
    expect((await lost).problem?.code).toBe('LIBRARY_MISSING');
    expect(session.captureStatus()).toMatchObject({ state: 'library_unavailable', recording: false });
    expect((await session.retry()).problem?.code).toBe('LIBRARY_MISSING');
    await mkdir(libraryPath);
    expect((await session.retry()).problem?.code).toBe('LIBRARY_MISSING');
    expect(await readdir(libraryPath)).toEqual([]);
    await rm(libraryPath, { recursive: true });
    const back = told(session, (library) => library.state === 'open');
    await rename(`${libraryPath}-away`, libraryPath);
    expect((await back).problem).toBeNull();
    expect(await session.library().timeline.get(captured ?? '')).toMatchObject({ id: captured });
  });
});

describe('moving a library', () => {
  it('that fails leaves it where it was, and capturing', async () => {
    const [captured] = await captureOnce(demo);
    const occupied = join(demo.folder, 'occupied');
    await mkdir(occupied);
    await writeFile(join(occupied, 'letter.txt'), 'mine');
    const states: string[] = [];
    demo.session.live.subscribe((message: LiveMessage) => {
      if (message.type === 'library-changed') states.push(message.library.state);
    });
    await expect(demo.session.moveLibrary(occupied)).rejects.toMatchObject({ code: 'LIBRARY_NOT_EMPTY' });
    // A window that was told of the move is told that it is over, too.
    expect(states).toEqual(['moving', 'open']);
    await expect(demo.session.moveLibrary(join(demo.libraryPath, 'inside'))).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    await expect(demo.session.moveLibrary(demo.libraryPath)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await demo.session.libraryStatus()).toMatchObject({
      state: 'open',
      path: demo.libraryPath,
      holder: { self: true },
    });
    expect(await demo.session.library().timeline.get(captured ?? '')).toMatchObject({ id: captured });
    expect(demo.session.captureStatus().enabled).toBe(true);
  });

  it('is refused while another process captures into it', async () => {
    const looking = await reopen();
    await expect(looking.session.moveLibrary(join(demo.folder, 'moved'))).rejects.toMatchObject({
      code: 'LIBRARY_BUSY',
    });
    expect(await looking.session.libraryStatus()).toMatchObject({ state: 'open', path: demo.libraryPath });
  });

  it('needs a whole path', async () => {
    for (const path of ['moved', './moved', '~/moved']) {
      await expect(demo.session.moveLibrary(path)).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await expect(demo.session.openLibrary(path)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
    expect(await demo.session.libraryStatus()).toMatchObject({ state: 'open', path: demo.libraryPath });
  });

  it('is remembered for the next start', async () => {
    const moved = join(demo.folder, 'moved');
    await demo.session.moveLibrary(moved);
    const config = JSON.parse(await readFile(join(demo.folder, 'config', 'config.json'), 'utf8'));
    expect(config.libraryPath).toBe(moved);
    expect(config.knownLibraryPaths).toContain(moved);
  });
});

describe('opening another library', () => {
  it('that does not open keeps the one that does', async () => {
    const broken = join(demo.folder, 'broken');
    const { session } = demo;
    await session.openLibrary(broken);
    await session.openLibrary(demo.libraryPath);
    await writeFile(
      join(broken, 'afterimage.db'),
      'this is no database, though it is long enough to look like one'.repeat(99),
    );
    await expect(session.openLibrary(broken)).rejects.toMatchObject({ code: 'DATABASE_CORRUPT' });
    expect(await session.libraryStatus()).toMatchObject({ state: 'open', path: demo.libraryPath, problem: null });
  });
});

const mounts = process.platform === 'linux' && process.getuid?.() === 0;

describe('a library on a disk that can only be read', () => {
  it.skipIf(!mounts)('can be looked through, says so, and captures nothing (needs root to mount)', async () => {
    const [captured] = await captureOnce(demo);
    await demo.session.close();
    const mount = (...args: string[]) => spawnSync('mount', args, { encoding: 'utf8' });
    expect(mount('--bind', demo.libraryPath, demo.libraryPath).stderr).toBe('');
    try {
      expect(mount('-o', 'remount,bind,ro', demo.libraryPath).stderr).toBe('');
      const reading = await reopen();
      const { session } = reading;
      const status = await session.libraryStatus();
      expect(status).toMatchObject({ state: 'open', problem: { code: 'LIBRARY_READ_ONLY' }, holder: null });
      expect(await session.library().timeline.get(captured ?? '')).toMatchObject({ id: captured });
      expect(session.captureStatus()).toMatchObject({ recording: false, message: status.problem?.message });
      await expect(session.library().capture.now()).rejects.toMatchObject({ code: 'LIBRARY_READ_ONLY' });
      await session.close();
    } finally {
      spawnSync('umount', [demo.libraryPath]);
    }
    const { session } = await reopen();
    expect(await session.libraryStatus()).toMatchObject({ state: 'open', problem: null });
  });
});

describe('a library on a disk without a free byte', () => {
  it.skipIf(!mounts)(
    'can be looked through, and is opened whole when there is room (needs root to mount)',
    async () => {
      await demo.dispose();
      const folder = await mkdtemp(join(tmpdir(), 'afterimage-test-'));
      const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=0700', 'tmpfs', folder], {
        encoding: 'utf8',
      });
      expect(mount.stderr).toBe('');
      try {
        const written = await openDemoSession({ folder });
        const [captured] = await captureOnce(written);
        await written.session.close();
        await writeFile(join(folder, 'ballast'), Buffer.alloc(16_000_000)).catch(() => {});
        const full = await openDemoSession({ folder });
        others.push(full);
        const { session } = full;
        expect(await session.libraryStatus()).toMatchObject({ state: 'open', problem: { code: 'DISK_FULL' } });
        expect(await session.library().timeline.get(captured ?? '')).toMatchObject({ id: captured });
        await expect(session.library().capture.now()).rejects.toMatchObject({ code: 'DISK_FULL' });
        const whole = told(session, (library) => library.state === 'open' && library.problem === null);
        await rm(join(folder, 'ballast'));
        await whole;
        expect(await captureOnce(full)).not.toEqual([]);
        await session.close();
      } finally {
        spawnSync('umount', ['--lazy', folder]);
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});

describe('the notes of where the library is', () => {
  it('are made anew when they are damaged', async () => {
    await demo.session.close();
    await appendFile(join(demo.folder, 'config', 'config.json'), '}}');
    const { session } = await reopen();
    expect(await session.libraryStatus()).toMatchObject({ state: 'open', path: demo.libraryPath });
  });
});
