import type {
  Capture,
  CaptureFilter,
  CaptureMarks,
  CapturePage,
  ListOrder,
} from '../../../src-shared/contract/captures.ts';
import type { DayCount, DayView, Gap, Moment } from '../../../src-shared/contract/timeline.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CaptureRepository, GapRepository } from '../../ports/repositories.ts';
import { dayEnds } from './local-day.ts';

export interface TimelineDependencies {
  readonly captures: CaptureRepository;
  readonly gaps: GapRepository;
  readonly clock: Clock;
  /** How often every display is looked at now, in seconds. */
  readonly intervalSeconds: () => number;
}

/** A picture still stands for a moment this many intervals after it was last confirmed. */
const toleratedIntervals = 3;
const leastToleranceMs = 15_000;

/** Reading back: lists, days and moments. It never writes. */
export class TimelineService {
  readonly #dependencies: TimelineDependencies;

  constructor(dependencies: TimelineDependencies) {
    this.#dependencies = dependencies;
  }

  list(query: CaptureFilter & { order: ListOrder; cursor?: string; limit: number }): Promise<CapturePage> {
    return this.#dependencies.captures.page(query);
  }

  /** Throws `NOT_FOUND`. */
  async get(id: string): Promise<Capture> {
    const capture = await this.#dependencies.captures.byId(id);
    if (!capture) throw new AppError('NOT_FOUND', 'There is no such capture.', { details: { id } });
    return capture;
  }

  /** Throws `NOT_FOUND` for a capture that does not exist. */
  async neighbours(id: string, sameDisplay: boolean): Promise<{ previous: Capture | null; next: Capture | null }> {
    await this.get(id);
    return this.#dependencies.captures.neighbours(id, sameDisplay);
  }

  at(query: { at: number; direction: 'nearest' | 'before' | 'after'; displayId?: string }): Promise<Capture | null> {
    return this.#dependencies.captures.at(query);
  }

  async days(range: { from?: string; to?: string }): Promise<{ days: DayCount[]; today: string }> {
    const { captures, clock } = this.#dependencies;
    const now = clock.now();
    return { days: [...(await captures.days(range))], today: localDayOf(now, clock.utcOffsetMinutes(now)) };
  }

  /** A whole day; with marks, what of it fits them, on the same axis and with the same gaps. */
  async day(day: string, marks: CaptureMarks = {}): Promise<DayView> {
    const whole = await this.#wholeDay(day);
    if (marks.tag === undefined && marks.reviewState === undefined) return whole;
    const { captures } = this.#dependencies;
    const [bounds, lanes] = await Promise.all([captures.dayBounds(day, marks), captures.lanes(day, marks)]);
    return {
      ...whole,
      captures: lanes.reduce((sum, lane) => sum + lane.captures, 0),
      bytes: lanes.reduce((sum, lane) => sum + lane.bytes, 0),
      firstAt: bounds.first?.capturedAt ?? null,
      lastAt: bounds.last ? Math.min(bounds.last.endedAt, whole.endsAt) : null,
      lanes: [...lanes],
      previousDay: bounds.previousDay,
      nextDay: bounds.nextDay,
    };
  }

  async #wholeDay(day: string): Promise<DayView> {
    const { captures, gaps, clock } = this.#dependencies;
    const [bounds, counts, lanes] = await Promise.all([
      captures.dayBounds(day),
      captures.days({ from: day, to: day }),
      captures.lanes(day),
    ]);
    const ends = dayEnds(day, bounds.first, bounds.last, clock);
    const touching = await gaps.between(ends.startsAt, ends.endsAt);
    const count = counts[0];
    return {
      day,
      ...ends,
      captures: count?.captures ?? 0,
      bytes: count?.bytes ?? 0,
      firstAt: bounds.first?.capturedAt ?? null,
      lastAt: bounds.last ? Math.min(bounds.last.endedAt, ends.endsAt) : null,
      lanes: [...lanes],
      gaps: touching.map((gap) => clipGap(gap, ends.startsAt, ends.endsAt, clock.now())).filter((gap) => gap !== null),
      previousDay: bounds.previousDay,
      nextDay: bounds.nextDay,
    };
  }

  /** What every display showed at a moment: its picture, or why there is none. */
  async moment(at: number): Promise<Moment> {
    const { captures, gaps, intervalSeconds } = this.#dependencies;
    const [latest, around] = await Promise.all([captures.lastPerDisplay(at), gaps.between(at, at + 1)]);
    const toleranceMs = Math.max(leastToleranceMs, toleratedIntervals * intervalSeconds() * 1000);
    return {
      at,
      displays: latest.map((capture) => {
        const { displayId, displayName } = capture;
        const known = { displayId, displayName };
        if (capture.endedAt >= at) return { ...known, capture, gapReason: null };
        const gap =
          around.find((each) => each.displayId !== null && each.displayId === displayId) ??
          around.find((each) => each.displayId === null);
        if (gap) return { ...known, capture: null, gapReason: gap.reason };
        const covered = capture.endedAt + toleranceMs >= at;
        return { ...known, capture: covered ? capture : null, gapReason: null };
      }),
    };
  }
}

/** The part of a gap that lies in the day; null where nothing of it does. */
function clipGap(gap: Gap, startsAt: number, endsAt: number, now: number): Gap | null {
  const startedAt = Math.max(gap.startedAt, startsAt);
  const lasts = gap.endedAt === null && now < endsAt;
  // A gap without an end reaches to now; a day that lies ahead has nothing of it.
  if (lasts && startedAt > now) return null;
  const endedAt = lasts ? null : Math.min(gap.endedAt ?? endsAt, endsAt);
  if (startedAt >= endsAt || (endedAt !== null && endedAt <= startedAt)) return null;
  return { ...gap, startedAt, endedAt };
}
