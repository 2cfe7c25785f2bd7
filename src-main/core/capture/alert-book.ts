import type { EventSeverity } from '../../../src-shared/domain/vocabulary.ts';
import type { EventLog } from '../memory/event-log.ts';
import { PatientWriter } from './patient-writer.ts';

interface Alert {
  readonly severity: EventSeverity;
  readonly summary: string;
  readonly node?: string | null;
  readonly details?: Record<string, unknown>;
}

interface NoteContext {
  readonly details?: Record<string, unknown>;
  readonly node?: string | null;
  /** Of what comes and goes often. */
  readonly foldKey?: string;
}

/**
 * The alerts of capture, by what they are about. One is raised once however often its cause is seen, goes on where an
 * earlier run left it open, and resolves itself when the cause is gone.
 */
export class AlertBook {
  readonly #events: Pick<EventLog, 'saveEvent' | 'resolveByKey'>;
  readonly #writer: PatientWriter;
  readonly #open = new Map<string, { since: number; node: string | null }>();
  /** What an earlier run may have left open is looked for once. */
  readonly #looked = new Set<string>();

  constructor(events: EventLog, onProblem: (error: unknown) => void) {
    this.#writer = new PatientWriter(onProblem);
    this.#events = {
      saveEvent: (draft) => this.#writer.write(() => events.saveEvent(draft)),
      resolveByKey: (foldKey) => this.#writer.write(() => events.resolveByKey(foldKey)),
    };
  }

  isOpen(about: string): boolean {
    return this.#open.has(about);
  }

  raise(about: string, alert: Alert, at: number): void {
    if (this.#open.has(about)) return;
    this.#open.set(about, { since: at, node: alert.node ?? null });
    this.#looked.add(about);
    this.#queue(async () => {
      await this.#events.saveEvent({ type: 'alert', source: 'monitor', ...alert, foldKey: keyOf(about) });
    });
  }

  /** Resolves the alert, if one is open, and says for how long it lasted: `summary` gets the duration in words. */
  clear(about: string, at: number, summary: (lasted: string) => string): void {
    const entry = this.#open.get(about);
    if (!entry && this.#looked.has(about)) return;
    this.#open.delete(about);
    this.#looked.add(about);
    this.#queue(async () => {
      const left = await this.#events.resolveByKey(keyOf(about));
      const ended = entry ?? (left && { since: left.timestamp, node: left.node });
      if (!ended) return;
      const lastedMs = Math.max(0, at - ended.since);
      await this.#events.saveEvent({
        type: 'status',
        severity: 'info',
        source: 'monitor',
        node: ended.node,
        summary: summary(durationInWords(lastedMs)),
        details: { about, lastedMs },
      });
    });
  }

  /** Writes an ordinary line, in order with the alerts. With a key, what comes again within the hour is counted in it. */
  note(severity: EventSeverity, summary: string, about: NoteContext = {}): void {
    const { details = {}, node = null, foldKey } = about;
    this.#queue(async () => {
      await this.#events.saveEvent({
        type: 'status',
        severity,
        source: 'monitor',
        node,
        summary,
        details,
        ...(foldKey === undefined ? {} : { foldKey: keyOf(foldKey) }),
      });
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

function keyOf(about: string): string {
  return `capture ${about}`;
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
