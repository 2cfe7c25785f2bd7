import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const packageFolder = path.join(import.meta.dirname, '..', 'node_modules', 'electron');

/** Where the Electron runtime is unpacked, if it is here and of the version we want. It downloads nothing. */
export function installedElectron(): { readonly distFolder: string; readonly executable: string } | undefined {
  try {
    const wanted = (JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as { version: string })
      .version;
    const distFolder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(packageFolder, 'dist');
    const found = readFileSync(path.join(distFolder, 'version'), 'utf8').trim().replace(/^v/, '');
    const executable = path.join(distFolder, programName());
    return found === wanted && existsSync(executable) ? { distFolder, executable } : undefined;
  } catch {
    return undefined;
  }
}

/** What the download noted; a runtime from elsewhere has no note, and the usual name. */
function programName(): string {
  const note = path.join(packageFolder, 'path.txt');
  if (existsSync(note)) return readFileSync(note, 'utf8').trim();
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/** Downloads the runtime where it is missing, as Electron's package itself does. False where it cannot be had. */
export function installElectron(): boolean {
  if (installedElectron()) return true;
  const run = spawnSync(process.execPath, [path.join(packageFolder, 'install.js')], { encoding: 'utf8' });
  return run.status === 0 && installedElectron() !== undefined;
}

/** The mark before the switches in Electron's program, and the switches themselves: all as Electron ships them. */
const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuseCount = 8;

/**
 * Makes a folder that looks like an unpacked Linux runtime to electron-builder: a program that only says what it is,
 * with the place for the fuses. It is for looking at what goes into the package and can never run.
 */
export async function makeStubRuntime(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'resources'), { recursive: true });
  const fuses = Buffer.concat([
    Buffer.from(fuseMark, 'latin1'),
    Buffer.from([1, fuseCount]),
    Buffer.alloc(fuseCount, '0', 'latin1'),
  ]);
  const text = '#!/bin/sh\necho "This is a stub for the Electron runtime, made to check a package." >&2\nexit 1\n';
  await writeFile(path.join(folder, 'electron'), Buffer.concat([Buffer.from(text), fuses]), { mode: 0o755 });
  await writeFile(path.join(folder, 'version'), '0.0.0\n');
}
