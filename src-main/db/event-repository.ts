import { type Kysely, type Selectable, sql } from 'kysely';
import { v7 as uuidV7 } from 'uuid';
import type { ActivityEvent, EventFilter } from '../../src-shared/contract/events.ts';
import type { EventRepository, NewEvent } from '../ports/memory-repository.ts';
import type { Connection } from './connection.ts';
import { encodeCursor, keysetRange } from './keyset.ts';
import type { EventsTable, Schema } from './schema-types.ts';

export type EventPageQuery = EventFilter & { cursor?: string; limit: number };

/** One page of the log, newest first, and one row more that tells whether there is a next one. */
export function eventPageQuery(kysely: Kysely<Schema>, query: EventPageQuery) {
  const range = keysetRange({ from: query.since, to: query.until, cursor: query.cursor, newestFirst: true });
  let select = kysely.selectFrom('events').selectAll();
  if (query.type !== undefined) select = select.where('type', '=', query.type);
  if (query.severity !== undefined) select = select.where('severity', '=', query.severity);
  if (query.source !== undefined) select = select.where('source', '=', query.source);
  if (query.node !== undefined) select = select.where('node', '=', query.node);
  if (query.resolved !== undefined) select = select.where('resolved', '=', query.resolved ? 1 : 0);
  if (range.after) select = select.where(sql<boolean>`(timestamp, id) > (${range.after.time}, ${range.after.id})`);
  if (range.before) select = select.where(sql<boolean>`(timestamp, id) < (${range.before.time}, ${range.before.id})`);
  return select
    .orderBy('timestamp', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
}

/** The activity log in SQLite. */
export class SqliteEventRepository implements EventRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async insert(event: NewEvent): Promise<ActivityEvent> {
    const row: EventsTable = {
      id: uuidV7(),
      timestamp: event.timestamp,
      type: event.type,
      severity: event.severity,
      source: event.source,
      node: event.node,
      summary: event.summary,
      details: JSON.stringify(event.details),
      resolved: (event.resolved ?? event.type !== 'alert') ? 1 : 0,
      resolved_at: null,
      resolved_by: null,
      occurrences: event.occurrences ?? 1,
      last_at: null,
      fold_key: event.foldKey ?? null,
      notified_at: null,
    };
    this.#connection.run(this.#connection.kysely.insertInto('events').values(row));
    return toEvent(row);
  }

  async byId(id: string): Promise<ActivityEvent | undefined> {
    return this.#byId(id);
  }

  async page(query: EventPageQuery): Promise<{ items: ActivityEvent[]; nextCursor: string | null }> {
    const rows = this.#connection.all(eventPageQuery(this.#connection.kysely, query));
    const hasMore = rows.length > query.limit;
    if (hasMore) rows.length = query.limit;
    const last = rows.at(-1);
    return {
      items: rows.map(toEvent),
      nextCursor: hasMore && last ? encodeCursor({ time: last.timestamp, id: last.id }) : null,
    };
  }

  async unresolvedCount(): Promise<number> {
    const query = this.#connection.kysely
      .selectFrom('events')
      .select((of) => of.fn.countAll<number>().as('count'))
      .where('resolved', '=', 0);
    return this.#connection.first(query)?.count ?? 0;
  }

  async resolve(id: string, resolvedAt: number, resolvedBy: string): Promise<ActivityEvent | undefined> {
    this.#connection.run(
      this.#connection.kysely
        .updateTable('events')
        .set({ resolved: 1, resolved_at: resolvedAt, resolved_by: resolvedBy })
        .where('id', '=', id)
        .where('resolved', '=', 0),
    );
    return this.#byId(id);
  }

  #byId(id: string): ActivityEvent | undefined {
    const row = this.#connection.first(this.#connection.kysely.selectFrom('events').selectAll().where('id', '=', id));
    return row && toEvent(row);
  }
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
    details: JSON.parse(row.details) as Record<string, unknown>,
    resolved: row.resolved === 1,
    resolved_at: row.resolved_at,
    resolved_by: row.resolved_by,
    occurrences: row.occurrences,
    last_at: row.last_at ?? row.timestamp,
  };
}
