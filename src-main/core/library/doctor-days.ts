import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import type { LibraryDatabase, StoredFile } from '../../ports/repositories.ts';
import type { DoctorReport, FindingList } from './doctor-findings.ts';
import { checkMode, type DoctorOptions } from './doctor-options.ts';
import { exists, fileMode, folderMode } from './durable-files.ts';
import {
  adoptOrphan,
  type DayDamage,
  inspectDay,
  type MendingParts,
  moverOf,
  putInPlace,
  removeTemporary,
} from './mend-day.ts';
import { type DayFolder, type FoundFile, hashFile, listDayFiles, listDayFolders } from './picture-files.ts';
import { LibraryStorage } from './storage.ts';

/** While somebody captures, files this young may still be on their way into the database. */
const youngMs = 60_000;

interface DayCheck {
  readonly options: DoctorOptions;
  readonly database: LibraryDatabase | undefined;
  readonly storage: LibraryStorage;
  readonly findings: FindingList;
}

/** Every day folder against its rows; without a database only the files themselves. */
export async function checkDays(
  options: DoctorOptions,
  database: LibraryDatabase | undefined,
  findings: FindingList,
): Promise<DoctorReport['checked']> {
  const check: DayCheck = { options, database, storage: new LibraryStorage(options.libraryPath), findings };
  const folders = await listDayFolders(options.libraryPath);
  folders.push(...(await listDayFolders(options.libraryPath, 'trash')));
  if (database) await checkMoves(check, database);
  const withFolder = new Set(
    folders.filter(({ folder }) => folder.startsWith('captures/')).map((folder) => folder.day),
  );
  for (const { day } of (await database?.captures.days({})) ?? []) {
    if (!withFolder.has(day)) folders.push({ day, folder: `captures/${day.replaceAll('-', '/')}`, changedAtMs: 0 });
  }
  const checked = { days: 0, files: 0, bytes: 0, rows: 0 };
  const parents = new Set<string>();
  const days = new Set<string>();
  for (const [index, folder] of folders.entries()) {
    for (const path of [folder.folder, dirname(folder.folder), dirname(dirname(folder.folder))]) {
      if (parents.has(path)) continue;
      parents.add(path);
      await checkMode(options, findings, path, folderMode);
    }
    const counted = await checkDay(check, folder);
    // A day may have pictures in the trash too; of one whose pictures have moved to others only the folder is left.
    if (counted.files > 0 || counted.rows > 0) checked.days = days.add(folder.day).size;
    checked.files += counted.files;
    checked.bytes += counted.bytes;
    checked.rows += counted.rows;
    options.onProgress?.({ foldersDone: index + 1, foldersTotal: folders.length });
  }
  return checked;
}

async function checkDay(check: DayCheck, folder: DayFolder): Promise<{ files: number; bytes: number; rows: number }> {
  const { database, storage, options } = check;
  const damage: DayDamage = database
    ? await inspectDay({ database, storage }, folder)
    : await filesOnly(options.libraryPath, folder);
  for (const file of damage.staleTemporary) await reportTemporary(check, file);
  if (database) {
    for (const file of damage.orphans) await reportOrphan(check, database, file);
    await reportMisplaced(check, database, damage);
    await reportMissing(check, database, damage);
  }
  const rowByPath = new Map(damage.rows.map((row) => [row.filepath, row]));
  let bytes = 0;
  let files = 0;
  for (const file of damage.files) {
    if (file.kind === 'foreign') {
      check.findings.add({
        code: 'foreign_file',
        severity: 'info',
        path: file.filepath,
        message: 'This file is none of Afterimage. It is left alone.',
      });
    }
    if (file.kind !== 'picture') continue;
    files += 1;
    bytes += await checkPicture(check, file, rowByPath.get(file.filepath));
  }
  return { files, bytes, rows: damage.rows.length };
}

async function filesOnly(libraryPath: string, folder: DayFolder): Promise<DayDamage> {
  const files = await listDayFiles(libraryPath, folder);
  const staleTemporary = files.filter((file) => file.kind === 'temporary');
  return { staleTemporary, orphans: [], misplaced: [], newlyMissing: [], backAgain: [], files, rows: [] };
}

/** What waits to be moved is no damage: the next start goes on with it. */
async function checkMoves(check: DayCheck, database: LibraryDatabase): Promise<void> {
  const { options, findings } = check;
  const pending = await database.fileMoves.pending();
  if (pending > 0) {
    if (options.repair) await moverOf(mendingParts(check, database)).drain();
    findings.add({
      code: 'move_unfinished',
      severity: 'info',
      message: 'Files wait to be moved to or from the trash, or to be deleted. The next start does it.',
      repaired: options.repair,
    });
  }
  const astray = await database.fileMoves.astray();
  if (options.repair) await moverOf(mendingParts(check, database)).place(astray);
  for (const id of astray) {
    findings.add({
      code: 'file_misplaced',
      severity: 'warning',
      message: `The file of the picture ${id} is in the wrong folder for what was decided about it. Repair moves it.`,
      repaired: options.repair,
    });
  }
}

async function reportMisplaced(check: DayCheck, database: LibraryDatabase, damage: DayDamage): Promise<void> {
  const { repair } = check.options;
  if (repair) await putInPlace(mendingParts(check, database), damage.misplaced);
  for (const { row, foundAt } of damage.misplaced) {
    check.findings.add({
      code: 'file_misplaced',
      severity: 'warning',
      path: row.filepath,
      message: `The file of this picture is at ${foundAt} instead. Repair puts it where it belongs.`,
      repaired: repair,
    });
  }
}

function mendingParts({ options, storage }: DayCheck, database: LibraryDatabase): MendingParts {
  return { database, storage, codec: options.codec, clock: options.clock };
}

async function reportTemporary(check: DayCheck, file: FoundFile): Promise<void> {
  if (await isYoung(check, file)) return;
  if (check.options.repair) await removeTemporary(check.options.libraryPath, file);
  check.findings.add({
    code: 'temporary_file',
    severity: 'warning',
    path: file.filepath,
    message: 'An interrupted run left this half-written file. Repair removes it.',
    repaired: check.options.repair,
  });
}

async function reportOrphan(check: DayCheck, database: LibraryDatabase, file: FoundFile): Promise<void> {
  if (await isYoung(check, file)) return;
  const { repair } = check.options;
  const row = await database.captures.byId(file.id);
  if (row && row.filepath !== file.filepath) {
    // One whose own file is elsewhere is told of with its row.
    if (!(await exists(join(check.options.libraryPath, row.filepath)))) return;
    if (repair) await adoptOrphan(mendingParts(check, database), file);
    check.findings.add({
      code: 'file_in_two_places',
      severity: 'error',
      path: file.filepath,
      message: `The file of this picture is at ${row.filepath} too. Repair moves this one to quarantine.`,
      repaired: repair,
    });
    return;
  }
  let outcome = 'Repair takes it into the library, or moves it to quarantine where it is no picture.';
  if (repair) {
    const done = await adoptOrphan(mendingParts(check, database), file);
    outcome =
      done === 'adopted' ? 'It was taken into the library.' : 'It is no whole picture and is in quarantine now.';
  }
  check.findings.add({
    code: 'orphan_file',
    severity: 'warning',
    path: file.filepath,
    message: `The database knows nothing of this picture. ${outcome}`,
    repaired: repair,
  });
}

async function reportMissing(check: DayCheck, database: LibraryDatabase, damage: DayDamage): Promise<void> {
  const { repair, clock } = check.options;
  const ids = (rows: readonly StoredFile[]) => rows.map((row) => row.id);
  if (repair && damage.newlyMissing.length > 0)
    await database.captures.setMissing(ids(damage.newlyMissing), clock.now());
  if (repair && damage.backAgain.length > 0) await database.captures.setMissing(ids(damage.backAgain), null);
  for (const row of damage.newlyMissing) {
    check.findings.add({
      code: 'file_missing',
      severity: 'warning',
      path: row.filepath,
      message: 'The file of this picture is gone. Repair marks the picture as missing.',
      repaired: repair,
    });
  }
  for (const row of damage.backAgain) {
    check.findings.add({
      code: 'file_found_again',
      severity: 'warning',
      path: row.filepath,
      message: 'This picture is marked as missing and its file is there. Repair takes the mark away.',
      repaired: repair,
    });
  }
  const back = new Set(ids(damage.backAgain));
  for (const row of damage.rows) {
    if (row.missingAt === null || back.has(row.id)) continue;
    check.findings.add({
      code: 'file_known_missing',
      severity: 'info',
      path: row.filepath,
      message: 'The file of this picture is gone, and the picture is marked so.',
    });
  }
}

/** Size, permissions and content of one picture. Returns its bytes. */
async function checkPicture(check: DayCheck, file: FoundFile, row: StoredFile | undefined): Promise<number> {
  const { options, findings } = check;
  await checkMode(options, findings, file.filepath, fileMode);
  const path = join(options.libraryPath, file.filepath);
  const found = await stat(path).catch(() => null);
  if (!found || !row) return found?.size ?? 0;
  if (found.size !== row.fileSize) {
    findings.add({
      code: 'size_differs',
      severity: 'error',
      path: file.filepath,
      message: `This file has ${found.size} bytes instead of ${row.fileSize}: it was changed or damaged after it was stored.`,
    });
    return found.size;
  }
  if (options.checksums === false) return found.size;
  try {
    if ((await hashFile(path)) !== row.sha256) {
      findings.add({
        code: 'checksum_differs',
        severity: 'error',
        path: file.filepath,
        message: 'This file is not what was stored: it was changed or damaged since.',
      });
    }
  } catch (error) {
    findings.add({
      code: 'file_unreadable',
      severity: 'error',
      path: file.filepath,
      message: `This file cannot be read (${isAppError(error) || error instanceof Error ? error.message : String(error)}).`,
    });
  }
  return found.size;
}

async function isYoung(check: DayCheck, file: FoundFile): Promise<boolean> {
  if (!check.options.isCapturing) return false;
  const found = await stat(join(check.options.libraryPath, file.filepath)).catch(() => null);
  // One that is gone by now was on its way.
  return !found || check.options.clock.now() - found.mtimeMs < youngMs;
}
