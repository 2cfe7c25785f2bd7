import { minutesPerDay } from '../../lib/day-clock.ts';

/** The stretch of a day that the time axis shows, in minutes of the wall clock. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export const wholeDay: TimeWindow = { from: 0, to: minutesPerDay };

/** No closer than this: below it single pictures are a finger's width apart. */
export const minimumSpanMinutes = 15;

/** The window of this length around a minute, moved so that it lies inside the day. */
export function windowAround(minute: number, spanMinutes: number): TimeWindow {
  const span = Math.min(minutesPerDay, Math.max(minimumSpanMinutes, spanMinutes));
  const from = Math.min(minutesPerDay - span, Math.max(0, minute - span / 2));
  return { from, to: from + span };
}

/** Zooms by a factor (above 1 shows less of the day) and keeps the minute under the pointer where it is. */
export function zoomWindow(window: TimeWindow, minute: number, factor: number): TimeWindow {
  const oldSpan = window.to - window.from;
  const span = Math.min(minutesPerDay, Math.max(minimumSpanMinutes, oldSpan / factor));
  const share = (minute - window.from) / oldSpan;
  const from = Math.min(minutesPerDay - span, Math.max(0, minute - share * span));
  return { from, to: from + span };
}

/** Moves the window by some minutes and stops at midnight. */
export function panWindow(window: TimeWindow, minutes: number): TimeWindow {
  const span = window.to - window.from;
  const from = Math.min(minutesPerDay - span, Math.max(0, window.from + minutes));
  return { from, to: from + span };
}

/** The same window where the minute is well inside it, otherwise one that has it in the middle. */
export function keepInWindow(window: TimeWindow, minute: number): TimeWindow {
  const margin = (window.to - window.from) * 0.02;
  const inside =
    (minute >= window.from + margin || window.from === 0) &&
    (minute <= window.to - margin || window.to === minutesPerDay) &&
    minute >= window.from &&
    minute <= window.to;
  return inside ? window : windowAround(minute, window.to - window.from);
}

/** Pixels from the left edge at which a minute lies. */
export function pixelOfMinute(window: TimeWindow, minute: number, widthPixels: number): number {
  return ((minute - window.from) / (window.to - window.from)) * widthPixels;
}

/** The minute at a pixel from the left edge, inside the window. */
export function minuteOfPixel(window: TimeWindow, pixel: number, widthPixels: number): number {
  const share = widthPixels <= 0 ? 0 : Math.min(1, Math.max(0, pixel / widthPixels));
  return window.from + share * (window.to - window.from);
}

const tickSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720] as const;
const minimumTickDistancePixels = 64;

/** The labelled ticks of the axis: as many round minutes as fit without touching. */
export function axisTicks(window: TimeWindow, widthPixels: number): { minute: number; label: string }[] {
  const span = window.to - window.from;
  const step =
    tickSteps.find((candidate) => (candidate / span) * widthPixels >= minimumTickDistancePixels) ?? minutesPerDay;
  const ticks: { minute: number; label: string }[] = [];
  for (let minute = Math.ceil(window.from / step) * step; minute <= window.to; minute += step) {
    const hours = String(Math.floor(minute / 60)).padStart(2, '0');
    ticks.push({ minute, label: `${hours}:${String(minute % 60).padStart(2, '0')}` });
  }
  return ticks;
}
