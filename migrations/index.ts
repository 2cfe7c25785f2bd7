import type { Kysely } from 'kysely';
import * as captures from './0001-captures.ts';
import * as duplicates from './0002-duplicates.ts';
import * as memory from './0003-memory.ts';
import * as importing from './0004-importing.ts';
import * as exporting from './0005-exporting.ts';
import * as jobErrorCodes from './0006-job-error-codes.ts';

/** One step of the schema. Its name is its place in the order and is written into every database it was applied to. */
export interface Migration {
  readonly name: string;
  up(database: Kysely<any>): Promise<void>;
}

/** All migrations, oldest first. A static list, so that a packaged app needs no folder to read them from. */
export const migrations: readonly Migration[] = [
  { name: '0001-captures', up: captures.up },
  { name: '0002-duplicates', up: duplicates.up },
  { name: '0003-memory', up: memory.up },
  { name: '0004-importing', up: importing.up },
  { name: '0005-exporting', up: exporting.up },
  { name: '0006-job-error-codes', up: jobErrorCodes.up },
];
