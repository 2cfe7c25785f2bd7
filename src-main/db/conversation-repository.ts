import { type Selectable, sql } from 'kysely';
import { v7 as uuidV7 } from 'uuid';
import type { Conversation, Message } from '../../src-shared/contract/conversations.ts';
import type { ConversationRepository, Page } from '../ports/memory-repository.ts';
import type { Connection } from './connection.ts';
import { encodeCursor, keysetRange } from './keyset.ts';
import type { ConversationsTable } from './schema-types.ts';

/** Conversations in SQLite. A trigger keeps one row for each conversation as a whole. */
export class SqliteConversationRepository implements ConversationRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async saveMessage(message: Omit<Message, 'id'>): Promise<Message> {
    const row: ConversationsTable = {
      ...message,
      id: uuidV7(),
      tool_calls: message.tool_calls === null ? null : JSON.stringify(message.tool_calls),
    };
    this.#connection.run(this.#connection.kysely.insertInto('conversations').values(row));
    return toMessage(row);
  }

  async getSessionMessages(sessionId: string, query: { cursor?: string; limit: number }): Promise<Page<Message>> {
    const { after } = keysetRange({ cursor: query.cursor, newestFirst: false });
    let select = this.#connection.kysely.selectFrom('conversations').selectAll().where('session_id', '=', sessionId);
    if (after) select = select.where(sql<boolean>`(timestamp, id) > (${after.time}, ${after.id})`);
    const rows = this.#connection.all(
      select
        .orderBy('timestamp')
        .orderBy('id')
        .limit(query.limit + 1),
    );
    return pageOf(rows, query.limit, toMessage, (last) => ({ time: last.timestamp, id: last.id }));
  }

  async getRecentSessions(query: { cursor?: string; limit: number }): Promise<Page<Conversation>> {
    const { before } = keysetRange({ cursor: query.cursor, newestFirst: true });
    let select = this.#connection.kysely.selectFrom('conversation_sessions').selectAll();
    if (before) select = select.where(sql<boolean>`(last_at, id) < (${before.time}, ${before.id})`);
    const rows = this.#connection.all(
      select
        .orderBy('last_at', 'desc')
        .orderBy('id', 'desc')
        .limit(query.limit + 1),
    );
    return pageOf(
      rows,
      query.limit,
      ({ id: _, title, ...row }): Conversation => ({ ...row, title: title.replace(/\s+/g, ' ').trim() }),
      (last) => ({ time: last.last_at, id: last.id }),
    );
  }
}

function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  toItem: (row: Row) => Item,
  position: (last: Row) => { time: number; id: string },
): Page<Item> {
  const hasMore = rows.length > limit;
  if (hasMore) rows.length = limit;
  const last = rows.at(-1);
  return { items: rows.map(toItem), nextCursor: hasMore && last ? encodeCursor(position(last)) : null };
}

function toMessage(row: Selectable<ConversationsTable>): Message {
  return { ...row, tool_calls: row.tool_calls === null ? null : (JSON.parse(row.tool_calls) as unknown[]) };
}
