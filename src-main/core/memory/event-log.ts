import type { ActivityEvent, EventFilter } from '../../../src-shared/contract/events.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { EventSeverity, EventSource, EventType } from '../../../src-shared/domain/vocabulary.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Commit, EventRepository, Page } from '../../ports/memory-repository.ts';
import type { LiveBus } from '../live-bus.ts';

export interface EventDraft {
  readonly type: EventType;
  readonly severity: EventSeverity;
  readonly source: EventSource;
  readonly node?: string | null;
  /** One line for a person. */
  readonly summary: string;
  readonly details?: Record<string, unknown>;
  /** Names what may repeat: repeats are counted in one line. Begin it with the part of the app that says it. */
  readonly foldKey?: string;
  /** How often it happened, where it was counted before it is written; once if nothing is said. */
  readonly occurrences?: number;
}

/** The activity log: everything a person may later ask about. Alerts wait until somebody resolves them. */
export class EventLog {
  readonly #events: EventRepository;
  readonly #live: LiveBus;
  readonly #clock: Clock;

  constructor(events: EventRepository, live: LiveBus, clock: Clock) {
    this.#events = events;
    this.#live = live;
    this.#clock = clock;
  }

  /** Writes a line, or counts up the one of the same `foldKey` that it repeats. */
  async saveEvent(draft: EventDraft, commit: Commit = 'at-once'): Promise<ActivityEvent> {
    const line = {
      timestamp: this.#clock.now(),
      type: draft.type,
      severity: draft.severity,
      source: draft.source,
      node: draft.node ?? null,
      summary: draft.summary,
      details: draft.details ?? {},
      ...(draft.foldKey === undefined ? {} : { foldKey: draft.foldKey }),
      ...(draft.occurrences === undefined ? {} : { occurrences: draft.occurrences }),
    };
    const { event, repeated } = await this.#events.saveEvent(line, commit);
    this.#live.publish({ type: repeated ? 'event-changed' : 'event-added', event });
    return event;
  }

  list(query: EventFilter & { cursor?: string; limit: number }): Promise<Page<ActivityEvent>> {
    return this.#events.page(query);
  }

  /** Newest first, as all of these. */
  async getRecentEvents(limit = 50): Promise<ActivityEvent[]> {
    return (await this.#events.page({ limit })).items;
  }

  /** All alerts that wait to be resolved. */
  getUnresolved(): Promise<ActivityEvent[]> {
    return this.#all({ resolved: false });
  }

  /** Everything from this moment on. */
  getEventsSince(since: number): Promise<ActivityEvent[]> {
    return this.#all({ since });
  }

  async getEventsByNode(node: string, limit = 20): Promise<ActivityEvent[]> {
    return (await this.#events.page({ node, limit })).items;
  }

  async getEventsByType(type: EventType, limit = 20): Promise<ActivityEvent[]> {
    return (await this.#events.page({ type, limit })).items;
  }

  /** All displays and devices that some line is about, in their order. */
  nodes(): Promise<readonly string[]> {
    return this.#events.nodes();
  }

  unresolvedCount(): Promise<number> {
    return this.#events.unresolvedCount();
  }

  /** Throws `NOT_FOUND`. Resolving twice keeps the first time and name. */
  async resolveEvent(id: string, resolvedBy: string): Promise<ActivityEvent> {
    const event = await this.#events.resolveEvent(id, this.#clock.now(), resolvedBy);
    if (!event) throw new AppError('NOT_FOUND', 'There is no such entry in the activity log.', { details: { id } });
    this.#live.publish({ type: 'event-resolved', event });
    return event;
  }

  /** Resolves the alert of this key, whoever wrote it, for a cause that is gone; undefined where none waits. */
  async resolveByKey(foldKey: string, resolvedBy = 'system'): Promise<ActivityEvent | undefined> {
    const event = await this.#events.resolveByKey(foldKey, this.#clock.now(), resolvedBy);
    if (event) this.#live.publish({ type: 'event-resolved', event });
    return event;
  }

  /** The alerts that a person is to be told of now. Each is given out once, whichever process asks. */
  claimUntold(): Promise<ActivityEvent[]> {
    return this.#events.claimUntold(this.#clock.now());
  }

  async #all(filter: EventFilter): Promise<ActivityEvent[]> {
    const events: ActivityEvent[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await this.#events.page({ ...filter, limit: 500, ...(cursor ? { cursor } : {}) });
      events.push(...page.items);
      if (page.nextCursor === null) return events;
      cursor = page.nextCursor;
    }
  }
}
