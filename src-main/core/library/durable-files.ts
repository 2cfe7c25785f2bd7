import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Only the person's own account may look into the library. */
export const fileMode = 0o600;
export const folderMode = 0o700;

/** Temp files start with a dot and end like this; whatever is left of them after a crash is rubbish. */
export const temporarySuffix = '.partial';

/** Where a file is written before it gets its name. */
export function temporaryPathFor(path: string): string {
  return join(dirname(path), `.${basename(path)}${temporarySuffix}`);
}

export function isTemporaryName(name: string): boolean {
  return name.startsWith('.') && name.endsWith(temporarySuffix);
}

/** Makes a folder's entries (new names, renames) outlive a power cut. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Writes a file so that under its name there is always the whole of it: temp file, check of the length, fsync,
 * rename, fsync of the folder. Leaves nothing behind when it fails.
 */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryPathFor(path);
  // Outside of the clean-up: a temp file that is there already belongs to somebody else.
  const file = await open(temporary, 'wx', fileMode);
  try {
    try {
      await file.writeFile(bytes);
      const { size } = await file.stat();
      if (size !== bytes.byteLength) throw new Error(`Wrote ${size} of ${bytes.byteLength} bytes.`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes a folder and what is missing above it. (Node's own way reports a read-only disk as a missing folder.) */
export async function ensureFolderWithParents(path: string): Promise<void> {
  const missing: string[] = [];
  for (let folder = path; dirname(folder) !== folder && !(await exists(folder)); folder = dirname(folder)) {
    missing.unshift(folder);
  }
  for (const folder of missing) await ensureFolder(folder);
}

/** Makes one folder (not its parents) and makes it outlive a power cut. Fine when it is there. */
export async function ensureFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: folderMode });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw error;
  }
  await syncFolder(dirname(path));
}

export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
