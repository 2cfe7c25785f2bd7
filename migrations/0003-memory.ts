import { type Kysely, sql } from 'kysely';

/** Folded events, conversations as a whole, and who may use the API. Written out literally and never changed once released. */
const statements = [
  // Repeats of one fault are one line: how often, until when, and by what they are known to be the same.
  `ALTER TABLE events ADD COLUMN occurrences INTEGER NOT NULL DEFAULT 1 CHECK (occurrences >= 1)`,
  `ALTER TABLE events ADD COLUMN last_at INTEGER`,
  `ALTER TABLE events ADD COLUMN fold_key TEXT`,
  // When the person was told of an alert, so that a restart does not tell it again.
  `ALTER TABLE events ADD COLUMN notified_at INTEGER`,
  `CREATE INDEX events_by_node ON events (node, timestamp, id) WHERE node IS NOT NULL`,
  `CREATE INDEX events_by_fold_key ON events (fold_key, timestamp) WHERE fold_key IS NOT NULL`,
  `CREATE UNIQUE INDEX events_waiting_by_fold_key ON events (fold_key) WHERE fold_key IS NOT NULL AND resolved = 0`,
  `CREATE INDEX events_by_last_at ON events (last_at) WHERE last_at IS NOT NULL`,
  // What waited before was shown in the window when it was new.
  `UPDATE events SET notified_at = timestamp WHERE resolved = 0`,
  `CREATE INDEX events_untold ON events (notified_at, resolved, timestamp, id) WHERE notified_at IS NULL AND resolved = 0`,

  // A conversation in the order in which it was said, also within a millisecond and after the clock was set back.
  `CREATE TABLE conversations_in_order (
    number INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    session_id TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool')),
    content TEXT NOT NULL,
    model TEXT,
    tokens_used INTEGER CHECK (tokens_used >= 0),
    tool_calls TEXT CHECK (json_valid(tool_calls))
  ) STRICT`,
  `INSERT INTO conversations_in_order (id, session_id, timestamp, role, content, model, tokens_used, tool_calls)
    SELECT id, session_id, timestamp, role, content, model, tokens_used, tool_calls FROM conversations
    ORDER BY timestamp, id`,
  `DROP TABLE conversations`,
  `ALTER TABLE conversations_in_order RENAME TO conversations`,
  `CREATE INDEX conversations_by_session ON conversations (session_id, number)`,
  // One row a conversation, kept by the trigger, so that the newest ten are ten rows to read.
  `CREATE TABLE conversation_sessions (
    session_id TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    messages INTEGER NOT NULL CHECK (messages >= 1),
    tokens_used INTEGER NOT NULL CHECK (tokens_used >= 0),
    title TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX conversation_sessions_by_time ON conversation_sessions (last_at, id)`,
  `INSERT INTO conversation_sessions (session_id, id, first_at, last_at, messages, tokens_used, title)
    SELECT session_id, min(id), min(timestamp), max(timestamp), count(*), coalesce(sum(tokens_used), 0),
      substr((SELECT content FROM conversations AS first WHERE first.session_id = conversations.session_id
        ORDER BY number LIMIT 1), 1, 120)
    FROM conversations GROUP BY session_id`,
  `CREATE TRIGGER conversations_insert AFTER INSERT ON conversations BEGIN
    INSERT INTO conversation_sessions (session_id, id, first_at, last_at, messages, tokens_used, title)
      VALUES (new.session_id, new.id, new.timestamp, new.timestamp, 1, coalesce(new.tokens_used, 0),
        substr(new.content, 1, 120))
      ON CONFLICT (session_id) DO UPDATE SET last_at = max(last_at, excluded.last_at), messages = messages + 1,
        tokens_used = tokens_used + excluded.tokens_used;
  END`,

  // Log-ins and the named tokens of programs. Of a secret only its SHA-256 is kept; a log-in has none (it is signed).
  `CREATE TABLE access_tokens (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    kind TEXT NOT NULL CHECK (kind IN ('login', 'program')),
    name TEXT NOT NULL CHECK (name <> ''),
    scopes TEXT NOT NULL CHECK (json_valid(scopes)),
    secret_sha256 BLOB UNIQUE CHECK (length(secret_sha256) = 32),
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER,
    revoked_at INTEGER,
    CHECK ((kind = 'program') = (secret_sha256 IS NOT NULL))
  ) STRICT`,
  `CREATE INDEX access_tokens_by_time ON access_tokens (created_at, id)`,
  // The hash of the password, and the key that log-ins are signed with.
  `CREATE TABLE access_secrets (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
];

export async function up(database: Kysely<any>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
