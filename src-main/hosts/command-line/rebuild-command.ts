import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import { openArchive } from '../../adapters/archives/archive-reader.ts';
import { readPictureHeader } from '../../adapters/image/picture-header.ts';
import { createSystemClock } from '../../adapters/system/system-clock.ts';
import { openExport } from '../../core/exporting/open-export.ts';
import {
  lookAtManifest,
  type RebuildParts,
  type RebuildProblem,
  type RebuildResult,
  rebuildLibrary,
  type SeenManifest,
} from '../../core/exporting/rebuild-library.ts';
import { removeLeftFiles } from '../../core/importing/received-files.ts';
import { prepareLibraryFolder } from '../../core/library/marker.ts';
import { missingBytesAt, noRoom } from '../../core/library/no-room.ts';
import { LibraryStorage } from '../../core/library/storage.ts';
import { acquireCaptureLock } from '../../db/capture-lock.ts';
import { openLibraryDatabase } from '../../db/open.ts';
import type { ArchiveReader } from '../../ports/export-archives.ts';
import { chosenLibraryPath } from '../compose.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import { bytesText, countText } from './words.ts';

/** Problems in the document of `--json`; printed are all. */
const mostListed = 10_000;

/** `afterimage rebuild --from PATH --library NEW`: 0 where everything of the manifest is in the new library, else 1. */
export async function runRebuild({ libraryPath, output }: CommandContext, options: { from: string }): Promise<number> {
  const from = resolve(options.from);
  // The remembered or default library is the one a person lives in: it is never filled without being named.
  if (libraryPath === undefined) {
    const line = `afterimage rebuild --from "${options.from}" --library FOLDER`;
    throw new AppError('BAD_INPUT', `Say which new folder becomes the library: ${line}`);
  }
  const library = await chosenLibraryPath(libraryPath);
  const reader = await openExport(from, openArchive);
  const problems: RebuildProblem[] = [];
  try {
    // Looked at first: where there is nothing to rebuild from, no library is made.
    const manifest = await lookAtManifest(reader);
    await refuseWithin(library, from);
    const result = await rebuildInto(library, reader, manifest, output, (problem) => {
      if (problems.length < mostListed) problems.push(problem);
      output.print(`${problem.path ?? (problem.about === 'manifest' ? 'the manifest' : 'a file')}: ${problem.message}`);
    });
    output.document({ libraryPath: library, from, ...result, problemCount: result.problems, problems });
    output.print(summaryOf(result, library));
    return result.problems === 0 ? exitCodes.done : exitCodes.failed;
  } finally {
    await reader.close();
  }
}

async function rebuildInto(
  library: string,
  reader: ArchiveReader,
  manifest: SeenManifest,
  output: Output,
  tell: (problem: RebuildProblem) => void,
): Promise<RebuildResult> {
  const showProgress = progressLine(output);
  let takenBytes = 0;
  const onProgress = (done: number, of: number, bytes: number) => {
    takenBytes = bytes;
    showProgress(done, of);
  };
  try {
    return await openAndRebuild(library, { reader, tell, onProgress }, manifest);
  } catch (error) {
    if (!isAppError(error) || error.code !== 'DISK_FULL') throw error;
    const missingBytes = await missingBytesAt(library, manifest.frame.totals.bytes - takenBytes);
    throw noRoom('the new library', library, { cause: error, missingBytes, nextStep: 'ask for the same again' });
  }
}

async function openAndRebuild(
  library: string,
  given: Pick<RebuildParts, 'reader' | 'tell' | 'onProgress'>,
  manifest: SeenManifest,
): Promise<RebuildResult> {
  await prepareLibraryFolder(library, { create: true });
  const lock = await acquireCaptureLock(library, 'cli');
  const clock = createSystemClock();
  try {
    // What a killed attempt had received; nobody else writes into this library while the lock is held.
    await removeLeftFiles(library, clock.now());
    const database = await openLibraryDatabase({ libraryPath: library, mode: 'read-write', migrate: true, clock });
    try {
      const result = await rebuildLibrary(
        {
          ...given,
          storage: new LibraryStorage(library),
          database,
          readHeader: readPictureHeader,
        },
        manifest,
      );
      // What pictures are compared by is no part of an export: it is made anew of the pictures.
      await database.jobs.enqueue({ type: 'process', payload: {}, createdAt: clock.now() }, { unlessWaiting: true });
      return result;
    } finally {
      await database.close();
    }
  } finally {
    lock.release();
  }
}

/** Else the new library would be read as a part of the export. */
async function refuseWithin(library: string, from: string): Promise<void> {
  const root = await realpath(from);
  if (!`${library}${sep}`.startsWith(`${root}${sep}`) && !`${library}${sep}`.startsWith(`${from}${sep}`)) return;
  throw new AppError('BAD_INPUT', 'The new library cannot be inside of the export. Choose a folder outside of it.');
}

function summaryOf(result: RebuildResult, library: string): string {
  if (result.isDoneBefore) {
    const taken = countText(result.captures + result.already, 'picture');
    return `${library} was built of this export before, with ${taken}. Nothing was changed.`;
  }
  const already = result.already > 0 ? `, ${countText(result.already, 'picture')} were there already` : '';
  const leftOut = result.leftOut > 0 ? ` ${countText(result.leftOut, 'file')} could not be taken in.` : '';
  const manifest =
    result.problems > result.leftOut
      ? ' The manifest is not the one that was written: what it says of them may be wrong.'
      : '';
  return (
    `Rebuilt ${countText(result.captures, 'picture')} (${bytesText(result.bytes)})${already} with ` +
    `${countText(result.decisions, 'decision')} in ${library}.${leftOut}${manifest}`
  );
}

/** One line that counts the pictures, where a person watches. */
function progressLine(output: Output): (done: number, of: number) => void {
  if (output.json || !process.stderr.isTTY) return () => {};
  return (done, of) => {
    process.stderr.write(`\r${done} of ${countText(of, 'picture')}${done >= of ? '\n' : ''}`);
  };
}
