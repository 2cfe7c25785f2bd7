import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireCaptureLock, captureLockHolderFileName, readHolder } from './capture-lock.ts';
import { TestLibrary } from './test-library.fake.ts';

const lockModule = new URL('./capture-lock.ts', import.meta.url).href;

/** A real process that takes the lock and keeps it until it is killed. */
async function holdElsewhere(libraryPath: string) {
  const program = `
    const { acquireCaptureLock } = await import(${JSON.stringify(lockModule)});
    await acquireCaptureLock(${JSON.stringify(libraryPath)}, 'serve');
    process.stdout.write('held');
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('the capture lock', () => {
  it('lets one capture and tells the other who does', async () => {
    const library = await TestLibrary.make();
    expect(await readHolder(library.path)).toBeNull();
    const lock = await acquireCaptureLock(library.path, 'electron');
    expect(await readHolder(library.path)).toEqual({ pid: process.pid, host: 'electron' });
    await expect(acquireCaptureLock(library.path, 'cli')).rejects.toMatchObject({
      code: 'LIBRARY_BUSY',
      message: expect.stringContaining(`electron, process ${process.pid}`),
      details: { pid: process.pid, host: 'electron' },
    });
    // Being refused, and being asked, must not let go of it.
    await expect(acquireCaptureLock(library.path, 'cli')).rejects.toMatchObject({ code: 'LIBRARY_BUSY' });
    lock.release();
    lock.release();
    expect(await readHolder(library.path)).toBeNull();
    (await acquireCaptureLock(library.path, 'cli')).release();
  });

  it('is free again the moment its process is killed', async () => {
    const library = await TestLibrary.make();
    const child = await holdElsewhere(library.path);
    try {
      expect(await readHolder(library.path)).toEqual({ pid: child.pid, host: 'serve' });
      await expect(acquireCaptureLock(library.path, 'cli')).rejects.toMatchObject({
        code: 'LIBRARY_BUSY',
        details: { pid: child.pid, host: 'serve' },
      });
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect(existsSync(join(library.path, captureLockHolderFileName))).toBe(true);
    expect(await readHolder(library.path)).toBeNull();
    const lock = await acquireCaptureLock(library.path, 'cli');
    expect(await readHolder(library.path)).toEqual({ pid: process.pid, host: 'cli' });
    lock.release();
  });

  it('keeps out another process while this one holds it', async () => {
    const library = await TestLibrary.make();
    const lock = await acquireCaptureLock(library.path, 'electron');
    const program = `
      const { acquireCaptureLock } = await import(${JSON.stringify(lockModule)});
      await acquireCaptureLock(${JSON.stringify(library.path)}, 'serve').then(
        () => process.stdout.write('taken'),
        (error) => process.stdout.write(error.code),
      );
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [answer] = (await once(child.stdout, 'data')) as [Buffer];
    await once(child, 'exit');
    lock.release();
    expect(answer.toString()).toBe('LIBRARY_BUSY');
  });
});
