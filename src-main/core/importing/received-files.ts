import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { ensureFolder, fileMode, isTemporaryName, temporarySuffix } from '../library/durable-files.ts';
import { libraryMissing, systemCodeOf, toFileError } from '../library/file-errors.ts';
import { libraryMarkerExists } from '../library/marker.ts';
import { liesBehindLink } from '../library/plain-files.ts';

/** Where files lie in the library until it is known what they are: on its disk, so that they only need a new name. */
export const incomingFolder = 'incoming';

/** Nobody sends one picture for longer; what is older belongs to a process that ended and whose number is used again. */
export const longestReceivingMs = 60 * 60_000;

/** The number of a process comes again; with this its files are told from those of an earlier one that had it too. */
const ownPrefix = `.${process.pid}-${randomBytes(6).toString('hex')}-`;

/** A file that was received whole and is on the disk, under a name of nobody's choice. */
export interface ReceivedFile {
  readonly path: string;
  readonly fileSize: number;
  readonly sha256: string;
  /** Deletes it, unless it was put in its place meanwhile. */
  discard(): Promise<void>;
}

/** What the library's disk has free, and how much of it is to stay free; null where nobody can tell. */
export type Room = { readonly freeBytes: number; readonly floorBytes: number } | null;

/** Throws `DISK_FULL` where so many more bytes would leave less free than is to stay so. */
export function expectRoomFor(room: Room, bytes: number): void {
  if (!room || room.freeBytes - bytes >= room.floorBytes) return;
  throw new AppError('DISK_FULL', 'The disk that holds the library is nearly full. Free some space and try again.');
}

/**
 * Writes what arrives to the library's disk, a piece at a time. Leaves nothing behind when it fails. Throws
 * `DISK_FULL`, `LIBRARY_READ_ONLY` or `LIBRARY_MISSING`, and whatever `source` throws.
 */
export async function receiveFile(libraryPath: string, source: AsyncIterable<Uint8Array>): Promise<ReceivedFile> {
  const path = newIncomingPath(libraryPath);
  const discard = () => rm(path, { force: true });
  try {
    await makeIncomingFolder(libraryPath);
    return { path, ...(await writeSource(path, source)), discard };
  } catch (error) {
    await discard().catch(() => undefined);
    throw toFileError(error, libraryPath);
  }
}

/** Where the next file may lie until it has its place. The name says which process it belongs to. */
export function newIncomingPath(libraryPath: string): string {
  return join(libraryPath, incomingFolder, `${ownPrefix}${randomUUID()}${temporarySuffix}`);
}

/** Makes sure that there is the folder in which files lie before they have their place. Throws as `receiveFile` does. */
export async function prepareIncomingFolder(libraryPath: string): Promise<void> {
  try {
    await makeIncomingFolder(libraryPath);
  } catch (error) {
    throw toFileError(error, libraryPath);
  }
}

async function makeIncomingFolder(libraryPath: string): Promise<void> {
  const folder = join(libraryPath, incomingFolder);
  if (!(await libraryMarkerExists(libraryPath))) throw libraryMissing(libraryPath);
  await ensureFolder(folder);
  if (await liesBehindLink(libraryPath, folder)) {
    throw new AppError('PERMISSION_DENIED', `The folder ${incomingFolder} of the library is a link. Remove it.`);
  }
}

/** Writes a new file as its bytes arrive, and syncs it. */
export async function writeSource(
  path: string,
  source: AsyncIterable<Uint8Array>,
): Promise<{ fileSize: number; sha256: string }> {
  const file = await open(path, 'wx', fileMode);
  const hash = createHash('sha256');
  let fileSize = 0;
  try {
    for await (const piece of source) {
      hash.update(piece);
      await file.writeFile(piece);
      fileSize += piece.byteLength;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { fileSize, sha256: hash.digest('hex') };
}

/** Deletes what processes that ended were receiving. Returns how many files that were. */
export async function removeLeftFiles(libraryPath: string, now: number): Promise<number> {
  const left = await listLeftFiles(libraryPath, now);
  for (const name of left) await rm(join(libraryPath, incomingFolder, name), { force: true });
  return left.length;
}

/** The names of what processes that ended were receiving. What a process that runs receives is none of it. */
export async function listLeftFiles(libraryPath: string, now: number): Promise<string[]> {
  const left: string[] = [];
  for (const name of await incomingNames(libraryPath)) {
    if (!isTemporaryName(name) || name.startsWith(ownPrefix)) continue;
    const isYoung = async () => (await ageOf(join(libraryPath, incomingFolder, name), now)) < longestReceivingMs;
    if (isReceiving(Number(/^\.(\d+)-/.exec(name)?.[1])) && (await isYoung())) continue;
    left.push(name);
  }
  return left;
}

/** Whatever lies in the folder of what arrives; nothing where that is a link or not there. */
export async function incomingNames(libraryPath: string): Promise<string[]> {
  const folder = join(libraryPath, incomingFolder);
  if (await liesBehindLink(libraryPath, folder)) return [];
  return readdir(folder).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) return [];
    throw error;
  });
}

/** Whether another process of this number runs. What this one receives is known otherwise. */
export function isReceiving(pid: number): boolean {
  if (!Number.isInteger(pid) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) === 'EPERM';
  }
}

async function ageOf(path: string, now: number): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => now - mtimeMs,
    () => 0,
  );
}
