import { randomUUID } from 'node:crypto';
import type { Capture } from '../../src-shared/contract/captures.ts';
import type { ActivityEvent } from '../../src-shared/contract/events.ts';
import type { Gap } from '../../src-shared/contract/timeline.ts';
import type { EventRepository, NewEvent, PreferenceRepository } from './memory-repository.ts';
import type { CaptureRepository, GapRepository, SignedCapture } from './repositories.ts';
import type { Signature } from './signatures.ts';

/** What capture writes, kept in memory: for tests that run thousands of ticks. Only what capture calls is there. */
export class MemoryRecords {
  readonly rows: Capture[] = [];
  readonly signatures = new Map<string, Signature>();
  readonly gapRows: {
    id: string;
    startedAt: number;
    endedAt: number | null;
    reason: Gap['reason'];
    displayId: string | null;
  }[] = [];
  readonly eventRows: ActivityEvent[] = [];
  readonly #foldKeys = new Map<string, string>();
  readonly preferenceRows = new Map<string, unknown>();
  insertProblem: Error | null = null;

  /** Captures that a person discarded. */
  readonly discarded = new Set<string>();
  readonly captures: Pick<CaptureRepository, 'insert' | 'extend' | 'page' | 'newestId'> = {
    insert: async (captures: readonly SignedCapture[]) => {
      if (this.insertProblem) throw this.insertProblem;
      for (const { signature, ...capture } of captures) {
        this.rows.push({ ...capture, createdAt: 0, updatedAt: 0 });
        if (signature) this.signatures.set(capture.id, signature);
      }
    },
    extend: async (held) => {
      for (const { id, endedAt } of held) {
        const row = this.rows.find((candidate) => candidate.id === id);
        if (row) row.endedAt = Math.max(row.endedAt, endedAt);
      }
      return new Set(held.map(({ id }) => id).filter((id) => this.discarded.has(id)));
    },
    page: async () => ({ items: this.rows.slice(-1), nextCursor: null }),
    newestId: async () => this.rows.map((row) => row.id).reduce<string | null>((a, b) => (a && a > b ? a : b), null),
  };

  readonly gaps: Pick<GapRepository, 'open' | 'close' | 'record'> = {
    open: async (gap) => {
      const id = randomUUID();
      this.gapRows.push({ id, endedAt: null, ...gap });
      return id;
    },
    close: async (id, endedAt) => {
      const row = this.gapRows.find((candidate) => candidate.id === id);
      if (!row || row.endedAt !== null) throw new Error('There is no such open gap.');
      if (endedAt < row.startedAt) throw new Error('A gap cannot end before it starts.');
      row.endedAt = endedAt;
    },
    record: async (gap) => {
      if (gap.endedAt !== null && gap.endedAt < gap.startedAt) throw new Error('A gap cannot end before it starts.');
      const id = randomUUID();
      this.gapRows.push({ id, ...gap });
      return id;
    },
  };

  readonly events: Pick<EventRepository, 'saveEvent' | 'resolveByKey'> = {
    saveEvent: async ({ foldKey, ...event }: NewEvent) => {
      const first =
        foldKey === undefined
          ? undefined
          : this.eventRows.findLast(
              (row) =>
                this.#foldKeys.get(row.id) === foldKey &&
                row.type === event.type &&
                (event.type === 'alert' ? !row.resolved : row.timestamp > event.timestamp - 60 * 60_000),
            );
      if (first) {
        const { occurrences, details } = first;
        Object.assign(first, { occurrences: occurrences + 1, last_at: event.timestamp });
        first.details = { ...details, latest: event.details };
        return { event: first, repeated: true };
      }
      const row = {
        ...event,
        id: randomUUID(),
        resolved: event.type !== 'alert',
        resolved_at: null,
        resolved_by: null,
        occurrences: 1,
        last_at: event.timestamp,
      };
      this.eventRows.push(row);
      if (foldKey !== undefined) this.#foldKeys.set(row.id, foldKey);
      return { event: row, repeated: false };
    },
    resolveByKey: async (foldKey, resolvedAt, resolvedBy) => {
      const row = this.eventRows.find((each) => !each.resolved && this.#foldKeys.get(each.id) === foldKey);
      if (row) Object.assign(row, { resolved: true, resolved_at: resolvedAt, resolved_by: resolvedBy });
      return row;
    },
  };

  readonly preferences: PreferenceRepository = {
    values: async () => this.preferenceRows,
    row: async (key) =>
      this.preferenceRows.has(key) ? { key, value: this.preferenceRows.get(key), updatedAt: 0 } : undefined,
    rows: async () => [...this.preferenceRows].map(([key, value]) => ({ key, value, updatedAt: 0 })),
    set: async (key, value) => {
      this.preferenceRows.set(key, value);
    },
    setWithin: async (_prefix, _limits, { key, value }) => {
      this.preferenceRows.set(key, value);
      return true;
    },
  };
}
