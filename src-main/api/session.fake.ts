import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidV7 } from 'uuid';
import { owner, type Scope } from '../../src-shared/domain/access.ts';
import type { CaptureOverride } from '../core/capture/capture-dependencies.ts';
import { createSession } from '../hosts/compose.ts';
import { readEnvironment } from '../hosts/environment.ts';
import type { LibrarySession } from '../hosts/library-session.ts';
import { createPlainShell } from '../hosts/plain-shell.ts';
import type { SignedCapture } from '../ports/repositories.ts';

/** A real session on a library of its own in a temporary folder. Only its pictures are drawn. */
export interface DemoSession {
  readonly session: LibrarySession;
  /** Holds the library and whatever else a test puts there. */
  readonly folder: string;
  readonly libraryPath: string;
  /** What was reported to the log. */
  readonly reports: string[];
  dispose(): Promise<void>;
}

/** Nothing is captured until a test says so, unless `override` does. */
export async function openDemoSession(
  options: { capture?: boolean; override?: CaptureOverride; folder?: string } = {},
): Promise<DemoSession> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'afterimage-test-')));
  const libraryPath = join(folder, 'library');
  const reports: string[] = [];
  const session = await createSession({
    libraryPath,
    host: 'serve',
    capture: options.capture ?? true,
    shell: createPlainShell(),
    override: { source: 'demo', ...options.override },
    environment: readEnvironment({ HOME: folder, AFTERIMAGE_CONFIG_DIR: join(folder, 'config'), CI: '1' }, 'linux'),
    report: (summary, error) => reports.push(`${summary}: ${error instanceof Error ? error.message : error}`),
  });
  return {
    session,
    folder,
    libraryPath,
    reports,
    dispose: async () => {
      await session.close();
      if (!options.folder) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Captures once, whatever the interval, and returns when the rows are written. */
export async function captureOnce({ session }: DemoSession): Promise<string[]> {
  const { capture } = session.library();
  await capture.consent(true);
  const tick = await capture.now();
  return tick.displays.map((each) => each.captureId).filter((id) => id !== null);
}

/**
 * The same picture once more, with a file and a row of its own and no signature yet; `given` makes it another one, such
 * as an imported one. Returns its id.
 */
export async function copyCapture(
  { session, libraryPath }: DemoSession,
  captureId: string,
  given: Partial<SignedCapture> = {},
): Promise<string> {
  const found = session.openedOrProblem();
  if ('problem' in found) throw new Error(found.problem.message);
  const { database, timeline } = found.opened;
  const original = await timeline.get(captureId);
  const id = uuidV7();
  const filepath = original.filepath.replace(original.id, id);
  await copyFile(join(libraryPath, original.filepath), join(libraryPath, filepath));
  await database.captures.insert([{ ...original, ...given, id, filepath }]);
  return id;
}

/** The token of a program that may do what these scopes allow. */
export async function createToken({ session }: DemoSession, scopes: readonly Scope[]): Promise<string> {
  const { token } = await session
    .library()
    .access.createToken({ name: `Program ${scopes.join(' ')}`, scopes: [...scopes] }, owner);
  return token;
}
