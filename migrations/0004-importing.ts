import { type Kysely, sql } from 'kysely';

/** Imports file by file, and what tells when a picture was taken. Written out literally and never changed once released. */
const statements = [
  // The files of one import in the order in which they were found. `capture_id` is noted before the file gets its place
  // in the library, so that a kill between the two leaves no picture that nobody knows the origin of.
  `CREATE TABLE import_files (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    path TEXT NOT NULL,
    -- The name within an archive; null for a file of its own.
    entry TEXT,
    bytes INTEGER,
    modified_at INTEGER,
    status TEXT NOT NULL CHECK (status IN ('pending', 'importable', 'imported', 'linked', 'failed', 'skipped')),
    capture_id TEXT,
    error_message TEXT,
    PRIMARY KEY (job_id, number)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX import_files_by_status ON import_files (job_id, status, number)`,
  `CREATE INDEX import_files_under_way ON import_files (capture_id) WHERE status = 'pending' AND capture_id IS NOT NULL`,
  // What an imported picture tells of itself besides its pixels. The job may be gone; its id still groups what came
  // together.
  `CREATE TABLE imported_pictures (
    capture_id TEXT NOT NULL PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
    job_id TEXT,
    camera TEXT,
    evidence TEXT NOT NULL CHECK (json_valid(evidence))
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX imported_pictures_by_camera ON imported_pictures (camera, capture_id) WHERE camera IS NOT NULL`,
  `CREATE INDEX imported_pictures_by_job ON imported_pictures (job_id, capture_id) WHERE job_id IS NOT NULL`,
  `CREATE INDEX captures_of_uncertain_time ON captures (captured_at, id)
    WHERE origin = 'import' AND confidence IN ('low', 'none') AND timestamp_source <> 'user' AND purged_at IS NULL`,
];

export async function up(database: Kysely<any>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
