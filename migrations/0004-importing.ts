import { type Kysely, sql } from 'kysely';

/** Imports file by file, and what tells when a picture was taken. Written out literally and never changed once released. */
const statements = [
  // The files of one import in the order in which they were found. `capture_id` and `planned_path` are noted before the file
  // gets its place in the library, so that a kill between the two leaves no picture that nobody knows the origin of.
  `CREATE TABLE import_files (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    path TEXT NOT NULL,
    -- The name within an archive, and which of its entries that is: names may come twice. Null for a file of its own.
    entry TEXT,
    position INTEGER,
    -- Of what a window sent: the name that its bytes have in the folder of the upload.
    upload_name TEXT,
    bytes INTEGER,
    modified_at INTEGER,
    sha256 TEXT,
    status TEXT NOT NULL CHECK (status IN ('pending', 'importable', 'imported', 'linked', 'failed', 'skipped')),
    capture_id TEXT,
    -- Where in the library its file is about to be; null before and after.
    planned_path TEXT,
    error_message TEXT,
    PRIMARY KEY (job_id, number)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX import_files_by_status ON import_files (job_id, status, number)`,
  `CREATE INDEX import_files_under_way ON import_files (planned_path) WHERE planned_path IS NOT NULL`,
  // What a dry run has seen already.
  `CREATE INDEX import_files_importable ON import_files (job_id, sha256) WHERE status = 'importable'`,
  // What an import was asked for, where that is too much to be shown with its job each time.
  `CREATE TABLE import_roots (
    list_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (list_id, number)
  ) STRICT, WITHOUT ROWID`,
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
