import type { HostName } from '../../src-shared/domain/vocabulary.ts';
import { createSharpCodec } from '../adapters/image/sharp-codec.ts';
import { screenSourceCandidates } from '../adapters/screen/candidates.ts';
import { createActiveWindow } from '../adapters/system/active-window.ts';
import { createDisk } from '../adapters/system/disk.ts';
import { createPermission } from '../adapters/system/permission.ts';
import { createPower } from '../adapters/system/power.ts';
import { createSystemClock } from '../adapters/system/system-clock.ts';
import { type ReportProblem, reportToStandardError } from '../api/typed-errors.ts';
import type { CaptureOverride } from '../core/capture/capture-dependencies.ts';
import { LiveBus } from '../core/live-bus.ts';
import type { DesktopShell } from '../ports/desktop-shell.ts';
import type { ScreenSourceCandidate } from '../ports/screen-source.ts';
import type { ActiveWindow, CapturePermission, Power } from '../ports/surroundings.ts';
import { appVersion } from './application-folder.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { LibraryMemory } from './library-memory.ts';
import { LibrarySession } from './library-session.ts';

export interface SessionOptions {
  /** The library to open; without it the remembered one, or else the one in the user-data folder. */
  readonly libraryPath?: string;
  /** False never makes a library. Otherwise a new or empty folder becomes one, unless it was one before. */
  readonly create?: boolean;
  /** True for one that is gone when this ends: it is not remembered. */
  readonly passing?: boolean;
  readonly host: HostName;
  /** False only looks on. */
  readonly capture: boolean;
  readonly shell: DesktopShell;
  /** Screen sources to try before the usual ones. */
  readonly extraCandidates?: readonly ScreenSourceCandidate[];
  /** Screen sources to try after the usual ones and before the demo. */
  readonly fallbackCandidates?: readonly ScreenSourceCandidate[];
  readonly power?: Power;
  readonly permission?: CapturePermission;
  readonly activeWindow?: ActiveWindow;
  readonly override?: CaptureOverride;
  readonly report?: ReportProblem;
  /** What the process was started with, unless told otherwise. */
  readonly environment?: Environment;
}

/**
 * Puts core and adapters together and opens the library. It always answers: a library that cannot be opened is told
 * by `libraryStatus()`, with what can be done.
 */
export async function createSession(options: SessionOptions): Promise<LibrarySession> {
  const environment = options.environment ?? readEnvironment();
  const memory = new LibraryMemory(environment.configFolder);
  const choice = await memory.choose(options.libraryPath, environment.defaultLibraryPath);
  const named = options.libraryPath !== undefined;
  const session = new LibrarySession(choice.path, {
    appInfo: {
      version: appVersion(),
      host: options.host,
      platform: process.platform,
      capabilities: options.shell.capabilities,
    },
    shell: options.shell,
    parts: {
      live: new LiveBus(),
      clock: createSystemClock(),
      codec: createSharpCodec(),
      disk: createDisk(),
      activeWindow: options.activeWindow ?? createActiveWindow(),
      power: options.power ?? createPower(),
      permission: options.permission ?? createPermission(),
      candidates: candidatesFor(options, environment),
      host: options.host,
      versions: { app: appVersion(), platform: process.platform, runtime: runtimeVersion() },
      capture: options.capture,
      override: options.override,
      report: options.report ?? reportToStandardError,
    },
    remember: async (path, chosen) => {
      if (!options.passing) await memory.note(path, chosen || !named);
    },
  });
  await session.open(options.create !== false && choice.create);
  return session;
}

function runtimeVersion(): string {
  const { electron, node } = process.versions;
  return electron ? `electron ${electron}` : `node ${node}`;
}

/** The demo always works, so it must come last. */
function candidatesFor(options: SessionOptions, environment: Environment): readonly ScreenSourceCandidate[] {
  const usual = screenSourceCandidates(environment);
  return [
    ...(options.extraCandidates ?? []),
    ...usual.filter((candidate) => candidate.name !== 'demo'),
    ...(options.fallbackCandidates ?? []),
    ...usual.filter((candidate) => candidate.name === 'demo'),
  ];
}

/** The library that a command line is about, and whether it was one before. */
export async function findLibrary(named: string | undefined): Promise<{ path: string; remembered: boolean }> {
  const environment = readEnvironment();
  const choice = await new LibraryMemory(environment.configFolder).choose(named, environment.defaultLibraryPath);
  return { path: choice.path, remembered: !choice.create };
}

/** The path of the library that a command line without further ado is about. */
export async function chosenLibraryPath(named: string | undefined): Promise<string> {
  return (await findLibrary(named)).path;
}
