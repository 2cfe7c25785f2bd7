import { resolve } from 'node:path';
import type { z } from 'zod';
import {
  contactSheetSchema,
  defaultNameTemplate,
  type ExportResult,
  exportSelectionSchema,
  exportTargetSchema,
  timeLapseSchema,
} from '../../../src-shared/contract/exporting.ts';
import type { JobItem } from '../../../src-shared/contract/jobs.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { complaintSentence } from '../../../src-shared/domain/validator-sentences.ts';
import type { OpenedLibrary } from '../assemble-library.ts';
import { uuid } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { followJob } from './follow-job.ts';
import { withLibrary } from './with-library.ts';
import { bytesText, countText } from './words.ts';

/** Failed pictures that are printed; `--json` has them too, and the manifest has all. */
const mostFailedItems = 50;

interface ExportOptions {
  readonly zip?: boolean;
  readonly tar?: boolean;
  readonly day?: string;
  readonly from?: string;
  readonly to?: string;
  readonly tag?: string;
  readonly display?: string;
  readonly kept?: boolean;
  readonly id?: readonly string[];
  readonly flat?: boolean;
  readonly names?: string;
  readonly writeTimes?: boolean;
}

/** `afterimage export PATH` */
export function runExport(
  { libraryPath, output }: CommandContext,
  options: ExportOptions,
  operands: readonly string[],
): Promise<number> {
  if (options.zip && options.tar) throw new AppError('BAD_INPUT', 'Give --zip or --tar, not both.');
  const what = parsed(exportSelectionSchema, {
    day: options.day,
    from: options.from,
    to: options.to,
    tag: options.tag,
    displayId: options.display,
    reviewState: options.kept ? 'kept' : undefined,
    captureIds: options.id?.map((word) => uuid(word, 'a capture', 'list')),
  });
  const to = parsed(exportTargetSchema, {
    kind: options.zip ? 'zip' : options.tar ? 'tar' : 'folder',
    path: resolve(operands[0] ?? ''),
    layout: options.flat ? 'flat' : 'dated',
    nameTemplate: options.names ?? defaultNameTemplate,
    writeTimes: options.writeTimes ?? false,
  });
  return withLibrary(output, { libraryPath, create: false, capture: false }, async (opened) => {
    const { id } = await opened.exporting.start(what, to);
    const job = await followJob(opened, output, id);
    const result = job.result as ExportResult;
    const failed = await failedOf(opened, id);
    output.document({ job, failed });
    output.print(`Exported ${countText(result.exported, 'picture')} (${bytesText(result.bytes)}) to ${result.path}.`);
    if (result.guessedTimes) output.print(guessedText(result.guessedTimes));
    if (result.failed > 0) output.print(`${countText(result.failed, 'picture')} could not be exported:`);
    for (const item of failed)
      output.print(`  ${item.capture?.filepath ?? item.captureId}: ${item.errorMessage ?? '–'}`);
    output.print(`“afterimage verify ${result.path}” checks it.`);
    return exitCodes.done;
  });
}

function guessedText(count: number): string {
  return `Without a time in the copy: ${countText(count, 'picture')}, since theirs is only a guess; the manifest has it.`;
}

interface DayOptions {
  readonly day: string;
  readonly display?: string;
}

/** `afterimage time-lapse PATH --day D` */
export function runTimeLapse(
  context: CommandContext,
  { day, display, ...others }: DayOptions & { width?: number; fps?: number; frames?: number },
  operands: readonly string[],
): Promise<number> {
  const request = parsed(timeLapseSchema, {
    day,
    displayId: display,
    path: resolve(operands[0] ?? ''),
    widthPixels: others.width,
    framesPerSecond: others.fps,
    mostFrames: others.frames,
  });
  return makeOfDay(context, (opened) => opened.exporting.timeLapse(request), 'frame');
}

/** `afterimage contact-sheet PATH --day D` */
export function runContactSheet(
  context: CommandContext,
  { day, display, ...others }: DayOptions & { columns?: number; width?: number; pictures?: number },
  operands: readonly string[],
): Promise<number> {
  const request = parsed(contactSheetSchema, {
    day,
    displayId: display,
    path: resolve(operands[0] ?? ''),
    columns: others.columns,
    cellWidthPixels: others.width,
    mostPictures: others.pictures,
  });
  return makeOfDay(context, (opened) => opened.exporting.contactSheet(request), 'picture');
}

function makeOfDay(
  { libraryPath, output }: CommandContext,
  start: (opened: OpenedLibrary) => Promise<{ id: string }>,
  noun: string,
): Promise<number> {
  return withLibrary(output, { libraryPath, create: false, capture: false }, async (opened) => {
    const { id } = await start(opened);
    const job = await followJob(opened, output, id);
    const result = job.result as ExportResult;
    output.document({ job, failed: await failedOf(opened, id) });
    const failed = result.failed > 0 ? `; ${countText(result.failed, 'picture')} could not be read` : '';
    output.print(`Made ${result.path} (${bytesText(result.bytes)}) of ${countText(result.exported, noun)}${failed}.`);
    return exitCodes.done;
  });
}

/** What the values of the contract are called on the command line. */
const typedNames: Readonly<Record<string, string>> = {
  path: 'The path',
  nameTemplate: '--names',
  tag: '--tag',
  displayId: '--display',
  captureIds: '--id',
};

/** What was typed, as the contract takes it. Throws `BAD_INPUT`. */
function parsed<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new AppError(
    'BAD_INPUT',
    complaintSentence(read.error.issues, (path) => typedNames[path] ?? `“${path}”`),
  );
}

async function failedOf(opened: OpenedLibrary, id: string): Promise<readonly JobItem[]> {
  return (await opened.jobs.items(id, { status: 'failed', limit: mostFailedItems })).items;
}
