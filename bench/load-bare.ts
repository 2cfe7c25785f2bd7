/**
 * Started by the load bench as a process of its own: the list page of captures with nothing but node:http and
 * better-sqlite3. The same query as the product's, prepared once, and its rows as JSON; nobody is asked who they are.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { pageQuery } from '../src-main/db/capture-queries.ts';
import { decodeCursor, encodeCursor } from '../src-main/db/keyset.ts';
import type { Schema } from '../src-main/db/schema-types.ts';

const limit = 50;
const database = new Database(join(process.argv[2] ?? '', 'afterimage.db'), { readonly: true, fileMustExist: true });
const kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
const anywhere = encodeCursor({ time: 0, id: '00000000-0000-7000-8000-000000000000' });
const { sql } = pageQuery(kysely, { order: 'newest', limit, cursor: anywhere }).compile();
const page = database.prepare<[number, string, number], { id: string; capturedAt: number }>(sql);

const server = createServer((request, response) => {
  const cursor = /cursor=([\w-]+)/.exec(request.url ?? '')?.[1];
  const { time, id } = cursor === undefined ? { time: Number.MAX_SAFE_INTEGER, id: '' } : decodeCursor(cursor);
  const items = page.all(time, id, limit + 1);
  const hasMore = items.length > limit;
  if (hasMore) items.length = limit;
  const last = items.at(-1);
  const nextCursor = hasMore && last ? encodeCursor({ time: last.capturedAt, id: last.id }) : null;
  const text = JSON.stringify({ items, nextCursor });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
});
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.on('disconnect', () => process.exit(0));
