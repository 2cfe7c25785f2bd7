import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { BatchSum, Refusal, UndoRefusal } from '../../ports/review-repository.ts';

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes as a person reads them, in steps of a thousand. */
export function sizeWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function pictureCount(count: number): string {
  return count === 1 ? '1 picture' : `${count.toLocaleString('en')} pictures`;
}

/** What a batch of verdicts did: “Discarded 3 pictures (1.2 MB), kept 1”. */
export function summarizeVerdicts({ discarded, kept, bytes }: BatchSum): string {
  if (discarded === 0) return `Kept ${pictureCount(kept)}`;
  const first = `Discarded ${pictureCount(discarded)} (${sizeWords(bytes)})`;
  return kept === 0 ? first : `${first}, kept ${kept.toLocaleString('en')}`;
}

/** Why a batch was not written, as an error that names a picture. */
export function refusalError(refusal: Refusal): AppError {
  const { captureId } = refusal;
  if (refusal.reason === 'unknown') {
    return new AppError('NOT_FOUND', `There is no picture ${captureId}. Nothing was decided.`, {
      details: { captureId },
    });
  }
  const { count, state } = refusal;
  const others = count > 1 ? ` (and ${(count - 1).toLocaleString('en')} more)` : '';
  const sentence = {
    trashed: `The picture ${captureId}${others} is in the trash. Restore it first. Nothing was decided.`,
    purged: `The picture ${captureId}${others} was deleted for good. Nothing was decided.`,
    same: `The picture ${captureId}${others} is decided so already. Nothing was decided.`,
    decided: `The picture ${captureId}${others} was decided about already: it is ${state}. Nothing was decided.`,
    moved: `The time of the picture ${captureId}${others} was changed meanwhile. Look again. Nothing was decided.`,
    not_trashed: `The picture ${captureId}${others} is not in the trash. Nothing was restored.`,
  }[refusal.reason];
  return new AppError('CONFLICT', sentence, { details: { captureId, count, state, reason: refusal.reason } });
}

/** The same about times, where a decision that is there already is one about the time. */
export function timeRefusalError(refusal: Refusal): AppError {
  if (refusal.reason !== 'same') return refusalError(refusal);
  const { captureId, count, reason } = refusal;
  const sentence =
    count > 1
      ? `Of ${pictureCount(count)}, as of ${captureId}, a person has said that time already. Nothing was decided.`
      : `A person has said already that the picture ${captureId} was taken then. Nothing was decided.`;
  return new AppError('CONFLICT', sentence, { details: { captureId, count, reason } });
}

/** A moment on the wall clock of its place, to the minute: “2026-03-01 12:00”. */
function wallText(capturedAt: number, utcOffsetMinutes: number): string {
  return new Date(capturedAt + utcOffsetMinutes * 60_000).toISOString().slice(0, 16).replace('T', ' ');
}

/** What saying the time of one picture did: moved it, or said that it was right. */
export function summarizeTime(before: TimedWords | undefined, after: TimedWords): string {
  const isSame = before?.capturedAt === after.capturedAt && before.utcOffsetMinutes === after.utcOffsetMinutes;
  return isSame
    ? `Confirmed the time of ${pictureCount(1)}`
    : `Moved ${pictureCount(1)} to ${wallText(after.capturedAt, after.utcOffsetMinutes)}`;
}

interface TimedWords {
  readonly capturedAt: number;
  readonly utcOffsetMinutes: number;
}

/** The summary of a batch that was taken back as far as its pictures are still there. */
export function undoneInPart(summary: string, gone: number): string {
  return `${summary}; ${pictureCount(gone)} of it ${gone === 1 ? 'was' : 'were'} deleted for good`;
}

/** Why a batch was not undone. */
export function undoError(refusal: UndoRefusal): AppError {
  switch (refusal.reason) {
    case 'nothing':
      return new AppError('CONFLICT', 'There is nothing to undo.', { details: { reason: 'nothing' } });
    case 'unknown':
      return new AppError('NOT_FOUND', 'There is no such batch of decisions. “decisions” lists them.');
    case 'undone':
      return new AppError('CONFLICT', 'This was undone already.', { details: { reason: 'undone' } });
    case 'newer':
      return new AppError(
        'CONFLICT',
        `${pictureCount(refusal.count)} of this batch ${refusal.count === 1 ? 'was' : 'were'} decided about again later. Undo that first.`,
        { details: { captureId: refusal.captureId, count: refusal.count, reason: 'newer' } },
      );
    case 'purged':
      return new AppError(
        'CONFLICT',
        `This cannot be undone: ${pictureCount(refusal.count)} of it ${refusal.count === 1 ? 'was' : 'were'} deleted for good.`,
        { details: { captureId: refusal.captureId, count: refusal.count, reason: 'purged' } },
      );
  }
}
