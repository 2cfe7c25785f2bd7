import type { EventSeverity } from '../../../src-shared/domain/vocabulary.ts';
import type { EventLog } from '../memory/event-log.ts';
import { PatientWriter } from './patient-writer.ts';

interface Alert {
  readonly severity: EventSeverity;
  readonly summary: string;
  readonly node?: string | null;
  readonly details?: Record<string, unknown>;
}

/**
 * The alerts that are open, by what they are about. One is raised once however often its cause is seen, and resolves
 * itself when the cause is gone.
 */
export class AlertBook {
  readonly #events: Pick<EventLog, 'record' | 'resolve'>;
  readonly #writer: PatientWriter;
  readonly #open = new Map<string, { id: string | null; since: number; node: string | null }>();

  constructor(events: EventLog, onProblem: (error: unknown) => void) {
    this.#writer = new PatientWriter(onProblem);
    this.#events = {
      record: (draft) => this.#writer.write(() => events.record(draft)),
      resolve: (id, resolvedBy) => this.#writer.write(() => events.resolve(id, resolvedBy)),
    };
  }

  isOpen(about: string): boolean {
    return this.#open.has(about);
  }

  raise(about: string, alert: Alert, at: number): void {
    if (this.#open.has(about)) return;
    const entry = { id: null as string | null, since: at, node: alert.node ?? null };
    this.#open.set(about, entry);
    this.#queue(async () => {
      const event = await this.#events.record({ type: 'alert', source: 'monitor', ...alert });
      entry.id = event.id;
    });
  }

  /** Resolves the alert, if one is open, and says for how long it lasted: `summary` gets the duration in words. */
  clear(about: string, at: number, summary: (lasted: string) => string): void {
    const entry = this.#open.get(about);
    if (!entry) return;
    this.#open.delete(about);
    this.#queue(async () => {
      if (entry.id) await this.#events.resolve(entry.id, 'system');
      const lastedMs = Math.max(0, at - entry.since);
      await this.#events.record({
        type: 'status',
        severity: 'info',
        source: 'monitor',
        node: entry.node,
        summary: summary(durationInWords(lastedMs)),
        details: { about, lastedMs },
      });
    });
  }

  /** Writes an ordinary line, in order with the alerts. */
  note(
    severity: EventSeverity,
    summary: string,
    details: Record<string, unknown> = {},
    node: string | null = null,
  ): void {
    this.#queue(async () => {
      await this.#events.record({ type: 'status', severity, source: 'monitor', node, summary, details });
    });
  }

  /** Tries writes that failed once more. */
  nudge(): void {
    this.#writer.nudge();
  }

  /** Writes what is left; the run ends here. */
  finish(): Promise<void> {
    return this.#writer.end();
  }

  settled(): Promise<void> {
    return this.#writer.settled();
  }

  #queue(work: () => Promise<void>): void {
    this.#writer.queue(work);
  }
}

/** A duration for a person: its two largest units at most. */
export function durationInWords(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}
