import { resolve } from 'node:path';
import {
  type ImportFile,
  type ImportResult,
  importRequestSchema,
  importResultSchema,
} from '../../../src-shared/contract/importing.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { plainText } from '../../../src-shared/domain/plain-text.ts';
import type { OpenedLibrary } from '../assemble-library.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { followJob } from './follow-job.ts';
import type { Output } from './output.ts';
import { withLibrary } from './with-library.ts';
import { bytesText, countText } from './words.ts';

/** Failed files that are printed; with `--json` too. */
const mostFailedFiles = 50;

/** `afterimage import PATH…` */
export async function runImport(
  { libraryPath, output }: CommandContext,
  options: { move?: boolean; dryRun?: boolean },
  operands: readonly string[],
): Promise<number> {
  // An empty word is a variable that was never set, and not the folder this is called in.
  if (operands.some((path) => path.trim() === '')) {
    throw new AppError('BAD_INPUT', 'Give the path of what to import: one is empty.');
  }
  // A first import makes the library, as a first capture does; looking makes nothing.
  return withLibrary(output, { libraryPath, create: options.dryRun !== true, capture: false }, async (opened) => {
    const request = importRequestSchema.parse({
      paths: operands.map((path) => resolve(path)),
      mode: options.move ? 'move' : 'copy',
      dryRun: options.dryRun === true,
    });
    const { id } = await opened.importing.start(request);
    const job = await followJob(opened, output, id);
    const result = importResultSchema.parse(job.result);
    const failed = (await opened.importing.files(id, { status: 'failed', limit: mostFailedFiles })).items;
    const undeleted = options.move ? await undeletedFiles(opened, id) : [];
    await compare(opened, output, result);
    output.document({ job, result, failed, undeleted });
    output.print(resultText(result));
    if (failed.length > 0) output.print(filesText('Not imported:', failed, result.failed));
    if (undeleted.length > 0) output.print(filesText('Imported, but the original is still there:', undeleted));
    if (result.uncertain > 0) {
      output.print(
        `\nThe times of ${countText(result.uncertain, 'picture')} are uncertain. Look at them in the window.`,
      );
    }
    return exitCodes.done;
  });
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
