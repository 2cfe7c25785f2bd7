import { type Lane, minutesPerBucket } from '../../src-shared/contract/timeline.ts';
import { millisecondsPerDay, millisecondsPerMinute } from '../../src-shared/domain/local-time.ts';

/** What the lanes need to know of a capture. */
export interface LaneRow {
  readonly display_id: string | null;
  readonly captured_at: number;
  readonly ended_at: number;
  readonly utc_offset_minutes: number;
  readonly file_size: number;
}

const bucketMs = minutesPerBucket * millisecondsPerMinute;
const bucketsPerDay = millisecondsPerDay / bucketMs;

/** Adds up one display's day in buckets of five minutes. */
export class LaneBuilder {
  readonly displayId: string | null;
  readonly #dayStart: number;
  readonly #captures = new Uint32Array(bucketsPerDay);
  readonly #heldMs = new Float64Array(bucketsPerDay);
  #total = 0;
  #bytes = 0;

  constructor(day: string, displayId: string | null) {
    this.#dayStart = Date.parse(`${day}T00:00:00Z`);
    this.displayId = displayId;
  }

  /** A capture of this day: counted where it was taken, held for as long as the screen stayed the same. */
  add(row: LaneRow): void {
    const start = this.#localMs(row.captured_at, row.utc_offset_minutes);
    const bucket = Math.min(bucketsPerDay - 1, Math.max(0, Math.floor(start / bucketMs)));
    this.#captures[bucket] = (this.#captures[bucket] ?? 0) + 1;
    this.#total += 1;
    this.#bytes += row.file_size;
    this.addHeld(row.captured_at, row.ended_at, row.utc_offset_minutes);
  }

  /** Only the held time of a capture, as of one that was taken on an earlier day and is still on the screen. */
  addHeld(capturedAt: number, endedAt: number, utcOffsetMinutes: number): void {
    if (endedAt <= capturedAt) return;
    const start = Math.max(0, this.#localMs(capturedAt, utcOffsetMinutes));
    const end = Math.min(millisecondsPerDay, this.#localMs(endedAt, utcOffsetMinutes));
    for (let bucket = Math.floor(start / bucketMs); bucket * bucketMs < end; bucket += 1) {
      const from = Math.max(start, bucket * bucketMs);
      const to = Math.min(end, (bucket + 1) * bucketMs);
      this.#heldMs[bucket] = (this.#heldMs[bucket] ?? 0) + to - from;
    }
  }

  build(displayName: string | null): Lane {
    const buckets: Lane['buckets'] = [];
    for (let bucket = 0; bucket < bucketsPerDay; bucket += 1) {
      const captures = this.#captures[bucket] ?? 0;
      // Clocks set back can make stretches overlap; five minutes never hold more than five minutes.
      const heldMs = Math.min(bucketMs, this.#heldMs[bucket] ?? 0);
      if (captures === 0 && heldMs === 0) continue;
      buckets.push({ minute: bucket * minutesPerBucket, captures, heldMinutes: heldMs / millisecondsPerMinute });
    }
    return { displayId: this.displayId, displayName, captures: this.#total, bytes: this.#bytes, buckets };
  }

  #localMs(utcMs: number, offsetMinutes: number): number {
    return utcMs + offsetMinutes * millisecondsPerMinute - this.#dayStart;
  }
}
