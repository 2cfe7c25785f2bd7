import { localDayOf, millisecondsPerDay, millisecondsPerMinute } from '../src-shared/domain/local-time.ts';

/** How many captures a seeded day gets. */
export interface SeedDay {
  readonly day: string;
  readonly captures: number;
  /** How many ticks of the day are over: all of them, but for today. */
  readonly ticks: number;
}

/** One capture of a seeded day, before it has an id and a file. */
export interface SeedMoment {
  readonly capturedAt: number;
  readonly endedAt: number;
  readonly displayIndex: number;
  /** Captures of one tick share it. */
  readonly tick: number;
}

export interface SeedStretch {
  readonly startedAt: number;
  readonly endedAt: number;
}

const tickMs = 5000;
export const ticksPerDay = millisecondsPerDay / tickMs;
/** An unchanged screen is taken to be held no longer than this before the person counts as away. */
const longestHeldMs = 20 * millisecondsPerMinute;

/** A small fast generator with a fixed start, so that the same call makes the same library. (mulberry32) */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Spreads captures over days as a working life does: weekdays, few weekends, holidays with none, and one day in a
 * hundred on which everything moved. No day gets more than its ticks and displays can hold, and the last day, which is
 * today, no more than the ticks that are over: a capture of the future would set the window's clock wrong.
 */
export function planDays(options: {
  captures: number;
  days: number;
  displays: number;
  lastDay: string;
  /** How many ticks of the last day are over. */
  lastDayTicks?: number;
  random: () => number;
}): SeedDay[] {
  const { captures, days, displays, random } = options;
  const lastMs = Date.parse(`${options.lastDay}T00:00:00Z`);
  const mostIn = (ticks: number): number => Math.floor(ticks * displays * 0.6);
  const plans = Array.from({ length: days }, (_, index) => {
    const ms = lastMs - (days - 1 - index) * millisecondsPerDay;
    const weekday = new Date(ms).getUTCDay();
    const isWeekend = weekday === 0 || weekday === 6;
    const isAway = random() < 0.04;
    const isDense = !isWeekend && random() < 0.012;
    const weight = isAway ? 0 : isDense ? 11 : (isWeekend ? 0.15 : 1) * (0.35 + 1.3 * random());
    const isLast = index === days - 1;
    const ticks = isLast ? (options.lastDayTicks ?? ticksPerDay) : ticksPerDay;
    const day = new Date(ms).toISOString().slice(0, 10);
    return { day, ticks, weight: isLast ? (Math.max(weight, 1) * ticks) / ticksPerDay : weight };
  });
  let weightLeft = plans.reduce((sum, plan) => sum + plan.weight, 0);
  let capturesLeft = captures;
  const counted = plans.map(({ day, ticks, weight }) => {
    const share = weightLeft > 0 ? Math.round((capturesLeft * weight) / weightLeft) : 0;
    const count = Math.min(share, mostIn(ticks), capturesLeft);
    weightLeft -= weight;
    capturesLeft -= count;
    return { day, ticks, captures: count };
  });
  // What the fullest days could not take goes to the days that have room.
  for (const plan of counted) {
    const room = Math.min(capturesLeft, mostIn(plan.ticks) - plan.captures);
    plan.captures += room;
    capturesLeft -= room;
  }
  if (capturesLeft > 0)
    throw new Error(`${days} days are too few for ${captures} captures; give --days a greater number.`);
  return counted.filter((plan) => plan.captures > 0);
}

/** The captures of one day in the order of time: stretches of work with breaks, picked evenly from their ticks. */
export function planMoments(
  plan: SeedDay,
  displays: number,
  utcOffsetMinutes: number,
  random: () => number,
): { moments: SeedMoment[]; breaks: SeedStretch[] } {
  const midnight = Date.parse(`${plan.day}T00:00:00Z`) - utcOffsetMinutes * millisecondsPerMinute;
  const { ticks, breaks } = workingTicks(Math.ceil((plan.captures / displays) * 1.15), plan.ticks, random);
  let slotsLeft = ticks.length * displays;
  let left = plan.captures;
  const moments: { capturedAt: number; endedAt: number; displayIndex: number; tick: number }[] = [];
  const lastOfDisplay = new Map<number, (typeof moments)[number]>();
  for (const tick of ticks) {
    for (let displayIndex = 0; displayIndex < displays; displayIndex += 1) {
      if (random() * slotsLeft < left) {
        // Grabs of one tick end a few milliseconds after each other, and ticks come a little late.
        const capturedAt = midnight + tick * tickMs + displayIndex * 35 + Math.floor(random() * 30);
        const moment = { capturedAt, endedAt: capturedAt, displayIndex, tick };
        const previous = lastOfDisplay.get(displayIndex);
        if (previous) {
          const heldUntil = Math.min(capturedAt - tickMs, previous.capturedAt + longestHeldMs);
          previous.endedAt = Math.max(previous.capturedAt, heldUntil);
        }
        lastOfDisplay.set(displayIndex, moment);
        moments.push(moment);
        left -= 1;
      }
      slotsLeft -= 1;
    }
  }
  return {
    moments,
    breaks: breaks.map(([from, to]) => ({ startedAt: midnight + from * tickMs, endedAt: midnight + to * tickMs })),
  };
}

/** At least this many of the ticks that are over, in stretches of work from half past eight or so, and the breaks between. */
function workingTicks(
  needed: number,
  ticksOver: number,
  random: () => number,
): { ticks: number[]; breaks: [number, number][] } {
  const ticks: number[] = [];
  const breaks: [number, number][] = [];
  const minute = 12;
  // A day with much to hold begins earlier and has shorter breaks.
  const crowding = Math.min(1, needed / Math.max(1, ticksOver * 0.55));
  let at = Math.floor((8.5 - 5 * crowding) * 60 * minute + random() * 30 * minute);
  const wanted = Math.max(needed, 6 * 60 * minute);
  while (ticks.length < wanted && at < ticksOver) {
    const workEnd = Math.min(ticksOver, at + Math.floor((20 + random() * 100) * minute));
    for (; at < workEnd && ticks.length < wanted; at += 1) ticks.push(at);
    const breakEnd = Math.min(ticksOver, at + Math.floor((3 + random() * 30) * minute * (1 - crowding)));
    if (breakEnd > at && ticks.length < wanted) breaks.push([at, breakEnd]);
    at = Math.max(at, breakEnd);
  }
  // Nothing is left of the day: use the hours before the first tick.
  for (let early = (ticks[0] ?? ticksOver) - 1; ticks.length < needed && early >= 0; early -= 1) ticks.unshift(early);
  return { ticks, breaks };
}

/** The local day of today on this machine, and the offset in force at noon of a day. */
export function localToday(nowMs: number): string {
  return localDayOf(nowMs, -new Date(nowMs).getTimezoneOffset());
}

/** How many ticks of that day, whose midnight is at this offset, are over. */
export function ticksOver(day: string, utcOffsetMinutes: number, nowMs: number): number {
  const midnight = Date.parse(`${day}T00:00:00Z`) - utcOffsetMinutes * millisecondsPerMinute;
  return Math.min(ticksPerDay, Math.max(0, Math.floor((nowMs - midnight) / tickMs)));
}

export function offsetAtNoon(day: string): number {
  return -new Date(`${day}T12:00:00`).getTimezoneOffset();
}
