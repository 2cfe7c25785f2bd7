import { type Kysely, sql } from 'kysely';

/** What each export was fixed to when it began. Written out literally and never changed once released. */
const statements = [
  // The captures of one export in the order of time, each with its place in it. Not a reference to captures: what is
  // deleted while an export runs is told as missing from it, and not left out without a word.
  `CREATE TABLE export_files (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    capture_id TEXT NOT NULL,
    path TEXT NOT NULL,
    -- The same for all paths that some file system takes for one, so that no two of an export are.
    folded TEXT NOT NULL,
    -- Why it is not in the export; null while it is, or will be.
    problem TEXT,
    PRIMARY KEY (job_id, number)
  ) STRICT, WITHOUT ROWID`,
  `CREATE UNIQUE INDEX export_files_by_folded ON export_files (job_id, folded)`,
  `CREATE UNIQUE INDEX export_files_by_capture ON export_files (job_id, capture_id)`,
  `CREATE INDEX export_files_with_problem ON export_files (job_id, number) WHERE problem IS NOT NULL`,
];

export async function up(database: Kysely<any>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
