import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../memory/event-log.ts';

/** What comes within this time after a written refusal is written together. */
const writtenEveryMs = 10_000;
/** Kinds are named by the program; should one ever come from outside, it must not fill the memory. */
const greatestKindCount = 50;
/** So many refused log-ins within this time are more than a person who has forgotten the password. */
const suspiciousLogins = 20;
const suspiciousWithinMs = 10 * 60_000;

/** The kind that log-ins are refused under. */
export const loginRefusal = 'login';

interface Tally {
  summary: string;
  count: number;
  firstAt: number;
  lastAt: number;
}

/**
 * Writes down what was refused: the first of a kind at once, what follows counted together, so that whoever knocks a
 * thousand times costs a few rows and no more.
 */
export class RefusalBook {
  readonly #events: Pick<EventLog, 'saveEvent'>;
  readonly #clock: Clock;
  readonly #report: (summary: string, error: unknown) => void;
  /** What was refused since it was last written; an entry stays for as long as its timer runs. */
  readonly #open = new Map<string, Tally>();
  readonly #timers = new Map<string, () => void>();
  #logins = { since: 0, count: 0 };

  constructor(parts: {
    events: Pick<EventLog, 'saveEvent'>;
    clock: Clock;
    report: (summary: string, error: unknown) => void;
  }) {
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#report = parts.report;
  }

  note(kind: string, summary: string): void {
    const now = this.#clock.now();
    if (kind === loginRefusal) this.#suspect();
    const tally = this.#open.get(kind);
    if (tally) {
      if (tally.count === 0) tally.firstAt = now;
      tally.count += 1;
      tally.lastAt = now;
      return;
    }
    if (this.#open.size >= greatestKindCount) return;
    const begun = { summary, count: 1, firstAt: now, lastAt: now };
    this.#open.set(kind, begun);
    this.#write(kind, begun);
    this.#wait(kind);
  }

  /** Writes what was only counted so far. */
  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    for (const [kind, tally] of this.#open) if (tally.count > 0) this.#write(kind, tally);
    this.#open.clear();
  }

  #wait(kind: string): void {
    const cancel = this.#clock.setTimer(writtenEveryMs, () => {
      const tally = this.#open.get(kind);
      if (tally && tally.count > 0) {
        this.#write(kind, tally);
        this.#wait(kind);
      } else {
        this.#open.delete(kind);
        this.#timers.delete(kind);
      }
    });
    this.#timers.set(kind, cancel);
  }

  #write(kind: string, tally: Tally): void {
    const { summary, count, firstAt, lastAt } = tally;
    tally.count = 0;
    this.#record({
      type: 'action',
      severity: 'warning',
      source: 'system',
      summary,
      details: { kind, first_at: firstAt, last_at: lastAt },
      foldKey: `access.refused.${kind}`,
      occurrences: count,
    });
  }

  /** One alert for each burst of refused log-ins. */
  #suspect(): void {
    const now = this.#clock.monotonicMs();
    if (this.#logins.count === 0 || now - this.#logins.since > suspiciousWithinMs)
      this.#logins = { since: now, count: 0 };
    this.#logins.count += 1;
    if (this.#logins.count !== suspiciousLogins) return;
    this.#record({
      type: 'alert',
      severity: 'warning',
      source: 'system',
      summary: 'Many log-ins with a wrong password were refused. Some program on this machine may be guessing it.',
      foldKey: 'access.guessing',
    });
  }

  #record(draft: Parameters<EventLog['saveEvent']>[0]): void {
    this.#events
      .saveEvent(draft)
      .catch((error: unknown) => this.#report('A refused request could not be written into the activity log', error));
  }
}
