import { AppError, type ErrorCode } from '../../../src-shared/domain/app-error.ts';
import { createSession, type SessionOptions } from '../compose.ts';
import type { LibrarySession } from '../library-session.ts';
import type { OpenedLibrary } from '../open-library.ts';
import { createPlainShell } from '../plain-shell.ts';

/**
 * Opens the library, works on it and closes it again whatever happens. A library that does not open is an error here:
 * the command line has nobody to offer a choice to.
 */
export async function withLibrary<Result>(
  options: Omit<SessionOptions, 'host' | 'shell'>,
  work: (opened: OpenedLibrary, session: LibrarySession) => Promise<Result>,
): Promise<Result> {
  const session = await createSession({ ...options, host: 'cli', shell: createPlainShell() });
  try {
    const found = session.openedOrProblem();
    if ('problem' in found) throw new AppError(found.problem.code as ErrorCode, found.problem.message);
    return await work(found.opened, session);
  } finally {
    await session.close();
  }
}
