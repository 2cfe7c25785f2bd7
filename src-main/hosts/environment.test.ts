import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.ts';

describe('where things are kept', () => {
  it('follows the rules of each system', () => {
    const linux = readEnvironment({ HOME: '/home/ada' }, 'linux');
    expect(linux.configFolder).toBe('/home/ada/.config/afterimage');
    expect(linux.defaultLibraryPath).toBe('/home/ada/.local/share/afterimage/library');
    const xdg = readEnvironment({ HOME: '/home/ada', XDG_CONFIG_HOME: '/etc/x', XDG_DATA_HOME: 'relative' }, 'linux');
    expect(xdg.configFolder).toBe('/etc/x/afterimage');
    expect(xdg.defaultLibraryPath).toBe('/home/ada/.local/share/afterimage/library');
    const mac = readEnvironment({ HOME: '/Users/ada' }, 'darwin');
    expect(mac.configFolder).toBe('/Users/ada/Library/Application Support/Afterimage');
    const windows = readEnvironment({ APPDATA: '/roaming', LOCALAPPDATA: '/local' }, 'win32');
    expect([windows.configFolder, windows.defaultLibraryPath]).toEqual([
      '/roaming/Afterimage',
      '/local/Afterimage/library',
    ]);
  });

  it('can be told where to keep its notes', () => {
    const told = readEnvironment({ HOME: '/home/ada', AFTERIMAGE_CONFIG_DIR: '/tmp/notes' }, 'linux');
    expect(told.configFolder).toBe('/tmp/notes');
  });
});

describe('whether there is a desktop', () => {
  it('is known on Linux by its display, and taken for granted elsewhere', () => {
    expect(readEnvironment({ HOME: '/' }, 'linux').graphical).toBe(false);
    expect(readEnvironment({ HOME: '/', DISPLAY: ':0' }, 'linux').graphical).toBe(true);
    expect(readEnvironment({ HOME: '/', WAYLAND_DISPLAY: 'wayland-0' }, 'linux').graphical).toBe(true);
    expect(readEnvironment({ HOME: '/' }, 'darwin').graphical).toBe(true);
  });
});
