import { type Kysely, sql } from 'kysely';

/**
 * The whole first schema. Written out literally and never changed once released: a migration is a record of what
 * was done, so it does not follow the code that came after it.
 */
const statements = [
  `CREATE TABLE captures (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    group_id TEXT NOT NULL CHECK (length(group_id) = 36),
    origin TEXT NOT NULL CHECK (origin IN ('screen', 'import')),
    filepath TEXT NOT NULL UNIQUE CHECK (filepath <> ''),
    original_filename TEXT,
    original_path TEXT,
    captured_at INTEGER NOT NULL,
    utc_offset_minutes INTEGER NOT NULL CHECK (utc_offset_minutes BETWEEN -1440 AND 1440),
    local_day TEXT NOT NULL CHECK (local_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    ended_at INTEGER NOT NULL,
    timestamp_source TEXT NOT NULL CHECK (timestamp_source IN ('capture', 'exif', 'filename', 'filesystem', 'user')),
    confidence TEXT NOT NULL CHECK (confidence IN ('high', 'medium', 'low', 'none')),
    monitor_index INTEGER CHECK (monitor_index >= 0),
    display_id TEXT CHECK (display_id <> ''),
    display_name TEXT,
    display_x INTEGER,
    display_y INTEGER,
    display_width INTEGER CHECK (display_width > 0),
    display_height INTEGER CHECK (display_height > 0),
    display_scale REAL CHECK (display_scale > 0),
    display_rotation INTEGER CHECK (display_rotation IN (0, 90, 180, 270)),
    width INTEGER NOT NULL CHECK (width > 0),
    height INTEGER NOT NULL CHECK (height > 0),
    file_size INTEGER NOT NULL CHECK (file_size >= 0),
    mime_type TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    app_name TEXT,
    window_title TEXT,
    review_state TEXT NOT NULL DEFAULT 'unreviewed' CHECK (review_state IN ('unreviewed', 'kept', 'discarded')),
    trashed_at INTEGER,
    missing_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    perceptual_hash BLOB,
    tile_signature BLOB,
    ocr_text TEXT,
    CHECK (ended_at >= captured_at)
  ) STRICT`,
  // Lists never show what is in the trash, so their indexes leave it out.
  `CREATE INDEX captures_by_time ON captures (captured_at, id) WHERE trashed_at IS NULL`,
  `CREATE INDEX captures_by_day ON captures (local_day, captured_at, id) WHERE trashed_at IS NULL`,
  `CREATE INDEX captures_by_display ON captures (display_id, captured_at, id) WHERE trashed_at IS NULL`,
  // Holds everything the lanes of a day are drawn from, so that a dense day never reads the wide rows. SQLite reads a
  // row to see that trashed_at is null, even though the index has no others, unless the column is in the index too.
  `CREATE INDEX captures_by_day_display ON captures
    (local_day, display_id, captured_at, id, ended_at, utc_offset_minutes, file_size, trashed_at)
    WHERE trashed_at IS NULL`,
  `CREATE INDEX captures_by_sha256 ON captures (sha256)`,
  `CREATE INDEX captures_by_group ON captures (group_id)`,
  `CREATE INDEX captures_by_review_state ON captures (review_state, captured_at, id) WHERE review_state <> 'unreviewed'`,
  `CREATE INDEX captures_in_trash ON captures (trashed_at, id) WHERE trashed_at IS NOT NULL`,
  `CREATE INDEX captures_missing ON captures (missing_at, id) WHERE missing_at IS NOT NULL`,

  // Counts and bytes per day and display, kept by the triggers below. '' stands for "no display" (imports).
  `CREATE TABLE capture_days (
    local_day TEXT NOT NULL,
    display_id TEXT NOT NULL,
    captures INTEGER NOT NULL CHECK (captures >= 0),
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    PRIMARY KEY (local_day, display_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TRIGGER captures_count_insert AFTER INSERT ON captures WHEN new.trashed_at IS NULL BEGIN
    INSERT INTO capture_days (local_day, display_id, captures, bytes)
      VALUES (new.local_day, coalesce(new.display_id, ''), 1, new.file_size)
      ON CONFLICT (local_day, display_id) DO UPDATE SET captures = captures + 1, bytes = bytes + excluded.bytes;
  END`,
  `CREATE TRIGGER captures_count_delete AFTER DELETE ON captures WHEN old.trashed_at IS NULL BEGIN
    UPDATE capture_days SET captures = captures - 1, bytes = bytes - old.file_size
      WHERE local_day = old.local_day AND display_id = coalesce(old.display_id, '');
    DELETE FROM capture_days
      WHERE local_day = old.local_day AND display_id = coalesce(old.display_id, '') AND captures = 0;
  END`,
  `CREATE TRIGGER captures_count_leave AFTER UPDATE OF local_day, display_id, file_size, trashed_at ON captures
    WHEN old.trashed_at IS NULL BEGIN
    UPDATE capture_days SET captures = captures - 1, bytes = bytes - old.file_size
      WHERE local_day = old.local_day AND display_id = coalesce(old.display_id, '');
    DELETE FROM capture_days
      WHERE local_day = old.local_day AND display_id = coalesce(old.display_id, '') AND captures = 0;
  END`,
  `CREATE TRIGGER captures_count_enter AFTER UPDATE OF local_day, display_id, file_size, trashed_at ON captures
    WHEN new.trashed_at IS NULL BEGIN
    INSERT INTO capture_days (local_day, display_id, captures, bytes)
      VALUES (new.local_day, coalesce(new.display_id, ''), 1, new.file_size)
      ON CONFLICT (local_day, display_id) DO UPDATE SET captures = captures + 1, bytes = bytes + excluded.bytes;
  END`,

  `CREATE TABLE gaps (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    reason TEXT NOT NULL CHECK (reason IN (
      'off', 'not_running', 'starting', 'stalled', 'paused', 'asleep', 'locked', 'idle', 'excluded', 'no_permission',
      'disk_floor', 'no_display', 'library_unavailable', 'display_unplugged', 'refused_empty', 'refused_size',
      'refused_same_pixels', 'grab_failed', 'grab_timeout', 'store_failed')),
    display_id TEXT CHECK (display_id <> ''),
    CHECK (ended_at >= started_at)
  ) STRICT`,
  `CREATE INDEX gaps_by_start ON gaps (started_at, id)`,
  `CREATE INDEX gaps_by_end ON gaps (ended_at, started_at) WHERE ended_at IS NOT NULL`,
  `CREATE UNIQUE INDEX gaps_open ON gaps (reason, coalesce(display_id, '')) WHERE ended_at IS NULL`,

  `CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    job_type TEXT NOT NULL CHECK (job_type IN ('import', 'process', 'export', 'scan_duplicates', 'purge_trash', 'verify')),
    status TEXT NOT NULL DEFAULT 'pending'
      CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    progress_current INTEGER NOT NULL DEFAULT 0 CHECK (progress_current >= 0),
    progress_total INTEGER CHECK (progress_total >= 0),
    payload TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(payload)),
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    completed_at INTEGER,
    error_message TEXT,
    retry_count INTEGER NOT NULL DEFAULT 0 CHECK (retry_count >= 0),
    lease_owner TEXT,
    lease_until INTEGER
  ) STRICT`,
  `CREATE INDEX jobs_by_status ON jobs (status, created_at, id)`,
  `CREATE INDEX jobs_by_time ON jobs (created_at, id)`,

  `CREATE TABLE job_captures (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    capture_id TEXT NOT NULL REFERENCES captures (id) ON DELETE CASCADE,
    status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'done', 'failed', 'skipped')),
    error_message TEXT,
    PRIMARY KEY (job_id, capture_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX job_captures_by_capture ON job_captures (capture_id)`,

  `CREATE TABLE duplicates (
    capture_id TEXT NOT NULL REFERENCES captures (id) ON DELETE CASCADE,
    duplicate_of_id TEXT NOT NULL REFERENCES captures (id) ON DELETE CASCADE,
    match_type TEXT NOT NULL CHECK (match_type IN ('exact', 'perceptual')),
    similarity_score REAL NOT NULL CHECK (similarity_score BETWEEN 0 AND 1),
    detected_at INTEGER NOT NULL,
    PRIMARY KEY (capture_id, duplicate_of_id),
    CHECK (capture_id <> duplicate_of_id),
    CHECK (match_type <> 'exact' OR similarity_score = 1.0)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX duplicates_by_original ON duplicates (duplicate_of_id)`,

  `CREATE TABLE decisions (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    capture_id TEXT NOT NULL REFERENCES captures (id) ON DELETE CASCADE,
    decision_type TEXT NOT NULL CHECK (decision_type IN
      ('keep_duplicate', 'discard_duplicate', 'keep', 'discard', 'timestamp_override', 'tag_assignment')),
    decision_value TEXT,
    decided_at INTEGER NOT NULL,
    undone_at INTEGER
  ) STRICT`,
  `CREATE INDEX decisions_by_capture ON decisions (capture_id, decided_at)`,
  `CREATE INDEX decisions_by_time ON decisions (decided_at, id)`,

  `CREATE TABLE events (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    timestamp INTEGER NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('alert', 'action', 'status', 'metric')),
    severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error', 'critical')),
    source TEXT NOT NULL CHECK (source IN ('monitor', 'user', 'assistant', 'system')),
    node TEXT,
    summary TEXT NOT NULL,
    details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
    resolved INTEGER NOT NULL DEFAULT 0 CHECK (resolved IN (0, 1)),
    resolved_at INTEGER,
    resolved_by TEXT,
    CHECK (resolved = 1 OR (resolved_at IS NULL AND resolved_by IS NULL))
  ) STRICT`,
  `CREATE INDEX events_by_time ON events (timestamp, id)`,
  `CREATE INDEX events_by_type ON events (type, timestamp, id)`,
  `CREATE INDEX events_by_severity ON events (severity, timestamp, id)`,
  `CREATE INDEX events_by_source ON events (source, timestamp, id)`,
  `CREATE INDEX events_by_resolved ON events (resolved, timestamp, id)`,

  `CREATE TABLE conversations (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    session_id TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool')),
    content TEXT NOT NULL,
    model TEXT,
    tokens_used INTEGER CHECK (tokens_used >= 0),
    tool_calls TEXT CHECK (json_valid(tool_calls))
  ) STRICT`,
  `CREATE INDEX conversations_by_session ON conversations (session_id, timestamp, id)`,

  `CREATE TABLE snapshots (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    timestamp INTEGER NOT NULL,
    snapshot TEXT NOT NULL CHECK (json_valid(snapshot))
  ) STRICT`,
  `CREATE INDEX snapshots_by_time ON snapshots (timestamp, id)`,

  `CREATE TABLE preferences (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value)),
    updated_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,

  // What the library remembers about itself, such as how far the last check of the files came.
  `CREATE TABLE bookkeeping (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value)),
    updated_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
];

export async function up(database: Kysely<any>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
