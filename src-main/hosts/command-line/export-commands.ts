import { resolve } from 'node:path';
import {
  defaultNameTemplate,
  type ExportResult,
  exportSelectionSchema,
  exportTargetSchema,
} from '../../../src-shared/contract/exporting.ts';
import type { JobItem } from '../../../src-shared/contract/jobs.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
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
  const what = exportSelectionSchema.parse({
    day: options.day,
    from: options.from,
    to: options.to,
    tag: options.tag,
    displayId: options.display,
    reviewState: options.kept ? 'kept' : undefined,
    captureIds: options.id?.map((word) => uuid(word, 'a capture', 'list')),
  });
  const to = exportTargetSchema.parse({
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
    if (result.failed > 0) output.print(`${countText(result.failed, 'picture')} could not be exported:`);
    for (const item of failed)
      output.print(`  ${item.capture?.filepath ?? item.captureId}: ${item.errorMessage ?? '–'}`);
    output.print(`“afterimage verify ${result.path}” checks it.`);
    return exitCodes.done;
  });
}

async function failedOf(opened: OpenedLibrary, id: string): Promise<readonly JobItem[]> {
  return (await opened.jobs.items(id, { status: 'failed', limit: mostFailedItems })).items;
}
