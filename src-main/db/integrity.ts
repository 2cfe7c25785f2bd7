import type Database from 'better-sqlite3';
import type { IntegrityReport } from '../ports/repositories.ts';

const maximumProblems = 100;

interface ForeignKeyRow {
  table: string;
  rowid: number | null;
  parent: string;
}

/** `PRAGMA integrity_check` and `foreign_key_check`. A database too broken to be checked is a problem, not an error. */
export function checkIntegrity(native: Database.Database): IntegrityReport {
  const problems: string[] = [];
  try {
    for (const row of native.pragma(`integrity_check(${maximumProblems})`) as { integrity_check: string }[]) {
      if (row.integrity_check !== 'ok') problems.push(row.integrity_check);
    }
    for (const row of native.pragma('foreign_key_check') as ForeignKeyRow[]) {
      problems.push(
        `A row of ${row.table} (${row.rowid ?? 'no row id'}) points to a row of ${row.parent} that is gone.`,
      );
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  return { ok: problems.length === 0, problems: problems.slice(0, maximumProblems) };
}
