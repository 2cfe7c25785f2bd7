import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import { v7 as uuidV7 } from 'uuid';
import type { Conversation, Message } from '../../src-shared/contract/conversations.ts';
import type { ConversationRepository, Page } from '../ports/memory-repository.ts';
import type { Connection } from './connection.ts';
import { decodeCursor, encodeCursor, keysetRange } from './keyset.ts';
import type { ConversationsTable, Schema } from './schema-types.ts';

interface ListQuery {
  readonly cursor?: string;
  readonly limit: number;
}

/** One page of a conversation in the order in which it was said, and one row more. The cursor holds a message's number. */
export function sessionMessagesQuery(kysely: Kysely<Schema>, sessionId: string, query: ListQuery) {
  let select = kysely.selectFrom('conversations').selectAll().where('session_id', '=', sessionId);
  if (query.cursor !== undefined) select = select.where('number', '>', decodeCursor(query.cursor).time);
  return select.orderBy('number').limit(query.limit + 1);
}

/** One page of the conversations, newest first, and one row more. */
export function recentSessionsQuery(kysely: Kysely<Schema>, query: ListQuery) {
  const { before } = keysetRange({ cursor: query.cursor, newestFirst: true });
  let select = kysely.selectFrom('conversation_sessions').selectAll();
  if (before) select = select.where(sql<boolean>`(last_at, id) < (${before.time}, ${before.id})`);
  return select
    .orderBy('last_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
}

/** Conversations in SQLite. A trigger keeps one row for each conversation as a whole. */
export class SqliteConversationRepository implements ConversationRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async saveMessage(message: Omit<Message, 'id'>): Promise<Message> {
    const saved: Message = { ...message, id: uuidV7() };
    const row: Insertable<ConversationsTable> = {
      ...saved,
      tool_calls: message.tool_calls === null ? null : JSON.stringify(message.tool_calls),
    };
    const insert = this.#connection.written('new message', row, (values) =>
      this.#connection.kysely.insertInto('conversations').values(values),
    );
    await this.#connection.sharedTransaction(() => this.#connection.run(insert));
    return saved;
  }

  async getSessionMessages(sessionId: string, query: ListQuery): Promise<Page<Message>> {
    const rows = this.#connection.all(sessionMessagesQuery(this.#connection.kysely, sessionId, query));
    return pageOf(rows, query.limit, toMessage, (last) => ({ time: last.number, id: last.id }));
  }

  async getRecentSessions(query: ListQuery): Promise<Page<Conversation>> {
    const rows = this.#connection.all(recentSessionsQuery(this.#connection.kysely, query));
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

function toMessage({ number: _, ...row }: Selectable<ConversationsTable>): Message {
  return { ...row, tool_calls: row.tool_calls === null ? null : (JSON.parse(row.tool_calls) as unknown[]) };
}
