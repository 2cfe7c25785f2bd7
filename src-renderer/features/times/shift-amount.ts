import type { ShiftAmount } from '../../../src-shared/contract/times.ts';
import { formatOffset } from '../../lib/format.ts';
import { shiftInWords } from '../../lib/time-words.ts';
import { type Moment, parseTypedTime } from '../../lib/typed-time.ts';

/** In which way a person says by how much times are to be moved. */
export type ShiftWay = 'amount' | 'picture' | 'zone';

/** What a person has filled in so far. */
export interface ShiftForm {
  readonly way: ShiftWay;
  readonly later: boolean;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  /** When the present picture was really taken, as typed. */
  readonly reallyAt: string;
  readonly utcOffsetMinutes: number;
}

/** The most that the core moves a time by: a hundred years. */
export const greatestShiftMs = 3_155_760_000_000;

/** What the form asks for; undefined while it asks for nothing, or for what makes no sense. */
export function shiftOf(form: ShiftForm, picture: Moment | undefined): ShiftAmount | undefined {
  if (form.way === 'zone') return { utcOffsetMinutes: form.utcOffsetMinutes };
  const byMs = form.way === 'amount' ? amountOf(form) : fromPicture(form, picture);
  if (byMs === undefined || byMs === 0 || Math.abs(byMs) > greatestShiftMs) return undefined;
  return { byMs };
}

function amountOf({ later, days, hours, minutes, seconds }: ShiftForm): number {
  const size = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  return later ? size : -size || 0;
}

function fromPicture({ reallyAt }: ShiftForm, picture: Moment | undefined): number | undefined {
  const really = picture && parseTypedTime(reallyAt, picture.utcOffsetMinutes);
  return picture && really && really.capturedAt - picture.capturedAt;
}

/** What a shift does, in a few words. */
export function amountInWords(by: ShiftAmount): string {
  return 'byMs' in by ? shiftInWords(by.byMs) : `to ${formatOffset(by.utcOffsetMinutes)}`;
}
