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

  // What a person did in one go, and can undo in one go.
  `CREATE TABLE decision_batches (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    summary TEXT NOT NULL,
    decisions INTEGER NOT NULL CHECK (decisions >= 0),
    bytes INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0),
    decided_at INTEGER NOT NULL,
    undone_at INTEGER
  ) STRICT`,
  `CREATE INDEX decision_batches_by_time ON decision_batches (decided_at, id)`,
  `ALTER TABLE decisions ADD COLUMN batch_id TEXT REFERENCES decision_batches (id)`,
  `CREATE INDEX decisions_by_batch ON decisions (batch_id)`,

  `CREATE TABLE capture_tags (
    tag TEXT NOT NULL CHECK (tag <> ''),
    capture_id TEXT NOT NULL REFERENCES captures (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, capture_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX capture_tags_by_capture ON capture_tags (capture_id, tag)`,

  // Set when the file of a discarded picture was deleted for good; the row stays, so that its decisions do.
  `ALTER TABLE captures ADD COLUMN purged_at INTEGER`,
  // Files whose row says another place than where they may still be: moved to or from the trash after the commit.
  `CREATE TABLE file_moves (
    capture_id TEXT NOT NULL PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
    noted_at INTEGER NOT NULL
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
  // last number they know. Captures are named by their rowid. Old lines are cut off; who missed some reads all anew.
  `CREATE TABLE capture_changes (
    number INTEGER NOT NULL PRIMARY KEY,
    capture INTEGER NOT NULL
  ) STRICT`,
  `CREATE TRIGGER captures_change_insert AFTER INSERT ON captures BEGIN
    INSERT INTO capture_changes (capture) VALUES (new.rowid);
  END`,
  `CREATE TRIGGER captures_change_delete AFTER DELETE ON captures BEGIN
    INSERT INTO capture_changes (capture) VALUES (old.rowid);
  END`,
  `CREATE TRIGGER captures_change_update AFTER UPDATE OF review_state, trashed_at, missing_at, purged_at, captured_at,
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
