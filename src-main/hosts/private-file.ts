import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const greatestBytes = 64 * 1024;

/** Writes a file that only this account can read: whole or not at all, and never half to whoever reads meanwhile. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Reads a file that only this account can have written; undefined where there is none. Throws, with the reason, for one
 * that is not of this account, that others may read or write, or that is no ordinary file.
 */
export async function readPrivateFile(path: string): Promise<string | undefined> {
  // A link is not followed, and a pipe does not make this wait.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(error.code === 'ELOOP' ? 'it is a link' : `it cannot be read (${error.code})`);
  });
  if (!file) return undefined;
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new Error('it is no file');
    // Windows keeps rights elsewhere: there the folder of the account is what protects it.
    if (process.getuid && found.uid !== process.getuid()) throw new Error('it belongs to another account');
    if (process.getuid && (found.mode & 0o077) !== 0) throw new Error('other accounts may read or change it');
    if (found.size > greatestBytes) throw new Error('it is too large');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
