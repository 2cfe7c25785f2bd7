import type {
  DatedPicture,
  ShiftAmount,
  ShiftPreview,
  ShiftScope,
  TimeEvidence,
} from '../../../src-shared/contract/times.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { millisecondsPerDay, millisecondsPerMinute } from '../../../src-shared/domain/local-time.ts';
import type { TimeEvidenceKind } from '../../../src-shared/domain/vocabulary.ts';
import { offsetWords } from '../../core/importing/time-shift.ts';
import { uuid } from './arguments.ts';
import { confirm } from './ask-yes-no.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { tellMore } from './output.ts';
import { captureIds, onlooker, tellBatch } from './review-commands.ts';
import { facts, table } from './table.ts';
import { isoTime, offsetLike } from './time-words.ts';
import { withLibrary } from './with-library.ts';
import { countText, instantText } from './words.ts';

const kindWords: Readonly<Record<TimeEvidenceKind, string>> = {
  exif_original: 'EXIF: taken',
  exif_digitized: 'EXIF: digitized',
  exif_modified: 'EXIF: changed',
  exif_gps: 'EXIF: GPS',
  xmp: 'XMP',
  png_text: 'PNG text',
  file_name: 'name of the file',
  folder_name: 'name of the folder',
  file_modified: 'file changed',
};

/** `afterimage times [--camera NAME]` */
export function runTimes(
  { libraryPath, output }: CommandContext,
  options: { camera?: string; job?: string; limit: number; cursor?: string },
): Promise<number> {
  const { job, ...query } = options;
  const jobId = job === undefined ? {} : { jobId: uuid(job, 'a job', 'jobs') };
  return withLibrary(output, { libraryPath, ...onlooker }, async ({ times }) => {
    const page = await times.uncertain({ ...query, ...jobId });
    output.document(page);
    if (page.items.length === 0) {
      output.print('No imported picture has an uncertain time.');
      return exitCodes.done;
    }
    output.print(page.items.map(pictureText).join('\n\n'));
    output.print(`\n${countText(page.total, 'picture')} of uncertain time`);
    tellMore(output, page.nextCursor);
    return exitCodes.done;
  });
}

/** `afterimage times show ID` */
export function runTimesShow(
  { libraryPath, output }: CommandContext,
  _options: unknown,
  operands: readonly string[],
): Promise<number> {
  const id = uuid(operands[0], 'a capture', 'list');
  return withLibrary(output, { libraryPath, ...onlooker }, async ({ times }) => {
    const picture = await times.evidence(id);
    const { capture, camera, evidence } = picture;
    output.document(picture);
    output.print(
      facts([
        ['Id', capture.id],
        ['Name', capture.originalFilename ?? '–'],
        ['Camera', camera ?? 'unknown'],
        ['Captured at', timeText(capture)],
        ['Known from', `${capture.timestampSource}, confidence ${capture.confidence}`],
      ]),
    );
    output.print(evidence.length === 0 ? '\nNothing else tells its time.' : `\n${evidenceTable(evidence)}`);
    return exitCodes.done;
  });
}

/** `afterimage times set ID TIME` */
export function runTimesSet(
  { libraryPath, output }: CommandContext,
  _options: unknown,
  operands: readonly string[],
): Promise<number> {
  const id = uuid(operands[0], 'a capture', 'list');
  const { wallMs, utcOffsetMinutes } = isoTime(operands[1]);
  return withLibrary(output, { libraryPath, ...onlooker }, async ({ times, review }) => {
    const offset = utcOffsetMinutes ?? offsetLike((await times.evidence(id)).capture, wallMs);
    tellBatch(output, await review.overrideTime(id, wallMs - offset * millisecondsPerMinute, offset));
    return exitCodes.done;
  });
}

/** `afterimage times confirm ID…` */
export function runTimesConfirm(
  { libraryPath, output }: CommandContext,
  _options: unknown,
  operands: readonly string[],
): Promise<number> {
  const ids = captureIds(operands);
  return withLibrary(output, { libraryPath, ...onlooker }, async ({ times }) => {
    tellBatch(output, await times.confirm(ids));
    return exitCodes.done;
  });
}

interface ShiftOptions {
  readonly camera?: string;
  readonly job?: string;
  readonly id?: readonly string[];
  readonly by?: number;
  readonly zone?: number;
  readonly yes?: boolean;
}

/** `afterimage times shift`: asks before it moves anything. */
export function runTimesShift({ libraryPath, output }: CommandContext, options: ShiftOptions): Promise<number> {
  const [which, by] = [scopeOf(options), amountOf(options)];
  return withLibrary(output, { libraryPath, ...onlooker }, async ({ times }) => {
    const preview = await times.shiftPreview(which, by);
    if (preview.captures === 0) {
      output.document({ preview, batch: null });
      output.print('There is no picture that this would move.');
      return exitCodes.done;
    }
    const question = `${previewText(preview)}\nMove them? It can be undone. [y/N] `;
    if (!options.yes && !(await confirm(output, question, 'Many pictures may be moved. Confirm it with --yes.'))) {
      output.print('Nothing was moved.');
      return exitCodes.failed;
    }
    const batch = await times.shift(which, by, preview);
    output.document({ preview, batch });
    output.print(`${batch.summary}. Take it back with: afterimage undo ${batch.id}`);
    return exitCodes.done;
  });
}

function scopeOf({ camera, job, id }: ShiftOptions): ShiftScope {
  const isNamed = id !== undefined;
  if (isNamed === (camera !== undefined || job !== undefined)) {
    throw new AppError('BAD_INPUT', 'Say which pictures: --camera, --job or both, or each with --id.');
  }
  if (isNamed) return { captureIds: captureIds(id) };
  const jobId = job === undefined ? undefined : uuid(job, 'a job', 'jobs');
  if (camera !== undefined) return jobId === undefined ? { camera } : { camera, jobId };
  return { jobId: jobId ?? '' };
}

function amountOf({ by, zone }: ShiftOptions): ShiftAmount {
  if (by !== undefined && zone === undefined) return { byMs: by };
  if (zone !== undefined && by === undefined) return { utcOffsetMinutes: zone };
  throw new AppError('BAD_INPUT', 'Say how far to move them: --by for an amount of time, or --zone for a time zone.');
}

function previewText({ captures, otherDay, first }: ShiftPreview): string {
  const days = otherDay === 0 ? 'all of them within their day' : `${otherDay} of them to another day`;
  const moved = `This moves ${countText(captures, 'picture')}, ${days}.`;
  return first ? `${moved} The first one from ${timeText(first.before)} to ${timeText(first.after)}.` : moved;
}

function pictureText({ capture, camera, evidence }: DatedPicture): string {
  const known = `${capture.timestampSource}, confidence ${capture.confidence}`;
  const name = [capture.originalFilename, camera].filter((part) => part !== null).join(', ');
  const candidates = evidence.length === 0 ? 'nothing else tells its time' : evidenceTable(evidence);
  const lines = candidates.split('\n').map((line) => `  ${line}`);
  return [`${capture.id}  ${timeText(capture)}  ${known}${name === '' ? '' : `  ${oneLine(name)}`}`, ...lines].join(
    '\n',
  );
}

function evidenceTable(evidence: readonly TimeEvidence[]): string {
  return table(
    ['Time', 'Zone', 'From', 'Text'],
    evidence.map((each) => [
      preciseText(each) + (each.ambiguous ? ' (or day and month exchanged)' : ''),
      offsetWords(each.utcOffsetMinutes) + (each.offset === 'assumed' ? ' (assumed)' : ''),
      kindWords[each.kind],
      each.text,
    ]),
  );
}

/** No more of the clock than the evidence says. */
function preciseText({ capturedAt, utcOffsetMinutes, precisionMs }: TimeEvidence): string {
  const text = instantText(capturedAt, utcOffsetMinutes);
  if (precisionMs >= millisecondsPerDay) return text.slice(0, 10);
  return precisionMs >= millisecondsPerMinute ? text.slice(0, 16) : text;
}

function timeText({ capturedAt, utcOffsetMinutes }: { capturedAt: number; utcOffsetMinutes: number }): string {
  return `${instantText(capturedAt, utcOffsetMinutes)} ${offsetWords(utcOffsetMinutes)}`;
}

/** A name that stays on its line; what a terminal would obey is written out where it is printed. */
function oneLine(name: string): string {
  return name.replaceAll(/\s+/g, ' ');
}
