import type { ActivityEvent, EventFilter } from '../../../src-shared/contract/events.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { EventSeverity, EventSource, EventType } from '../../../src-shared/domain/vocabulary.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventRepository } from '../../ports/memory-repository.ts';
import type { LiveBus } from '../live-bus.ts';

export interface EventDraft {
  readonly type: EventType;
  readonly severity: EventSeverity;
  readonly source: EventSource;
  readonly node?: string | null;
  /** One line for a person. */
  readonly summary: string;
  readonly details?: Record<string, unknown>;
  /** Names a fault that may repeat. */
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

  async record(draft: EventDraft): Promise<ActivityEvent> {
    const event = await this.#events.insert({
      timestamp: this.#clock.now(),
      type: draft.type,
      severity: draft.severity,
      source: draft.source,
      node: draft.node ?? null,
      summary: draft.summary,
      details: draft.details ?? {},
      resolved: draft.type !== 'alert',
      ...(draft.foldKey === undefined ? {} : { foldKey: draft.foldKey }),
      ...(draft.occurrences === undefined ? {} : { occurrences: draft.occurrences }),
    });
    this.#live.publish({ type: 'event-added', event });
    return event;
  }

  list(
    query: EventFilter & { cursor?: string; limit: number },
  ): Promise<{ items: ActivityEvent[]; nextCursor: string | null }> {
    return this.#events.page(query);
  }

  unresolvedCount(): Promise<number> {
    return this.#events.unresolvedCount();
  }

  /** Throws `NOT_FOUND`. Resolving twice keeps the first time and name. */
  async resolve(id: string, resolvedBy: string): Promise<ActivityEvent> {
    const event = await this.#events.resolve(id, this.#clock.now(), resolvedBy);
    if (!event) throw new AppError('NOT_FOUND', 'There is no such entry in the activity log.', { details: { id } });
    this.#live.publish({ type: 'event-resolved', event });
    return event;
  }

  /** Resolves the alerts that are open and about this, whoever wrote them; for a cause that is gone by itself. */
  async resolveAbout(isAbout: (alert: ActivityEvent) => boolean): Promise<void> {
    for (const alert of await this.openAlerts()) if (isAbout(alert)) await this.resolve(alert.id, 'system');
  }

  /** All alerts that wait to be resolved, newest first. */
  async openAlerts(): Promise<ActivityEvent[]> {
    const alerts: ActivityEvent[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await this.#events.page({
        type: 'alert',
        resolved: false,
        limit: 200,
        ...(cursor ? { cursor } : {}),
      });
      alerts.push(...page.items);
      if (page.nextCursor === null) return alerts;
      cursor = page.nextCursor;
    }
  }
}
