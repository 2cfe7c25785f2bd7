import { isAppError } from '../../../src-shared/domain/app-error.ts';
import type { Archives } from '../../ports/archives.ts';
import type { FoundFile, ImportRepository } from '../../ports/import-repository.ts';
import { claimsToBeArchive, isClutterPath } from './clutter.ts';
import { unreadableSentence } from './file-sentences.ts';
import { type Walked, type WalkPlace, walkFolders } from './folder-walk.ts';

/** Files written down in one transaction. */
const filesAtOnce = 500;

/** Something that may be imported, with where to go on after it. */
export interface Listed<Place> {
  readonly walked: Walked;
  readonly uploadName: string | null;
  readonly place: Place;
}

export interface FileListParts<Place> {
  readonly imports: Pick<ImportRepository, 'add' | 'forgetFrom'>;
  readonly archives: Archives;
  readonly jobId: string;
  readonly signal: AbortSignal;
  /** Where the bytes of a listed file are. */
  readonly pathOf: (file: { path: string; uploadName: string | null }) => string;
  /** Called with what is written down for good: so many files, and the place to go on after. */
  readonly onWritten: (files: number, place: Place) => Promise<void>;
}

/** Files of folders, each with its place. */
export async function* listFolders(
  roots: readonly string[],
  given: { libraryPath: string; after: WalkPlace | undefined; signal: AbortSignal },
): AsyncGenerator<Listed<WalkPlace>> {
  for await (const { place, ...walked } of walkFolders(roots, given)) yield { walked, uploadName: null, place };
}

/**
 * Writes down what is found, some at a time, and archives by their entries. A list that was left in the middle is cut
 * back to the files `before`, after which it is known how to go on. Returns how many files there are.
 */
export async function writeFileList<Place>(
  listed: AsyncIterable<Listed<Place>>,
  before: number,
  parts: FileListParts<Place>,
): Promise<number> {
  const { imports, jobId, signal } = parts;
  while (!(await imports.forgetFrom(jobId, before + 1))) signal.throwIfAborted();
  let written = before;
  let waiting: FoundFile[] = [];
  const write = async () => {
    await imports.add(jobId, written + 1, waiting);
    written += waiting.length;
    waiting = [];
  };
  for await (const { place, ...each } of listed) {
    for await (const file of filesOf(each, parts)) {
      waiting.push(file);
      // An archive may be larger than what is to be in memory; it is listed anew where it is left in the middle.
      if (waiting.length >= filesAtOnce * 4) await write();
      signal.throwIfAborted();
    }
    if (waiting.length < filesAtOnce) continue;
    await write();
    await parts.onWritten(written, place);
  }
  await write();
  return written;
}

async function* filesOf(
  { walked, uploadName }: Omit<Listed<unknown>, 'place'>,
  { archives, pathOf }: Pick<FileListParts<unknown>, 'archives' | 'pathOf'>,
): AsyncGenerator<FoundFile> {
  const { path } = walked;
  const nothing = { path, entry: null, position: null, uploadName, bytes: null, modifiedAt: null } as const;
  if (walked.kind !== 'file') {
    yield { ...nothing, status: walked.kind, errorMessage: walked.sentence };
    return;
  }
  const { bytes, modifiedAt } = walked;
  if (claimsToBeArchive(path)) {
    const readFrom = pathOf({ path, uploadName });
    const isArchive = await archives.isArchive(readFrom).catch(() => false);
    if (isArchive) {
      yield* entriesOf(readFrom, { path, uploadName }, archives);
      return;
    }
  }
  yield { ...nothing, bytes, modifiedAt, status: 'pending', errorMessage: null };
}

async function* entriesOf(
  readFrom: string,
  shown: { path: string; uploadName: string | null },
  archives: Archives,
): AsyncGenerator<FoundFile> {
  try {
    for await (const { position, name, isFolder, bytes, modifiedAt, problem } of archives.list(readFrom)) {
      const found = { ...shown, entry: name.slice(0, 1000), position, bytes, modifiedAt };
      if (problem !== undefined) yield { ...found, status: 'failed', errorMessage: problem };
      else if (isFolder) continue;
      else if (claimsToBeArchive(name)) {
        yield { ...found, status: 'skipped', errorMessage: 'An archive within an archive is not opened.' };
      } else if (isClutterPath(name)) {
        yield { ...found, status: 'skipped', errorMessage: 'Systems put such files into folders by themselves.' };
      } else yield { ...found, status: 'pending', errorMessage: null };
    }
  } catch (error) {
    const errorMessage = isAppError(error) ? error.message : unreadableSentence(error);
    yield { ...shown, entry: null, position: null, bytes: null, modifiedAt: null, status: 'failed', errorMessage };
  }
}
