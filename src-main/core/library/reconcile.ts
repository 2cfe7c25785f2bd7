import { isAppError } from '../../../src-shared/domain/app-error.ts';
import { removeLeftFiles } from '../importing/received-files.ts';
import type { EventLog } from '../memory/event-log.ts';
import { closeGapsOfKilledProcess } from './gaps-after-restart.ts';
import { adoptOrphan, inspectDay, type MendingParts, moverOf, putInPlace, removeTemporary } from './mend-day.ts';
import { type DayFolder, listDayFolders } from './picture-files.ts';

export interface ReconcileParts extends MendingParts {
  readonly events: EventLog;
  /** How long it may take; what is left is looked at by the next start. */
  readonly budgetMs: number;
}

export interface ReconcileReport {
  readonly temporaryFilesRemoved: number;
  readonly filesAdopted: number;
  readonly filesQuarantined: number;
  /** Files that were not where the decisions about them want them. */
  readonly filesPlaced: number;
  readonly rowsMissing: number;
  readonly rowsBack: number;
  readonly gapsClosed: number;
  readonly daysChecked: number;
  /** Days that the budget did not reach; the next start goes on there. */
  readonly daysLeft: number;
  readonly durationMs: number;
}

interface Progress {
  /** When the last run that saw every changed folder began. */
  readonly completeAtMs: number;
  /** Days a run out of budget left over. */
  readonly left: readonly string[];
}

const progressKey = 'reconcile';

/** File systems keep times only so exactly, and clocks are set back a little all the time. */
const slackMs = 10 * 60_000;

/**
 * Brings files and rows together after a start. Only days whose folder has changed since the last complete run are
 * looked at (a folder's time moves whenever a file in it appears, vanishes or is renamed), and the newest days
 * always. Stops when its budget is used up and goes on at the next start. `doctor` looks at everything.
 */
export async function reconcile(parts: ReconcileParts): Promise<ReconcileReport> {
  const { database, storage, clock } = parts;
  const startedAtMs = clock.now();
  const startedMonotonic = clock.monotonicMs();
  const isOverBudget = () => clock.monotonicMs() - startedMonotonic > parts.budgetMs;
  const report = {
    temporaryFilesRemoved: 0,
    filesAdopted: 0,
    filesQuarantined: 0,
    filesPlaced: 0,
    rowsMissing: 0,
    rowsBack: 0,
    gapsClosed: 0,
    daysChecked: 0,
    daysLeft: 0,
    durationMs: 0,
  };

  report.temporaryFilesRemoved += await removeLeftFiles(storage.libraryPath, startedAtMs);
  // Files on their way would look like files without a row.
  await moverOf(parts).drain();
  const astray = await database.fileMoves.astray();
  await moverOf(parts).place(astray);
  report.filesPlaced += astray.length;

  const left: string[] = [];
  for (const folder of await suspectFolders(parts)) {
    if (isOverBudget()) {
      left.push(nameOf(folder));
      continue;
    }
    const damage = await inspectDay(parts, folder);
    for (const file of damage.staleTemporary) {
      await removeTemporary(storage.libraryPath, file);
      report.temporaryFilesRemoved += 1;
    }
    await putInPlace(parts, damage.misplaced);
    report.filesPlaced += damage.misplaced.length;
    let isDayWhole = true;
    for (const file of damage.orphans) {
      if (isOverBudget()) {
        isDayWhole = false;
        break;
      }
      const outcome = await adoptOrphan(parts, file);
      if (outcome === 'adopted') report.filesAdopted += 1;
      if (outcome === 'quarantined') report.filesQuarantined += 1;
      if (outcome === 'placed') report.filesPlaced += 1;
    }
    await database.captures.setMissing(
      damage.newlyMissing.map((row) => row.id),
      clock.now(),
    );
    await database.captures.setMissing(
      damage.backAgain.map((row) => row.id),
      null,
    );
    report.rowsMissing += damage.newlyMissing.length;
    report.rowsBack += damage.backAgain.length;
    if (isDayWhole) report.daysChecked += 1;
    else left.push(nameOf(folder));
  }
  // After the files: a picture that was just taken in is the last sign of life of the run that was killed.
  report.gapsClosed = await closeGapsOfKilledProcess(parts);
  const progress: Progress = { completeAtMs: startedAtMs, left };
  await database.bookkeeping.set(progressKey, progress);
  report.daysLeft = left.length;
  report.durationMs = Math.round(clock.monotonicMs() - startedMonotonic);
  await tell(parts.events, report);
  return report;
}

/** Days to look at, newest first: left over from the last run, changed since, newest, or with rows and no folder. */
async function suspectFolders(parts: ReconcileParts): Promise<DayFolder[]> {
  const { database, storage } = parts;
  const progress = readProgress(await database.bookkeeping.get(progressKey));
  const folders = await listDayFolders(storage.libraryPath);
  const left = new Set(progress.left);
  const known = new Set(folders.map((folder) => folder.day));
  const isSuspect = (folder: DayFolder) =>
    left.has(nameOf(folder)) || folder.changedAtMs >= progress.completeAtMs - slackMs;
  const suspects = folders.filter((folder, index) => index < 2 || isSuspect(folder));
  suspects.push(...(await listDayFolders(storage.libraryPath, 'trash')).filter(isSuspect));
  for (const { day } of await database.captures.days({})) {
    if (known.has(day) || (progress.completeAtMs > 0 && (await isKnownToBeGone(parts, day)))) continue;
    suspects.push({ day, folder: `captures/${day.replaceAll('-', '/')}`, changedAtMs: 0 });
  }
  return suspects.sort((one, other) => (one.day < other.day ? 1 : -1));
}

/** A whole day without a folder was marked by an earlier run when its newest row says so. */
async function isKnownToBeGone(parts: ReconcileParts, day: string): Promise<boolean> {
  const { first, last } = await parts.database.captures.dayBounds(day);
  return [first, last].every((capture) => capture === null || capture.missingAt !== null);
}

/** How a folder is remembered: by its day, and in the trash by its path. */
function nameOf({ day, folder }: DayFolder): string {
  return folder.startsWith('trash/') ? folder : day;
}

function readProgress(stored: unknown): Progress {
  const progress = stored as Partial<Progress> | null | undefined;
  return {
    completeAtMs: typeof progress?.completeAtMs === 'number' ? progress.completeAtMs : 0,
    left: Array.isArray(progress?.left) ? progress.left.filter((day) => typeof day === 'string') : [],
  };
}

/** One line in the activity log, and only where there was something to mend. */
async function tell(events: EventLog, report: ReconcileReport): Promise<void> {
  const parts = [
    [report.temporaryFilesRemoved, 'unfinished file removed', 'unfinished files removed'],
    [report.filesAdopted, 'picture taken in', 'pictures taken in'],
    [report.filesQuarantined, 'unreadable file moved to quarantine', 'unreadable files moved to quarantine'],
    [report.filesPlaced, 'file put where it belongs', 'files put where they belong'],
    [report.rowsMissing, 'picture missing its file', 'pictures missing their files'],
    [report.rowsBack, 'missing picture found again', 'missing pictures found again'],
    [report.gapsClosed, 'gap of an interrupted run closed', 'gaps of an interrupted run closed'],
    [report.daysLeft, 'day left for the next start', 'days left for the next start'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  if (said.length === 0) return;
  try {
    await events.saveEvent({
      type: 'status',
      severity: report.rowsMissing > 0 || report.filesQuarantined > 0 ? 'warning' : 'info',
      source: 'system',
      summary: `The library was put in order after the start: ${said.join(', ')}.`,
      details: { ...report },
    });
  } catch (error) {
    // What was mended is mended. A full disk is told of by whoever needs to write next.
    if (!isAppError(error)) throw error;
  }
}
