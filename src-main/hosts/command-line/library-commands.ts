import { AppError } from '../../../src-shared/domain/app-error.ts';
import { createSharpCodec } from '../../adapters/image/sharp-codec.ts';
import { createSystemClock } from '../../adapters/system/system-clock.ts';
import { runDoctor } from '../../core/library/doctor.ts';
import type { DoctorReport } from '../../core/library/doctor-findings.ts';
import { libraryMarkerExists } from '../../core/library/marker.ts';
import { acquireCaptureLock, readHolder } from '../../db/capture-lock.ts';
import { inspectRevision, openLibraryDatabase } from '../../db/open.ts';
import { chosenLibraryPath } from '../compose.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import { facts, table } from './table.ts';
import { withLibrary } from './with-library.ts';
import { bytesText, countText } from './words.ts';

/** `afterimage migrate [--status]` */
export async function runMigrate(
  { libraryPath, output }: CommandContext,
  options: { status?: boolean },
): Promise<number> {
  const path = await existingLibrary(libraryPath);
  const before = await inspectRevision(path);
  if (options.status || before.pending === 0) {
    output.document({ libraryPath: path, ...before, applied: 0 });
    output.print(
      facts([
        ['Library', path],
        ['Revision', before.current ?? 'none'],
        ['Newest known', before.latest],
        ['Pending', String(before.pending)],
      ]),
    );
    return exitCodes.done;
  }
  return withLibrary(output, { libraryPath, create: false, capture: false }, async ({ database }) => {
    const { revision } = database;
    if (revision.pending > 0) {
      throw new AppError('LIBRARY_BUSY', 'Another Afterimage captures into this library: end it, then migrate.');
    }
    output.document({ libraryPath: path, ...revision, applied: before.pending });
    output.print(`Applied ${before.pending} of the migrations. The database has revision ${revision.current}.`);
    return exitCodes.done;
  });
}

async function existingLibrary(named: string | undefined): Promise<string> {
  const path = await chosenLibraryPath(named);
  if (!(await libraryMarkerExists(path))) {
    throw new AppError('LIBRARY_MISSING', `There is no library at ${path}.`, { details: { path } });
  }
  return path;
}

/** `afterimage doctor [--repair]`: 0 when nothing is left to mend, 1 when something is. */
export async function runDoctorCommand(
  { libraryPath, output }: CommandContext,
  options: { repair?: boolean },
): Promise<number> {
  const path = await chosenLibraryPath(libraryPath);
  const repair = options.repair === true;
  const clock = createSystemClock();
  const lock = repair && (await libraryMarkerExists(path)) ? await acquireCaptureLock(path, 'cli') : undefined;
  try {
    const report = await runDoctor({
      libraryPath: path,
      repair,
      checksums: true,
      isCapturing: lock === undefined && (await readHolder(path)) !== null,
      openDatabase: (mode) => openLibraryDatabase({ libraryPath: path, mode, migrate: false, clock }),
      codec: createSharpCodec(),
      clock,
      onProgress: progressLine(output),
    });
    output.document({ libraryPath: path, repair, ...report });
    printReport(path, report, repair, output);
    return report.clean ? exitCodes.done : exitCodes.failed;
  } finally {
    lock?.release();
  }
}

const printedFindings = 100;

function printReport(path: string, report: DoctorReport, repair: boolean, output: Output): void {
  const { findings, checked } = report;
  output.print(
    `Looked at ${path}: ${countText(checked.rows, 'row')} and ${countText(checked.files, 'file')} (${bytesText(checked.bytes)}) on ${countText(checked.days, 'day')}.`,
  );
  if (findings.length > 0) {
    output.print(
      table(
        ['Severity', 'Code', repair ? 'Repaired' : 'Where', 'What'],
        findings
          .slice(0, printedFindings)
          .map((each) => [
            each.severity,
            each.code,
            repair ? (each.repaired ? 'yes' : 'no') : (each.path ?? '–'),
            each.message,
          ]),
      ),
    );
  }
  if (findings.length > printedFindings) output.print(`… and ${findings.length - printedFindings} more (see --json).`);
  if (report.clean) output.print(findings.length === 0 ? 'Nothing is wrong.' : 'Nothing is left to repair.');
  else if (!repair) output.print('Nothing was changed. “afterimage doctor --repair” mends what can be mended.');
}

/** One line that counts the days, where a person watches. */
function progressLine(output: Output): (progress: { foldersDone: number; foldersTotal: number }) => void {
  if (output.json || !process.stderr.isTTY) return () => {};
  return ({ foldersDone, foldersTotal }) => {
    process.stderr.write(
      `\r${foldersDone} of ${countText(foldersTotal, 'folder')}${foldersDone === foldersTotal ? '\n' : ''}`,
    );
  };
}
