import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import { LiveBus } from '../live-bus.ts';
import { EventLog } from '../memory/event-log.ts';
import { checkDays } from './doctor-days.ts';
import { type DoctorReport, type FindingCode, FindingList } from './doctor-findings.ts';
import { checkIncoming } from './doctor-incoming.ts';
import { checkMode, type DoctorOptions } from './doctor-options.ts';
import { ensureFolder, exists, fileMode, folderMode } from './durable-files.ts';
import { closeGapsOfKilledProcess } from './gaps-after-restart.ts';
import { libraryFolders, libraryMarkerExists, markerFileName, readMarker, writeMarker } from './marker.ts';

/**
 * Looks a whole library over: marker, permissions, database, counts, and every file against its row. Changes nothing
 * unless asked to repair; hold the capture lock while repairing. A library in ruins is a report, not an error.
 */
export async function runDoctor(options: DoctorOptions): Promise<DoctorReport> {
  const findings = new FindingList();
  const nothing = { days: 0, files: 0, bytes: 0, rows: 0 };
  if (!(await checkFolder(options, findings))) return findings.report(nothing);
  const database = await checkDatabase(options, findings);
  try {
    const checked = await checkDays(options, database, findings);
    await checkIncoming(options, database, findings);
    const report = findings.report(checked);
    if (database && options.repair) await noteRepair(options, database, report);
    return report;
  } finally {
    await database?.close();
  }
}

/** What was mended stays to be seen in the activity log. */
async function noteRepair({ clock }: DoctorOptions, database: LibraryDatabase, report: DoctorReport): Promise<void> {
  const mended = report.findings.filter((finding) => finding.repaired);
  if (mended.length === 0) return;
  const counts: Partial<Record<FindingCode, number>> = {};
  for (const { code } of mended) counts[code] = (counts[code] ?? 0) + 1;
  // Nobody listens in a run that only mends.
  await new EventLog(database.events, new LiveBus(), clock).saveEvent({
    type: 'action',
    severity: 'info',
    source: 'user',
    summary: `The library was repaired: ${mended.length === 1 ? '1 finding was' : `${mended.length.toLocaleString('en')} findings were`} mended.`,
    details: counts,
  });
}

/** Marker, folders and their permissions. False where there is no library to look at. */
async function checkFolder(options: DoctorOptions, findings: FindingList): Promise<boolean> {
  const { libraryPath, repair } = options;
  const isThere = await stat(libraryPath).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isThere || !(await libraryMarkerExists(libraryPath))) {
    const hasDatabase = isThere && (await exists(join(libraryPath, 'afterimage.db')));
    if (hasDatabase && repair) await writeMarker(libraryPath);
    findings.add({
      code: 'marker_missing',
      severity: 'error',
      path: markerFileName,
      message: hasDatabase
        ? 'The marker of the library is gone, its database is there. Repair writes a new marker.'
        : `There is no library at ${libraryPath}. Is its drive connected?`,
      repaired: hasDatabase && repair,
    });
    if (!hasDatabase) return false;
  } else if (!(await readMarker(libraryPath))) {
    if (repair) await writeMarker(libraryPath);
    findings.add({
      code: 'marker_unreadable',
      severity: 'warning',
      path: markerFileName,
      message: 'The marker of the library cannot be read. Repair writes a new one.',
      repaired: repair,
    });
  }
  await checkMode(options, findings, '', folderMode);
  for (const folder of libraryFolders) {
    if (!(await exists(join(libraryPath, folder)))) {
      if (repair) await ensureFolder(join(libraryPath, folder));
      findings.add({
        code: 'folder_missing',
        severity: 'warning',
        path: folder,
        message: `The folder ${folder} is gone. Repair makes it again.`,
        repaired: repair,
      });
    }
    await checkMode(options, findings, folder, folderMode);
  }
  for (const file of [markerFileName, 'afterimage.db', 'afterimage.db-wal', 'afterimage.db-shm']) {
    await checkMode(options, findings, file, fileMode);
  }
  return true;
}

export type { DoctorOptions } from './doctor-options.ts';

const codeByError: Readonly<Record<string, FindingCode>> = {
  DATABASE_CORRUPT: 'database_corrupt',
  DATABASE_TOO_NEW: 'database_too_new',
};

/** The database, its counts and its gaps; undefined where it cannot be used. */
async function checkDatabase(options: DoctorOptions, findings: FindingList): Promise<LibraryDatabase | undefined> {
  if (!(await exists(join(options.libraryPath, 'afterimage.db')))) {
    findings.add({
      code: 'database_missing',
      severity: 'error',
      path: 'afterimage.db',
      message: 'The database is gone. Restore a backup, or start Afterimage to make a new one from the pictures.',
    });
    return undefined;
  }
  let database: LibraryDatabase | undefined;
  try {
    database = await options.openDatabase(options.repair ? 'read-write' : 'read-only');
    const integrity = await database.integrity();
    for (const message of integrity.problems) findings.add({ code: 'integrity', severity: 'error', message });
    if (database.revision.pending > 0) {
      findings.add({
        code: 'migrations_pending',
        severity: 'info',
        message:
          database.revision.pending === 1
            ? 'One change of the database waits for the next start.'
            : `${database.revision.pending} changes of the database wait for the next start.`,
      });
      // Its tables are not those this app knows yet.
      await database.close();
      return undefined;
    }
    if (!integrity.ok) {
      // Whatever is written into a damaged database may make it worse.
      await database.close();
      return undefined;
    }
    await checkCounts(options, database, findings);
    await checkOpenGaps(options, database, findings);
    return database;
  } catch (error) {
    await database?.close();
    if (!isAppError(error)) throw error;
    findings.add({
      code: codeByError[error.code] ?? 'database_unavailable',
      severity: 'error',
      path: 'afterimage.db',
      message: error.code === 'DATABASE_CORRUPT' ? await corruptSentence(options.libraryPath) : error.message,
    });
    return undefined;
  }
}

/** What can be done about it, here where “run doctor” would lead in a circle. */
async function corruptSentence(libraryPath: string): Promise<string> {
  const names = await readdir(join(libraryPath, 'backups')).catch(() => []);
  return names.some((name) => name.endsWith('.db'))
    ? 'The database of the library is damaged. “afterimage serve” offers to restore a backup.'
    : 'The database of the library is damaged, and there is no backup. Move afterimage.db away: the next start takes the pictures in again.';
}

async function checkCounts(options: DoctorOptions, database: LibraryDatabase, findings: FindingList): Promise<void> {
  const differences = await database.captures.countDifferences();
  if (differences.length > 0 && options.repair) await database.captures.recount();
  for (const { day, displayId, captures, bytes } of differences) {
    findings.add({
      code: 'counts_differ',
      severity: 'warning',
      message: `${day}, ${displayId ?? 'no display'}: ${captures.kept} captures and ${bytes.kept} bytes are noted, ${captures.counted} and ${bytes.counted} are there.`,
      repaired: options.repair,
    });
  }
}

async function checkOpenGaps(options: DoctorOptions, database: LibraryDatabase, findings: FindingList): Promise<void> {
  if (options.isCapturing) return;
  const open = await database.gaps.stillOpen();
  if (open.length === 0) return;
  if (options.repair) await closeGapsOfKilledProcess({ database, clock: options.clock });
  for (const gap of open) {
    findings.add({
      code: 'gap_open',
      severity: 'warning',
      message: `A gap (${gap.reason}) has no end and nothing captures: an earlier run was interrupted.`,
      repaired: options.repair,
    });
  }
}
