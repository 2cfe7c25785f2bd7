import type { Capture } from '../../../src-shared/contract/captures.ts';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import type { SourceName } from '../../../src-shared/domain/vocabulary.ts';
import { screenSourceCandidates } from '../../adapters/screen/candidates.ts';
import { listDisplays } from '../displays.ts';
import { readEnvironment } from '../environment.ts';
import { uuid } from './arguments.ts';
import { capturesAsCsv } from './captures-csv.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { tellMore, wantsCsv } from './output.ts';
import { facts, table } from './table.ts';
import { withLibrary } from './with-library.ts';
import { bytesText, countText, daysText, hereText, instantText } from './words.ts';

/** `afterimage displays`: needs no library. */
export async function runDisplays(
  { output }: CommandContext,
  options: { source?: SourceName | 'auto' },
): Promise<number> {
  const found = await listDisplays(screenSourceCandidates(readEnvironment()), options.source ?? 'auto');
  output.document(found);
  output.print(
    table(
      ['#', 'Name', 'Size', 'Position', 'Scale', 'Rotation', 'Id'],
      found.displays.map((each) => [
        String(each.index),
        each.name + (each.primary ? ' (primary)' : ''),
        `${each.width}×${each.height}`,
        `${each.x},${each.y}`,
        String(each.scale),
        `${each.rotation}°`,
        each.id,
      ]),
    ),
  );
  output.print(`\nSource: ${found.source}. ${found.reason}`);
  return exitCodes.done;
}

/** `afterimage status` */
export function runStatus({ libraryPath, output }: CommandContext): Promise<number> {
  return withLibrary(output, { libraryPath, create: false, capture: false }, async (opened, session) => {
    await opened.ready;
    const [library, capture, storage] = [
      await session.libraryStatus(),
      session.captureStatus(),
      await opened.status.storage(),
    ];
    output.document({ library, capture, storage });
    output.print(
      facts([
        ['Library', library.path],
        ['Database', `${library.health.message} Revision ${library.revision.current ?? 'none'}.`],
        ['Captured by', library.holder ? `${library.holder.host}, process ${library.holder.pid}` : 'nobody now'],
        ['State', `${capture.state}. ${capture.message}`],
        ['Captures', `${countText(storage.captures, 'picture')}, ${bytesText(storage.bytes)}`],
        ['Disk', library.disk ? `${bytesText(library.disk.freeBytes)} free` : 'unknown'],
      ]),
    );
    if (capture.displays.length > 0) {
      output.print(
        `\n${table(
          ['Display', 'Size', 'Last frame', 'Last stored'],
          capture.displays.map((each) => [
            each.display.name,
            `${each.display.width}×${each.display.height}`,
            hereText(each.lastFrameAt),
            hereText(each.lastStoredAt),
          ]),
        )}`,
      );
    }
    return exitCodes.done;
  });
}

/** `afterimage list` */
export function runList(
  { libraryPath, output }: CommandContext,
  { csv, ...options }: { day?: string; limit: number; cursor?: string; csv?: boolean },
): Promise<number> {
  const asCsv = wantsCsv(output, csv);
  return withLibrary(output, { libraryPath, create: false, capture: false }, async ({ timeline }) => {
    const page = await timeline.list({ ...options, order: 'newest' });
    output.document(page);
    if (asCsv) {
      output.csv(capturesAsCsv(page.items));
      tellMore(output, page.nextCursor, asCsv);
      return exitCodes.done;
    }
    if (page.items.length === 0) {
      output.print(options.day ? `Nothing was captured on ${options.day}.` : 'Nothing was captured yet.');
      return exitCodes.done;
    }
    output.print(
      table(
        ['Captured at', 'Display', 'Size', 'File', 'Id'],
        page.items.map((each) => [
          instantText(each.capturedAt, each.utcOffsetMinutes),
          each.displayName ?? '–',
          `${each.width}×${each.height}`,
          bytesText(each.fileSize),
          each.id,
        ]),
      ),
    );
    tellMore(output, page.nextCursor);
    return exitCodes.done;
  });
}

/** `afterimage show ID` */
export function runShow(
  { libraryPath, output }: CommandContext,
  _options: unknown,
  operands: readonly string[],
): Promise<number> {
  const id = uuid(operands[0], 'a capture', 'list');
  return withLibrary(output, { libraryPath, create: false, capture: false }, async ({ timeline, storage, review }) => {
    const capture = await timeline.get(id);
    const { tags } = await review.ofCapture(id);
    // Where it is: a moment after a decision its row may still say another place.
    const absolutePath = await storage.find(capture).catch((error: unknown) => {
      if (isAppError(error) && error.code === 'FILE_MISSING') return storage.absolutePath(capture.filepath);
      throw error;
    });
    output.document({ ...capture, absolutePath, tags });
    output.print(
      facts([
        ['Id', capture.id],
        ['File', absolutePath + (capture.missingAt === null ? '' : ' (missing)')],
        ['Captured at', instantText(capture.capturedAt, capture.utcOffsetMinutes)],
        ['Unchanged until', instantText(capture.endedAt, capture.utcOffsetMinutes)],
        ['Display', `${capture.displayName ?? 'unknown'} (${capture.displayId ?? 'no id'})`],
        ['Size', `${capture.width}×${capture.height}, ${bytesText(capture.fileSize)}, ${capture.mimeType}`],
        ['Program', capture.appName ?? 'unknown'],
        ['Window', capture.windowTitle ?? 'unknown'],
        ['Decided', decidedText(capture)],
        ['Tags', tags.join(', ') || '–'],
        ['SHA-256', capture.sha256],
      ]),
    );
    return exitCodes.done;
  });
}

function decidedText({ reviewState, trashedAt }: Capture): string {
  if (trashedAt !== null) return `discarded, in the trash since ${hereText(trashedAt)}`;
  return reviewState === 'unreviewed' ? 'nothing yet' : reviewState;
}

/** `afterimage stats` */
export function runStats({ libraryPath, output }: CommandContext): Promise<number> {
  return withLibrary(output, { libraryPath, create: false, capture: false }, async ({ status, timeline }) => {
    const [storage, { days }] = [await status.storage(), await timeline.days({})];
    output.document({ ...storage, days });
    const projection =
      storage.daysPer100Gigabytes === null
        ? 'not known yet; it takes about a day of captures'
        : `100 GB ≈ ${daysText(storage.daysPer100Gigabytes)} at your rate`;
    output.print(
      facts([
        ['Captures', countText(storage.captures, 'picture')],
        ['Pictures', bytesText(storage.bytes)],
        ['Database', bytesText(storage.databaseBytes)],
        ['First day', storage.firstDay ?? '–'],
        ['Last day', storage.lastDay ?? '–'],
        ['A day', storage.bytesPerDay === null ? 'not known yet' : bytesText(storage.bytesPerDay)],
        ['Projection', projection],
      ]),
    );
    if (days.length > 0) {
      output.print(
        `\n${table(
          ['Day', 'Captures', 'Size'],
          days.slice(-31).map((each) => [each.day, String(each.captures), bytesText(each.bytes)]),
        )}`,
      );
    }
    return exitCodes.done;
  });
}
