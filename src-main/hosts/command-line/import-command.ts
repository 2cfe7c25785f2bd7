import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type ImportFile,
  type ImportRequest,
  type ImportResult,
  importRequestSchema,
  importResultSchema,
} from '../../../src-shared/contract/importing.ts';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import { plainText } from '../../../src-shared/domain/plain-text.ts';
import { libraryMarkerExists } from '../../core/library/marker.ts';
import { noRoom } from '../../core/library/no-room.ts';
import type { OpenedLibrary } from '../assemble-library.ts';
import { chosenLibraryPath, findLibrary, type SessionOptions } from '../compose.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { followJob } from './follow-job.ts';
import type { Output } from './output.ts';
import { withLibrary } from './with-library.ts';
import { bytesText, countText } from './words.ts';

/** Failed files that are printed; with `--json` too. */
const mostFailedFiles = 50;

/** `afterimage import PATH…`: 0 when all pictures are there, or would be, and 1 where a file failed. */
export async function runImport(
  { libraryPath, output }: CommandContext,
  options: { move?: boolean; dryRun?: boolean },
  operands: readonly string[],
): Promise<number> {
  // An empty word is a variable that was never set, and not the folder this is called in.
  if (operands.some((path) => path.trim() === '')) {
    throw new AppError('BAD_INPUT', 'Give the path of what to import: one is empty.');
  }
  const request = importRequestSchema.parse({
    paths: operands.map((path) => resolve(path)),
    mode: options.move ? 'move' : 'copy',
    dryRun: options.dryRun === true,
  });
  const run = (place: ImportPlace) => importInto(place, output, request);
  return request.dryRun ? withPlaceToLook(libraryPath, run) : run({ libraryPath });
}

type ImportPlace = Pick<SessionOptions, 'libraryPath' | 'passing'>;

/** Looking makes no library: where there is none yet, it is done in one that is gone afterwards. */
async function withPlaceToLook<Result>(
  named: string | undefined,
  work: (place: ImportPlace) => Promise<Result>,
): Promise<Result> {
  const { path, remembered } = await findLibrary(named);
  // One that was there and is not belongs to a drive that is to be connected first.
  if (remembered || (await libraryMarkerExists(path))) return work({ libraryPath: named });
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-look-'));
  try {
    return await work({ libraryPath: join(folder, 'library'), passing: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function importInto(place: ImportPlace, output: Output, request: ImportRequest): Promise<number> {
  // A first import makes the library, as a first capture does.
  return withLibrary(output, { ...place, create: true, capture: false }, async (opened) => {
    try {
      // What cannot be written because its disk is full can only be read, which would be told as the reason.
      if (opened.refusal) throw opened.refusal;
      return await importAndTell(opened, output, request);
    } catch (error) {
      const path = await chosenLibraryPath(place.libraryPath);
      const isWithoutPlace = isAppError(error) && error.code === 'DISK_FULL' && !error.message.includes(path);
      throw isWithoutPlace ? noRoom('the import', path, { cause: error }) : error;
    }
  });
}

async function importAndTell(opened: OpenedLibrary, output: Output, request: ImportRequest): Promise<number> {
  const { id } = await opened.importing.start(request);
  const job = await followJob(opened, output, id);
  const result = importResultSchema.parse(job.result);
  const failed = (await opened.importing.files(id, { status: 'failed', limit: mostFailedFiles })).items;
  const undeleted = request.mode === 'move' ? await undeletedFiles(opened, id) : [];
  await compare(opened, output, result);
  output.document({ job, result, failed, undeleted });
  output.print(resultText(result));
  if (failed.length > 0) output.print(filesText('Not imported:', failed, result.failed));
  if (undeleted.length > 0) output.print(filesText('Imported, but the original is still there:', undeleted));
  if (result.uncertain > 0) {
    output.print(`\nThe times of ${countText(result.uncertain, 'picture')} are uncertain. Look at them in the window.`);
  }
  return result.failed === 0 ? exitCodes.done : exitCodes.failed;
}

/** Near duplicates are looked for when all are there; where nobody else works on the queue, here. */
async function compare(opened: OpenedLibrary, output: Output, result: ImportResult): Promise<void> {
  if (result.dryRun || result.imported === 0) return;
  const { id } = await opened.jobs.enqueue('scan_duplicates', { sign: false }, { unlessWaiting: true });
  await followJob(opened, output, id);
}

/** Originals that were to be deleted and were not: they are in the library, and have a word. */
async function undeletedFiles({ importing }: OpenedLibrary, id: string): Promise<ImportFile[]> {
  const found: ImportFile[] = [];
  for (const status of ['imported', 'linked'] as const) {
    for (let cursor: string | undefined, more = true; more && found.length < mostFailedFiles; ) {
      const page = await importing.files(id, { status, limit: 500, ...(cursor ? { cursor } : {}) });
      found.push(...page.items.filter((file) => file.errorMessage !== null));
      cursor = page.nextCursor ?? undefined;
      more = cursor !== undefined;
    }
  }
  return found.slice(0, mostFailedFiles);
}

function resultText(result: ImportResult): string {
  const { dryRun, files, bytes, importable, importableBytes, imported, importedBytes, linked, failed, skipped } =
    result;
  const found = `Found ${countText(files, 'file')}, ${bytesText(bytes)}.`;
  const rest = [
    `${linked} there already`,
    `${failed} that could not be read`,
    `${skipped} left out: no pictures, or links`,
  ].join(', ');
  return dryRun
    ? `${found} An import would add ${countText(importable, 'picture')}, ${bytesText(importableBytes)}; ${rest}. Nothing was changed.`
    : `${found} Imported ${countText(imported, 'picture')}, ${bytesText(importedBytes)}; ${rest}.`;
}

function filesText(heading: string, files: readonly ImportFile[], all = files.length): string {
  // A name may hold anything, also the end of a line.
  const lines = files.map(({ path, entry, errorMessage }) =>
    plainText(`  ${entry === null ? path : `${path}: ${entry}`}: ${errorMessage ?? '–'}`),
  );
  const more = all > files.length ? [`  and ${all - files.length} more: the window lists all of them`] : [];
  return ['', heading, ...lines, ...more].join('\n');
}
