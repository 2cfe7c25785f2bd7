import { type DecisionBatch, tag as tagSchema } from '../../../src-shared/contract/review.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { uuid } from './arguments.ts';
import { confirm } from './ask-yes-no.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { followJob } from './follow-job.ts';
import type { Output } from './output.ts';
import { table } from './table.ts';
import { withLibrary } from './with-library.ts';
import { bytesText, countText, hereText, instantText } from './words.ts';

const mostIds = 1000;
const unconfirmed = 'Emptying the trash cannot be undone. Confirm it with --yes.';

/** A command that decides never makes a library, and never takes the lock of whoever captures. */
export const onlooker = { create: false, capture: false } as const;

/** `afterimage decide ID… keep|discard` */
export function runDecide(
  { libraryPath, output }: CommandContext,
  _options: unknown,
  operands: readonly string[],
): Promise<number> {
  const verdict = operands.at(-1);
  if (verdict !== 'keep' && verdict !== 'discard') {
    throw new AppError('BAD_INPUT', `End with “keep” or “discard”, not “${verdict ?? ''}”.`);
  }
  const ids = captureIds(operands.slice(0, -1));
  return withLibrary(output, { libraryPath, ...onlooker }, async ({ review }) => {
    tellBatch(output, await review.decide(ids.map((captureId) => ({ captureId, verdict }))));
    return exitCodes.done;
  });
}

/** `afterimage undo [BATCH]` */
export function runUndo(
  { libraryPath, output }: CommandContext,
  _options: unknown,
  operands: readonly string[],
): Promise<number> {
  const batchId = operands[0] === undefined ? undefined : uuid(operands[0], 'a batch', 'decisions');
  return withLibrary(output, { libraryPath, ...onlooker }, async ({ review }) => {
    const batch = await review.undo(batchId);
    output.document(batch);
    output.print(`Undone: ${batch.summary}.`);
    return exitCodes.done;
  });
}

/** `afterimage decisions` */
export function runDecisions(
  { libraryPath, output }: CommandContext,
  options: { limit: number; cursor?: string },
): Promise<number> {
  return withLibrary(output, { libraryPath, ...onlooker }, async ({ review }) => {
    const page = await review.history(options);
    output.document(page);
    if (page.items.length === 0) {
      output.print('Nothing was decided yet.');
      return exitCodes.done;
    }
    output.print(
      table(
        ['Decided at', 'What', 'Undone at', 'Batch'],
        page.items.map((each) => [hereText(each.decidedAt), each.summary, hereText(each.undoneAt), each.id]),
      ),
    );
    if (page.nextCursor) output.print(`\nMore with: --cursor ${page.nextCursor}`);
    return exitCodes.done;
  });
}

/** `afterimage trash list` */
export function runTrashList(
  { libraryPath, output }: CommandContext,
  options: { limit: number; cursor?: string },
): Promise<number> {
  return withLibrary(output, { libraryPath, ...onlooker }, async ({ trash }) => {
    const [summary, page] = [await trash.summary(), await trash.list(options)];
    output.document({ ...page, summary });
    if (page.items.length === 0) {
      output.print('The trash is empty.');
      return exitCodes.done;
    }
    output.print(
      table(
        ['Discarded at', 'Deleted at', 'Captured at', 'File', 'Id'],
        page.items.map((each) => [
          hereText(each.trashedAt),
          hereText(each.purgesAt),
          instantText(each.capturedAt, each.utcOffsetMinutes),
          bytesText(each.fileSize),
          each.id,
        ]),
      ),
    );
    output.print(`\n${countText(summary.captures, 'picture')}, ${bytesText(summary.bytes)}`);
    if (page.nextCursor) output.print(`More with: --cursor ${page.nextCursor}`);
    return exitCodes.done;
  });
}

/** `afterimage trash restore ID…` */
export function runTrashRestore(
  { libraryPath, output }: CommandContext,
  _options: unknown,
  operands: readonly string[],
): Promise<number> {
  const ids = captureIds(operands);
  return withLibrary(output, { libraryPath, ...onlooker }, async ({ trash }) => {
    tellBatch(output, await trash.restore(ids));
    return exitCodes.done;
  });
}

/** `afterimage trash empty [--yes]`: asks before it does something. */
export function runTrashEmpty({ libraryPath, output }: CommandContext, options: { yes?: boolean }): Promise<number> {
  return withLibrary(output, { libraryPath, ...onlooker }, async (opened) => {
    const { captures, bytes } = await opened.trash.summary();
    if (captures === 0) {
      output.document({ job: null, captures: 0, bytes: 0 });
      output.print('The trash is empty.');
      return exitCodes.done;
    }
    const what = `${countText(captures, 'picture')} (${bytesText(bytes)})`;
    const question = `Delete ${what} for good? This cannot be undone. [y/N] `;
    if (!options.yes && !(await confirm(output, question, unconfirmed))) {
      output.print('Nothing was deleted.');
      return exitCodes.failed;
    }
    const { id } = await opened.trash.empty({ captures, bytes });
    const job = await followJob(opened, output, id);
    output.document({ job, captures, bytes });
    output.print(`Deleted ${what} for good.`);
    return exitCodes.done;
  });
}

/** `afterimage tag add|remove TAG ID…` */
export function runTag(assigned: boolean) {
  return (
    { libraryPath, output }: CommandContext,
    _options: unknown,
    [word, ...operands]: readonly string[],
  ): Promise<number> => {
    const tag = tagSchema.safeParse(word);
    if (!tag.success) throw new AppError('BAD_INPUT', 'A tag is one line of 1 to 64 characters.');
    const ids = captureIds(operands);
    return withLibrary(output, { libraryPath, ...onlooker }, async ({ review }) => {
      tellBatch(output, await review.tag(ids, tag.data, assigned));
      return exitCodes.done;
    });
  };
}

/** `afterimage tag list` */
export function runTagList({ libraryPath, output }: CommandContext): Promise<number> {
  return withLibrary(output, { libraryPath, ...onlooker }, async ({ review }) => {
    const tags = await review.tags();
    output.document({ tags });
    output.print(
      tags.length === 0
        ? 'There are no tags yet.'
        : table(
            ['Tag', 'Pictures'],
            tags.map((each) => [each.tag, String(each.captures)]),
          ),
    );
    return exitCodes.done;
  });
}

/** Tells what was decided, and how to take it back. */
export function tellBatch(output: Output, batch: DecisionBatch): void {
  output.document(batch);
  output.print(`${batch.summary}. Take it back with: afterimage undo ${batch.id}`);
}

/** Ids of captures as they were typed. Throws `BAD_INPUT`. */
export function captureIds(words: readonly string[]): string[] {
  if (words.length === 0) throw new AppError('BAD_INPUT', 'Name at least one capture by its id.');
  if (words.length > mostIds) throw new AppError('BAD_INPUT', `Name at most ${mostIds} captures at once.`);
  return words.map((word) => uuid(word, 'a capture', 'list'));
}
