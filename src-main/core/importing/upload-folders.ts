import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { incomingFolder, incomingNames, isReceiving } from './received-files.ts';

/** What was sent and nobody imports is removed after this time. */
export const uploadLifeMs = 24 * 60 * 60_000;

/** The list of what was sent, in the folder of each upload. */
export const manifestName = 'files.jsonl';

const folderName = /^upload-(\d+)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** An upload that lies in the library, and the process that began it. */
export interface UploadFolder {
  readonly id: string;
  readonly pid: number;
  readonly name: string;
  readonly path: string;
}

/** Which uploads somebody may still use. */
export interface UploadUses {
  readonly now: number;
  /** Whether this process receives it. */
  readonly isOwn: (id: string) => boolean;
  /** Whether an import still needs it. */
  readonly isWanted: (id: string) => Promise<boolean>;
  /** One of a process that ended may be gone on with in another; what changed so lately is left alone. */
  readonly quietMs: number;
}

/** All uploads in a library, whoever began them. */
export async function listUploads(libraryPath: string): Promise<UploadFolder[]> {
  return (await incomingNames(libraryPath)).flatMap((name) => {
    const [, pid, id] = folderName.exec(name) ?? [];
    return id === undefined ? [] : [{ id, pid: Number(pid), name, path: join(libraryPath, incomingFolder, name) }];
  });
}

/** Uploads that nobody imports: of processes that have ended, and of one that runs after a day. */
export async function listLeftUploads(libraryPath: string, uses: UploadUses): Promise<UploadFolder[]> {
  const left: UploadFolder[] = [];
  for (const upload of await listUploads(libraryPath)) {
    const ageMs = uses.now - (await changedAt(upload.path));
    const lifeMs = uses.isOwn(upload.id) || isReceiving(upload.pid) ? uploadLifeMs : uses.quietMs;
    if (ageMs < lifeMs || (await uses.isWanted(upload.id))) continue;
    left.push(upload);
  }
  return left;
}

async function changedAt(path: string): Promise<number> {
  return stat(join(path, manifestName)).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
