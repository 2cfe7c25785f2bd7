import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ElectronDouble } from './double/electron-double.fake.ts';
import { createLoginItem, type LoginItem, quoteForExec } from './login-item.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'afterimage-login-item-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function loginItem(
  platform: NodeJS.Platform,
  change: { packaged?: boolean; appImagePath?: string } = {},
): { item: LoginItem; double: ElectronDouble } {
  const double = new ElectronDouble({ packaged: change.packaged ?? true, appDataFolder: folder });
  const item = createLoginItem({
    app: double.app,
    platform,
    appRoot: '/home/me/after image',
    appImagePath: change.appImagePath,
  });
  return { item, double };
}

describe('launch at login on Linux', () => {
  const file = (): string => path.join(folder, 'autostart', 'afterimage.desktop');

  it('is off before, on after it was asked for, and off again', async () => {
    const { item } = loginItem('linux');
    expect(await item.enabled()).toBe(false);
    expect(await item.setEnabled(true)).toBe(true);
    expect(await readFile(file(), 'utf8')).toContain('Exec="/opt/Afterimage/afterimage" "--hidden"\n');
    expect(await item.setEnabled(false)).toBe(false);
    await expect(readFile(file())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('starts the AppImage and not the place where it is mounted', async () => {
    const { item } = loginItem('linux', { appImagePath: '/home/me/Afterimage.AppImage' });
    await item.setEnabled(true);
    expect(await readFile(file(), 'utf8')).toContain('Exec="/home/me/Afterimage.AppImage" "--hidden"');
  });

  it('names the folder of the app where it runs from its sources', async () => {
    const { item } = loginItem('linux', { packaged: false });
    await item.setEnabled(true);
    expect(await readFile(file(), 'utf8')).toContain('"/home/me/after image" "--hidden"');
  });

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])('says off where the desktop wrote %s', async (line) => {
    const { item } = loginItem('linux');
    await item.setEnabled(true);
    const text = await readFile(file(), 'utf8');
    await writeFile(file(), text.replace('X-GNOME-Autostart-enabled=true', line));
    expect(await item.enabled()).toBe(false);
    expect(await item.setEnabled(true)).toBe(true);
  });

  it('says off where the entry starts another copy', async () => {
    await loginItem('linux', { appImagePath: '/old/Afterimage.AppImage' }).item.setEnabled(true);
    expect(await loginItem('linux', { appImagePath: '/new/Afterimage.AppImage' }).item.enabled()).toBe(false);
  });

  it('passes on that the entry cannot be written', async () => {
    await writeFile(path.join(folder, 'autostart'), 'in the way');
    await expect(loginItem('linux').item.setEnabled(true)).rejects.toMatchObject({ code: 'EEXIST' });
  });
});

describe('the command in a desktop entry', () => {
  it.each([
    ['/plain', '"/plain"'],
    ['/with space', '"/with space"'],
    ['/100%', '"/100%%"'],
    ['/a"b', '"/a\\\\"b"'],
    ['/a$b', '"/a\\\\$b"'],
    ['/a\\b', '"/a\\\\\\\\b"'],
  ])('writes %s as %s', (argument, written) => {
    expect(quoteForExec(argument)).toBe(written);
  });
});

describe('launch at login elsewhere', () => {
  it('reads back what macOS says, and not what was asked', async () => {
    const { item, double } = loginItem('darwin');
    expect(await item.setEnabled(true)).toBe(true);
    double.app.loginItemOverride = { status: 'requires-approval' };
    expect(await item.enabled()).toBe(false);
    expect(await item.setEnabled(true)).toBe(false);
  });

  it('is not offered by an unpackaged app on macOS, where it would start Electron itself', async () => {
    const { item } = loginItem('darwin', { packaged: false });
    expect(item.supported).toBe(false);
    await expect(item.setEnabled(true)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('sees that it was switched off in the task manager of Windows', async () => {
    const { item, double } = loginItem('win32');
    expect(await item.setEnabled(true)).toBe(true);
    expect(double.app.loginItem.args).toEqual(['--hidden']);
    double.app.loginItemOverride = { executableWillLaunchAtLogin: false };
    expect(await item.enabled()).toBe(false);
  });
});
