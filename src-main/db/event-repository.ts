import { type Kysely, type Selectable, sql } from 'kysely';
import { v7 as uuidV7 } from 'uuid';
import type { ActivityEvent, EventFilter } from '../../src-shared/contract/events.ts';
import type { Commit, EventRepository, NewEvent } from '../ports/memory-repository.ts';
import type { Connection } from './connection.ts';
import { encodeCursor, keysetRange } from './keyset.ts';
import type { EventsTable, Schema } from './schema-types.ts';

/** What is no alert is a repeat of a line that began within this. */
const repeatsWithinMs = 60 * 60_000;

export type EventPageQuery = EventFilter & { cursor?: string; limit: number };

/** The values of a page's query. */
export function eventPageValues({
  type,
  severity,
  source,
  node,
  resolved,
  since,
  until,
  cursor,
  limit,
}: EventPageQuery) {
  const { after, before } = keysetRange({ from: since, to: until, cursor, newestFirst: true });
  return {
    ...{ type, severity, source, node },
    resolved: resolved === undefined ? undefined : resolved ? (1 as const) : (0 as const),
    ...{ afterTime: after?.time, afterId: after?.id, beforeTime: before?.time, beforeId: before?.id },
    rows: limit + 1,
  };
}

/** One page of the log, newest first, and one row more that tells whether there is a next one. Passes its values on. */
export function eventPageQuery(kysely: Kysely<Schema>, values: ReturnType<typeof eventPageValues>) {
  const { afterTime, beforeTime } = values;
  let select = kysely.selectFrom('events').selectAll();
  if (values.type !== undefined) select = select.where('type', '=', values.type);
  if (values.severity !== undefined) select = select.where('severity', '=', values.severity);
  if (values.source !== undefined) select = select.where('source', '=', values.source);
  if (values.node !== undefined) select = select.where('node', '=', values.node);
  if (values.resolved !== undefined) select = select.where('resolved', '=', values.resolved);
  if (afterTime !== undefined) select = select.where(sql<boolean>`(timestamp, id) > (${afterTime}, ${values.afterId})`);
  if (beforeTime !== undefined) {
    select = select.where(sql<boolean>`(timestamp, id) < (${beforeTime}, ${values.beforeId})`);
  }
  return select.orderBy('timestamp', 'desc').orderBy('id', 'desc').limit(values.rows);
}

// The conditions of partial indexes are written out: SQLite does not use such an index for a value it does not know yet.

/** The alert of this key that waits to be resolved. */
export function waitingByKeyQuery(kysely: Kysely<Schema>, foldKey: string) {
  return kysely.selectFrom('events').selectAll().where('fold_key', '=', foldKey).where(sql<boolean>`resolved = 0`);
}

/** The line that this event repeats. */
export function repeatedQuery(
  kysely: Kysely<Schema>,
  event: Pick<NewEvent, 'type' | 'timestamp'> & { readonly foldKey: string },
) {
  if (event.type === 'alert') return waitingByKeyQuery(kysely, event.foldKey);
  return kysely
    .selectFrom('events')
    .selectAll()
    .where('fold_key', '=', event.foldKey)
    .where('timestamp', '>', event.timestamp - repeatsWithinMs)
    .where('timestamp', '<=', event.timestamp)
    .where('type', '=', event.type)
    .orderBy('timestamp', 'desc')
    .limit(1);
}

/** The alerts that wait and that nobody was told of, oldest first. */
export function untoldQuery(kysely: Kysely<Schema>) {
  return kysely
    .selectFrom('events')
    .selectAll()
    .where(sql<boolean>`notified_at IS NULL AND resolved = 0`)
    .orderBy('timestamp')
    .orderBy('id');
}

/** The node that comes after this one, found without reading what lies between. */
export function nextNodeQuery(kysely: Kysely<Schema>, after: string) {
  return kysely.selectFrom('events').select('node').where('node', '>', after).orderBy('node').limit(1);
}

/** The activity log in SQLite. */
export class SqliteEventRepository implements EventRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async saveEvent(event: NewEvent, commit: Commit = 'at-once'): Promise<{ event: ActivityEvent; repeated: boolean }> {
    if (commit === 'shared') return this.#connection.sharedTransaction(() => this.#save(event));
    return event.foldKey === undefined ? this.#save(event) : this.#connection.transaction(() => this.#save(event));
  }

  #save(event: NewEvent): { event: ActivityEvent; repeated: boolean } {
    const { foldKey } = event;
    if (foldKey === undefined) return { event: this.#insert(event), repeated: false };
    const first = this.#connection.first(repeatedQuery(this.#connection.kysely, { ...event, foldKey }));
    if (!first) return { event: this.#insert(event), repeated: false };
    const changes = {
      occurrences: first.occurrences + (event.occurrences ?? 1),
      last_at: Math.max(first.last_at ?? first.timestamp, event.timestamp),
      details: JSON.stringify({ ...parseDetails(first), latest: event.details }),
    };
    this.#connection.run(this.#connection.kysely.updateTable('events').set(changes).where('id', '=', first.id));
    return { event: toEvent({ ...first, ...changes }), repeated: true };
  }

  #insert(event: NewEvent): ActivityEvent {
    const row: EventsTable = {
      id: uuidV7(),
      timestamp: event.timestamp,
      type: event.type,
      severity: event.severity,
      source: event.source,
      node: event.node,
      summary: event.summary,
      details: JSON.stringify(event.details),
      resolved: event.type === 'alert' ? 0 : 1,
      resolved_at: null,
      resolved_by: null,
      occurrences: event.occurrences ?? 1,
      last_at: null,
      fold_key: event.foldKey ?? null,
      notified_at: null,
    };
    this.#connection.run(
      this.#connection.written('new event', row, (values) =>
        this.#connection.kysely.insertInto('events').values(values),
      ),
    );
    return toEvent(row);
  }

  async byId(id: string): Promise<ActivityEvent | undefined> {
    return this.#byId(id);
  }

  async page(query: EventPageQuery): Promise<{ items: ActivityEvent[]; nextCursor: string | null }> {
    const rows = this.#connection.all(
      this.#connection.written('events', eventPageValues(query), (values) =>
        eventPageQuery(this.#connection.kysely, values),
      ),
    );
    const hasMore = rows.length > query.limit;
    if (hasMore) rows.length = query.limit;
    const last = rows.at(-1);
    return {
      items: rows.map(toEvent),
      nextCursor: hasMore && last ? encodeCursor({ time: last.timestamp, id: last.id }) : null,
    };
  }

  async nodes(): Promise<readonly string[]> {
    const nodes: string[] = [];
    for (let last = ''; ; last = nodes.at(-1) ?? '') {
      const next = this.#connection.first(nextNodeQuery(this.#connection.kysely, last));
      if (typeof next?.node !== 'string') return nodes;
      nodes.push(next.node);
    }
  }

  async unresolvedCount(): Promise<number> {
    const query = this.#connection.kysely
      .selectFrom('events')
      .select((of) => of.fn.countAll<number>().as('count'))
      .where('resolved', '=', 0);
    return this.#connection.first(query)?.count ?? 0;
  }

  async resolveEvent(id: string, resolvedAt: number, resolvedBy: string): Promise<ActivityEvent | undefined> {
    return this.#connection.sharedTransaction(() => this.#resolve(id, resolvedAt, resolvedBy));
  }

  async resolveByKey(foldKey: string, resolvedAt: number, resolvedBy: string): Promise<ActivityEvent | undefined> {
    const waiting = this.#connection.first(waitingByKeyQuery(this.#connection.kysely, foldKey));
    return waiting && this.#resolve(waiting.id, resolvedAt, resolvedBy);
  }

  #resolve(id: string, resolvedAt: number, resolvedBy: string): ActivityEvent | undefined {
    this.#connection.run(
      this.#connection.kysely
        .updateTable('events')
        .set({ resolved: 1, resolved_at: resolvedAt, resolved_by: resolvedBy })
        .where('id', '=', id)
        .where('resolved', '=', 0),
    );
    return this.#byId(id);
  }

  async claimUntold(notifiedAt: number): Promise<ActivityEvent[]> {
    const { kysely } = this.#connection;
    // Most of the time there is none, and nothing is written.
    if (!this.#connection.first(untoldQuery(kysely))) return [];
    return this.#connection.transaction(() => {
      const untold = this.#connection.all(untoldQuery(kysely));
      this.#connection.run(
        kysely
          .updateTable('events')
          .set({ notified_at: notifiedAt })
          .where(sql<boolean>`notified_at IS NULL AND resolved = 0`),
      );
      return untold.map(toEvent);
    });
  }

  #byId(id: string): ActivityEvent | undefined {
    const row = this.#connection.first(this.#connection.kysely.selectFrom('events').selectAll().where('id', '=', id));
    return row && toEvent(row);
  }
}

function parseDetails(row: Selectable<EventsTable>): Record<string, unknown> {
  return JSON.parse(row.details) as Record<string, unknown>;
}

function toEvent(row: Selectable<EventsTable>): ActivityEvent {
  return {
    id: row.id,
    timestamp: row.timestamp,
    type: row.type,
    severity: row.severity,
    source: row.source,
    node: row.node,
    summary: row.summary,
    details: parseDetails(row),
    resolved: row.resolved === 1,
    resolved_at: row.resolved_at,
    resolved_by: row.resolved_by,
    occurrences: row.occurrences,
    last_at: row.last_at ?? row.timestamp,
  };
}
