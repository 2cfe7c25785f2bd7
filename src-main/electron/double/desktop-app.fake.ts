import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { vi } from 'vitest';
import type { Contract } from '../../../src-shared/contract/index.ts';
import type { CaptureOverride } from '../../core/capture/capture-dependencies.ts';
import type { Session } from '../../core/session.ts';
import { ApiSwitch } from '../../hosts/api-switch.ts';
import { createSession, type SessionOptions } from '../../hosts/compose.ts';
import { RunningInstances } from '../../hosts/running-instances.ts';
import { startDesktopApp } from '../desktop-app.ts';
import { ElectronDouble, type ElectronDoubleOptions } from './electron-double.fake.ts';
import { DoublePort } from './window-double.fake.ts';

export interface DesktopAppUnderTest {
  readonly double: ElectronDouble;
  readonly folder: string;
  readonly libraryPath: string;
  readonly reported: unknown[];
  /** The session the app opened; undefined where it opened none. */
  readonly session: () => Session | undefined;
  readonly openedSessions: () => number;
  /** False when another instance was shown instead. */
  readonly started: boolean;
  /** Calls the core as the window does. */
  connect(): ContractRouterClient<Contract>;
  /** Quits and waits until the app is gone. */
  quit(): Promise<void>;
}

export interface DesktopAppSetUp extends ElectronDoubleOptions {
  readonly platform?: NodeJS.Platform;
  readonly argv?: readonly string[];
  readonly override?: CaptureOverride;
  readonly extraCandidates?: SessionOptions['extraCandidates'];
  /** The built window; without it a page that only has a title. */
  readonly windowFolder?: string;
  /** Runs before the app starts, for instance to put something in the library's place. */
  readonly prepare?: (libraryPath: string, double: ElectronDouble) => Promise<void>;
}

/**
 * The whole desktop app in a folder of its own: Electron is the double, and everything below it is real. The test
 * takes back the environment it sets (`vi.unstubAllEnvs`).
 */
export async function startAppUnderTest(setUp: DesktopAppSetUp = {}): Promise<DesktopAppUnderTest> {
  const folder = await mkdtemp(path.join(tmpdir(), 'afterimage-desktop-'));
  const libraryPath = path.join(folder, 'library');
  const windowFolder = path.join(folder, 'window');
  await mkdir(path.join(windowFolder, 'assets'), { recursive: true });
  await writeFile(path.join(windowFolder, 'index.html'), '<!doctype html><title>Afterimage</title>');
  await writeFile(path.join(windowFolder, 'assets', 'app.js'), 'export {};');
  await writeFile(path.join(folder, 'secret.txt'), 'not for the window');
  vi.stubEnv('AFTERIMAGE_CONFIG_DIR', path.join(folder, 'config'));
  const double = new ElectronDouble({ appDataFolder: path.join(folder, 'settings'), ...setUp });
  await setUp.prepare?.(libraryPath, double);
  const reported: unknown[] = [];
  const sessions: Session[] = [];
  const started = await startDesktopApp({
    electron: double.module(),
    platform: setUp.platform ?? 'linux',
    argv: setUp.argv ?? ['electron', '.', `--library=${libraryPath}`],
    workingFolder: folder,
    paths: {
      root: folder,
      windowFolder: setUp.windowFolder ?? windowFolder,
      preload: path.join(folder, 'preload.cjs'),
      resource: (name) => path.join('resources', name),
    },
    wayland: false,
    appImagePath: undefined,
    report: (problem) => void reported.push(problem),
    offerApi: (session) =>
      new ApiSwitch({
        session,
        instances: new RunningInstances(path.join(folder, 'config'), (sentence) => void reported.push(sentence)),
        report: (_summary, problem) => void reported.push(problem),
      }),
    openSession: async (surroundings) => {
      const session = await createSession({
        libraryPath: surroundings.libraryPath,
        host: 'electron',
        capture: true,
        shell: surroundings.shell,
        power: surroundings.power,
        permission: surroundings.permission,
        extraCandidates: setUp.extraCandidates,
        override: setUp.override ?? { source: 'demo' },
        report: (_summary, problem) => void reported.push(problem),
      });
      sessions.push(session);
      return session;
    },
  });
  return {
    double,
    folder,
    libraryPath,
    reported,
    started,
    session: () => sessions.at(-1),
    openedSessions: () => sessions.length,
    connect: () => {
      const [page, main] = DoublePort.pair();
      page.start();
      double.handOver(main, {});
      return createORPCClient(new RPCLink({ port: page }));
    },
    quit: async () => {
      if (double.app.hasQuit) return;
      const gone = new Promise<void>((resolve) => double.app.once('quit', () => resolve()));
      double.app.quit();
      await gone;
    },
  };
}

/** Ends what `startAppUnderTest` began and removes its folder. */
export async function endAppUnderTest(app: DesktopAppUnderTest | undefined): Promise<void> {
  if (!app) return;
  if (app.started) await app.quit();
  await rm(app.folder, { recursive: true, force: true });
}
