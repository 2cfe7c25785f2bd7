import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { isDay } from '../../../src-shared/domain/local-time.ts';

/** Refuses an empty word. */
export function text(what: string): (value: string) => string {
  return (value) => {
    if (value.trim() === '') throw new InvalidArgumentError(`Give ${what}.`);
    return value;
  };
}

/** A number in a range. */
export function between(least: number, greatest: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+(\.\d+)?$/.test(value) || number < least || number > greatest) {
      throw new InvalidArgumentError(`Give a number from ${least} to ${greatest}.`);
    }
    return number;
  };
}

/** A whole number in a range. */
export function wholeBetween(least: number, greatest: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > greatest) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${greatest}.`);
    }
    return number;
  };
}

/** A calendar day. */
export function day(value: string): string {
  if (!isDay(value)) throw new InvalidArgumentError('A day is written YYYY-MM-DD.');
  return value;
}

const minuteMs = 60_000;
const unitMs = { min: minuteMs, h: 60 * minuteMs, d: 24 * 60 * minuteMs } as const;

/** A moment in UTC ms: a day, a time (of this machine where it names no zone), or how long ago. */
export function moment(value: string, now = Date.now()): number {
  const ago = /^(\d{1,6})(min|h|d)$/.exec(value);
  if (ago) return now - Number(ago[1]) * unitMs[ago[2] as keyof typeof unitMs];
  const time = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(value);
  const [, onDay = '', clock = '00:00', zone = ''] = time ?? [];
  const at = time && isDay(onDay) ? Date.parse(`${onDay}T${clock}${zone}`) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new InvalidArgumentError(
    'Give a day (2026-03-01), a time (2026-03-01T12:00) or how long ago (30min, 12h, 7d).',
  );
}

/** An id of this kind of thing, as `command` prints it. Throws `BAD_INPUT`. */
export function uuid(word: string | undefined, what: string, command: string): string {
  const id = z.uuid().safeParse(word?.toLowerCase());
  if (id.success) return id.data;
  throw new AppError('BAD_INPUT', `“${word}” is not the id of ${what}: ids are printed by “afterimage ${command}”.`);
}

/** As deep as anything a person types may be; a call over HTTP may be a little deeper. */
const greatestDepth = 32;

/** A value typed as JSON. `form` says what it should have been. Throws `BAD_INPUT`. */
export function jsonValue(word: string, form: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(word);
  } catch {
    throw new AppError('BAD_INPUT', `Give ${form}: this is not JSON.`);
  }
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > greatestDepth) throw new AppError('BAD_INPUT', `Give ${form}, of at most ${greatestDepth} levels.`);
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return value;
}
