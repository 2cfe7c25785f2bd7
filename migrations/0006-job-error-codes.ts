import { type Kysely, sql } from 'kysely';

/** Why a job failed, as a word that programs can tell apart. Null for jobs that failed before there was one. */
const statement = `ALTER TABLE jobs ADD COLUMN error_code TEXT CHECK (error_code <> '')`;

export async function up(database: Kysely<any>): Promise<void> {
  await sql.raw(statement).execute(database);
}
