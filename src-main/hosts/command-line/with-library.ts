import { AppError, type ErrorCode } from '../../../src-shared/domain/app-error.ts';
import type { OpenedLibrary } from '../assemble-library.ts';
import { createSession, findLibrary, type SessionOptions } from '../compose.ts';
import type { LibrarySession } from '../library-session.ts';
import { createPlainShell } from '../plain-shell.ts';
import { type Output, warnOfProblem } from './output.ts';

/**
 * Opens the library, works on it and closes it again whatever happens. A library that does not open is an error here:
 * the command line has nobody to offer a choice to.
 */
export async function withLibrary<Result>(
  output: Output,
  options: Omit<SessionOptions, 'host' | 'shell' | 'report'>,
  work: (opened: OpenedLibrary, session: LibrarySession) => Promise<Result>,
): Promise<Result> {
  const session = await createSession({
    ...options,
    host: 'cli',
    shell: createPlainShell(),
    report: warnOfProblem(output),
  });
  try {
    const found = session.openedOrProblem();
    if ('problem' in found) {
      if (found.problem.code === 'LIBRARY_MISSING' && options.create === false) {
        await explainNewLibrary(options.libraryPath);
      }
      throw new AppError(found.problem.code as ErrorCode, found.problem.message);
    }
    return await work(found.opened, session);
  } finally {
    await session.close();
  }
}

/** Who has no library yet has no drive to connect, but something to do first. */
async function explainNewLibrary(named: string | undefined): Promise<void> {
  const { path, remembered } = await findLibrary(named);
  if (remembered) return;
  const makers = '“afterimage capture --once” makes one, and so does “afterimage import PATH”.';
  throw new AppError('LIBRARY_MISSING', `There is no library at ${path} yet: ${makers}`, { details: { path } });
}
