import { type Kysely, sql } from 'kysely';

/**
 * Signatures, duplicate groups, undoable decisions, tags, the trash, and what a job needs to go on after a kill.
 * Written out literally and never changed once released.
 */
const statements = [
  // Signatures get tables of their own: `captures` stays narrow, and matching reads hashes by a small integer key.
  `ALTER TABLE captures DROP COLUMN perceptual_hash`,
  `ALTER TABLE captures DROP COLUMN tile_signature`,
  `CREATE TABLE signatures (
    key INTEGER NOT NULL PRIMARY KEY,
    capture_id TEXT NOT NULL UNIQUE REFERENCES captures (id) ON DELETE CASCADE,
    perceptual_hash BLOB CHECK (length(perceptual_hash) = 32),
    -- Why there is no hash, where the picture could not be read.
    problem TEXT,
    -- 1 once it was compared with everything that was matched before it.
    matched INTEGER NOT NULL DEFAULT 0 CHECK (matched IN (0, 1)),
    CHECK ((perceptual_hash IS NULL) = (problem IS NOT NULL))
  ) STRICT`,
  `CREATE INDEX signatures_unmatched ON signatures (key) WHERE matched = 0 AND perceptual_hash IS NOT NULL`,
  `CREATE TABLE tile_signatures (
    key INTEGER NOT NULL PRIMARY KEY REFERENCES signatures (key) ON DELETE CASCADE,
    bytes BLOB NOT NULL
  ) STRICT`,

  // Null where the two pictures lie on each other as they are; else how far the second is scrolled, in its own pixels.
  `ALTER TABLE duplicates ADD COLUMN scrolled_pixels INTEGER`,
  // What each matched capture belongs to: the key of the first one with the very same picture, and for each threshold
  // (in thousandths; 0 for scrolled pictures) the key of the one its group was begun with, null while it is that one.
  // One row a capture, since a row for each threshold would make millions. Every two members of a group are at least
  // that similar. The keys are names: the capture one names may be gone while its group goes on.
  `CREATE TABLE duplicate_members (
    key INTEGER NOT NULL PRIMARY KEY REFERENCES signatures (key) ON DELETE CASCADE,
    picture INTEGER NOT NULL,
    level_995 INTEGER,
    level_990 INTEGER,
    level_980 INTEGER,
    level_970 INTEGER,
    level_950 INTEGER,
    level_920 INTEGER,
    level_900 INTEGER,
    level_0 INTEGER
  ) STRICT`,

  // What a person did in one go, and can undo in one go. Decisions of a batch have consecutive keys. The last eight
  // digits of a batch's id are zeros; a decision's own id is that id with its place in the batch in their stead.
  `CREATE TABLE decision_batches (
    key INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    summary TEXT NOT NULL,
    decisions INTEGER NOT NULL CHECK (decisions >= 0),
    bytes INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0),
    first_decision INTEGER NOT NULL,
    decided_at INTEGER NOT NULL,
    undone_at INTEGER
  ) STRICT`,
  // Ten thousand decisions are written in one go, so they have small keys, and one index only.
  `DROP TABLE decisions`,
  `CREATE TABLE decisions (
    key INTEGER NOT NULL PRIMARY KEY,
    batch_key INTEGER NOT NULL REFERENCES decision_batches (key),
    capture_id TEXT NOT NULL REFERENCES captures (id) ON DELETE CASCADE,
    decision_type TEXT NOT NULL CHECK (decision_type IN
      ('keep_duplicate', 'discard_duplicate', 'keep', 'discard', 'timestamp_override', 'tag_assignment')),
    decision_value TEXT CHECK (json_valid(decision_value)),
    -- The decision that was in force before this one, where there was one: undo goes back to it.
    replaces INTEGER,
    decided_at INTEGER NOT NULL,
    undone_at INTEGER
  ) STRICT`,
  `CREATE INDEX decisions_by_capture ON decisions (capture_id)`,

  // What holds of a capture that somebody decided about; a capture without a row is unreviewed. It stands beside
  // captures because their rows are wide and have many indexes: deciding about ten thousand must take no time.
  `CREATE TABLE reviews (
    capture_id TEXT NOT NULL PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
    review_state TEXT NOT NULL CHECK (review_state IN ('kept', 'discarded')),
    -- While it is in the trash.
    trashed_at INTEGER,
    -- As in captures: time and size, so that lists and sums need not read the wide rows.
    taken_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    -- The decision in force.
    decision_key INTEGER,
    CHECK (trashed_at IS NULL OR review_state = 'discarded')
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX reviews_kept ON reviews (taken_at, capture_id) WHERE review_state = 'kept'`,
  `CREATE INDEX reviews_in_trash ON reviews (trashed_at, capture_id, bytes) WHERE trashed_at IS NOT NULL`,

  // Set when the file of a discarded picture was deleted for good; the row stays, so that its decisions do.
  `ALTER TABLE captures ADD COLUMN purged_at INTEGER`,
  `INSERT INTO reviews (capture_id, review_state, trashed_at, taken_at, bytes)
    SELECT id, CASE WHEN trashed_at IS NULL THEN review_state ELSE 'discarded' END, trashed_at, captured_at, file_size
    FROM captures WHERE trashed_at IS NOT NULL OR review_state <> 'unreviewed'`,
  `DROP INDEX captures_by_time`,
  `DROP INDEX captures_by_day`,
  `DROP INDEX captures_by_display`,
  `DROP INDEX captures_by_day_display`,
  `DROP INDEX captures_by_review_state`,
  `DROP INDEX captures_in_trash`,
  `DROP TRIGGER captures_count_insert`,
  `DROP TRIGGER captures_count_delete`,
  `DROP TRIGGER captures_count_leave`,
  `DROP TRIGGER captures_count_enter`,
  `ALTER TABLE captures DROP COLUMN review_state`,
  `ALTER TABLE captures DROP COLUMN trashed_at`,
  // Lists never show what was purged, so their indexes leave it out; what is in the trash is left out by a look into
  // reviews.
  `CREATE INDEX captures_by_time ON captures (captured_at, id) WHERE purged_at IS NULL`,
  `CREATE INDEX captures_by_day ON captures (local_day, captured_at, id) WHERE purged_at IS NULL`,
  `CREATE INDEX captures_by_display ON captures (display_id, captured_at, id) WHERE purged_at IS NULL`,
  `CREATE INDEX captures_by_day_display ON captures
    (local_day, display_id, captured_at, id, ended_at, utc_offset_minutes, file_size, purged_at)
    WHERE purged_at IS NULL`,
  // The counts leave out what is in the trash. Whoever writes trashed_at keeps them up to date day by day, not row by
  // row; these triggers do it for everything else.
  `CREATE TRIGGER captures_count_insert AFTER INSERT ON captures WHEN new.purged_at IS NULL BEGIN
    INSERT INTO capture_days (local_day, display_id, captures, bytes)
      VALUES (new.local_day, coalesce(new.display_id, ''), 1, new.file_size)
      ON CONFLICT (local_day, display_id) DO UPDATE SET captures = captures + 1, bytes = bytes + excluded.bytes;
  END`,
  // Before, because its row in reviews is gone after.
  `CREATE TRIGGER captures_count_delete BEFORE DELETE ON captures
    WHEN old.purged_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM reviews WHERE capture_id = old.id AND trashed_at IS NOT NULL) BEGIN
    UPDATE capture_days SET captures = captures - 1, bytes = bytes - old.file_size
      WHERE local_day = old.local_day AND display_id = coalesce(old.display_id, '');
    DELETE FROM capture_days
      WHERE local_day = old.local_day AND display_id = coalesce(old.display_id, '') AND captures = 0;
  END`,
  `CREATE TRIGGER captures_count_update AFTER UPDATE OF local_day, display_id, file_size ON captures
    WHEN old.purged_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM reviews WHERE capture_id = old.id AND trashed_at IS NOT NULL) BEGIN
    UPDATE capture_days SET captures = captures - 1, bytes = bytes - old.file_size
      WHERE local_day = old.local_day AND display_id = coalesce(old.display_id, '');
    DELETE FROM capture_days
      WHERE local_day = old.local_day AND display_id = coalesce(old.display_id, '') AND captures = 0;
    INSERT INTO capture_days (local_day, display_id, captures, bytes)
      VALUES (new.local_day, coalesce(new.display_id, ''), 1, new.file_size)
      ON CONFLICT (local_day, display_id) DO UPDATE SET captures = captures + 1, bytes = bytes + excluded.bytes;
  END`,

  `CREATE TABLE capture_tags (
    tag TEXT NOT NULL CHECK (tag <> ''),
    capture_id TEXT NOT NULL REFERENCES captures (id) ON DELETE CASCADE,
    -- As in captures, so that the pictures of a tag can be listed in the order of time.
    taken_at INTEGER NOT NULL,
    PRIMARY KEY (capture_id, tag)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX capture_tags_by_time ON capture_tags (tag, taken_at, capture_id)`,

  // Batches whose files may not be where the decisions want them yet, and how far they were looked through.
  `CREATE TABLE file_moves (
    key INTEGER NOT NULL PRIMARY KEY,
    batch_key INTEGER NOT NULL REFERENCES decision_batches (key),
    next_decision INTEGER NOT NULL
  ) STRICT`,
  // Files that are being moved right now: each is where its row says, or here. Without a target it is being deleted.
  `CREATE TABLE files_under_way (
    capture_id TEXT NOT NULL PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
    target TEXT
  ) STRICT, WITHOUT ROWID`,

  // How far a job has come, for itself; what it found, for a person; when the next attempt is due.
  `ALTER TABLE jobs ADD COLUMN state TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(state))`,
  `ALTER TABLE jobs ADD COLUMN result TEXT CHECK (json_valid(result))`,
  `ALTER TABLE jobs ADD COLUMN not_before INTEGER`,
  `ALTER TABLE jobs ADD COLUMN cancel_requested_at INTEGER`,
  // The furthest any attempt has come: only a job that gets beyond it is given its retries back.
  `ALTER TABLE jobs ADD COLUMN progress_best INTEGER NOT NULL DEFAULT 0`,
  `CREATE INDEX job_captures_by_status ON job_captures (job_id, status, capture_id)`,

  // Which captures changed in what groups are made of, whoever wrote: those who hold them in memory read on from the
  // last number they know. Captures are named by their rowid, or many at once by the batch of decisions that was made
  // or undone. Old lines are cut off; who missed some reads all anew.
  `CREATE TABLE capture_changes (
    number INTEGER NOT NULL PRIMARY KEY,
    capture INTEGER,
    batch_key INTEGER,
    CHECK ((capture IS NULL) <> (batch_key IS NULL))
  ) STRICT`,
  `CREATE TRIGGER decision_batches_change_insert AFTER INSERT ON decision_batches BEGIN
    INSERT INTO capture_changes (batch_key) VALUES (new.key);
  END`,
  `CREATE TRIGGER decision_batches_change_update AFTER UPDATE OF undone_at ON decision_batches BEGIN
    INSERT INTO capture_changes (batch_key) VALUES (new.key);
  END`,
  `CREATE TRIGGER captures_change_insert AFTER INSERT ON captures BEGIN
    INSERT INTO capture_changes (capture) VALUES (new.rowid);
  END`,
  `CREATE TRIGGER captures_change_delete AFTER DELETE ON captures BEGIN
    INSERT INTO capture_changes (capture) VALUES (old.rowid);
  END`,
  `CREATE TRIGGER captures_change_update AFTER UPDATE OF missing_at, purged_at, captured_at,
    local_day, display_id, width, height, file_size, sha256 ON captures BEGIN
    INSERT INTO capture_changes (capture) VALUES (new.rowid);
  END`,
  `CREATE TRIGGER signatures_change_insert AFTER INSERT ON signatures BEGIN
    INSERT INTO capture_changes (capture) SELECT rowid FROM captures WHERE id = new.capture_id;
  END`,
  `CREATE TRIGGER signatures_change_delete AFTER DELETE ON signatures BEGIN
    INSERT INTO capture_changes (capture) SELECT rowid FROM captures WHERE id = old.capture_id;
  END`,
  `CREATE TRIGGER signatures_change_update AFTER UPDATE OF perceptual_hash ON signatures BEGIN
    INSERT INTO capture_changes (capture) SELECT rowid FROM captures WHERE id = new.capture_id;
  END`,
  `CREATE TRIGGER capture_tags_change_insert AFTER INSERT ON capture_tags BEGIN
    INSERT INTO capture_changes (capture) SELECT rowid FROM captures WHERE id = new.capture_id;
  END`,
  `CREATE TRIGGER capture_tags_change_delete AFTER DELETE ON capture_tags BEGIN
    INSERT INTO capture_changes (capture) SELECT rowid FROM captures WHERE id = old.capture_id;
  END`,
];

export async function up(database: Kysely<any>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
