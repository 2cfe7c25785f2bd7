import type { ShiftAmount, ShiftPreview } from '../../../src-shared/contract/times.ts';
import { hasLocalDay, localDayOf, millisecondsPerMinute } from '../../../src-shared/domain/local-time.ts';
import type { CaptureTime } from '../../ports/review-repository.ts';
import type { SaidTime } from '../review/review.ts';

/** A picture that may be moved in time. */
export interface Movable extends CaptureTime {
  readonly captureId: string;
}

/** What moving pictures in time says of each, and what a person is shown before. */
export interface TimeShift {
  readonly preview: ShiftPreview;
  readonly times: readonly SaidTime[];
}

/**
 * A time that was moved. By an amount (`byMs`) the instant moves and the offset stays, so the time on the wall moves as
 * much. Into another time zone (`utcOffsetMinutes`) the time on the wall stays as it is and is one of that zone from
 * then on, so the instant changes.
 */
export function movedTime({ capturedAt, utcOffsetMinutes }: CaptureTime, by: ShiftAmount): CaptureTime {
  if ('byMs' in by) return { capturedAt: capturedAt + by.byMs, utcOffsetMinutes };
  const onTheWall = capturedAt + utcOffsetMinutes * millisecondsPerMinute;
  return {
    capturedAt: onTheWall - by.utcOffsetMinutes * millisecondsPerMinute,
    utcOffsetMinutes: by.utcOffsetMinutes,
  };
}

/**
 * Moves these pictures in time. Those that it changes nothing of, being in that time zone already, are left out: nothing
 * new is said of them. The same code makes the preview and the decisions.
 */
export function shiftTimes(pictures: readonly Movable[], by: ShiftAmount): TimeShift {
  const times: SaidTime[] = [];
  let otherDay = 0;
  let first: ShiftPreview['first'] = null;
  for (const { captureId, capturedAt, utcOffsetMinutes } of pictures) {
    const before = { capturedAt, utcOffsetMinutes };
    const after = movedTime(before, by);
    if (after.capturedAt === capturedAt && after.utcOffsetMinutes === utcOffsetMinutes) continue;
    times.push({ captureId, ...after, expected: before });
    if (isReadable(after) && dayOf(after) !== dayOf(before)) otherDay += 1;
    const isEarliest =
      first === null ||
      capturedAt < first.before.capturedAt ||
      (capturedAt === first.before.capturedAt && captureId < first.captureId);
    if (isEarliest) first = { captureId, before, after };
  }
  return { preview: { captures: times.length, otherDay, first }, times };
}

/** False for a time that was moved out of the years that a library can hold. */
export function isReadable({ capturedAt, utcOffsetMinutes }: CaptureTime): boolean {
  return hasLocalDay(capturedAt, utcOffsetMinutes);
}

function dayOf({ capturedAt, utcOffsetMinutes }: CaptureTime): string {
  return localDayOf(capturedAt, utcOffsetMinutes);
}

/** Whether two previews say the same. */
export function isSamePreview(one: ShiftPreview, other: ShiftPreview): boolean {
  if (one.captures !== other.captures || one.otherDay !== other.otherDay) return false;
  if (one.first === null || other.first === null) return one.first === other.first;
  const isSame = (left: CaptureTime, right: CaptureTime) =>
    left.capturedAt === right.capturedAt && left.utcOffsetMinutes === right.utcOffsetMinutes;
  return (
    one.first.captureId === other.first.captureId &&
    isSame(one.first.before, other.first.before) &&
    isSame(one.first.after, other.first.after)
  );
}

/** An offset as a person writes it: `+05:30`. */
export function offsetWords(utcOffsetMinutes: number): string {
  const minutes = Math.abs(utcOffsetMinutes);
  const sign = utcOffsetMinutes < 0 ? '-' : '+';
  return `${sign}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** An amount of time as a person writes it: `+01:30:00`, with milliseconds only where there are some. */
export function amountWords(ms: number): string {
  const whole = Math.floor(Math.abs(ms) / 1000);
  const rest = Math.abs(ms) % 1000;
  const hours = Math.floor(whole / 3600);
  const clock = [hours, Math.floor(whole / 60) % 60, whole % 60].map(twoDigits).join(':');
  return `${ms < 0 ? '-' : '+'}${clock}${rest === 0 ? '' : `.${String(rest).padStart(3, '0')}`}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
