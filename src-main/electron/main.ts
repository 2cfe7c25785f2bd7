import { mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  app,
  BrowserWindow,
  desktopCapturer,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  systemPreferences,
  Tray,
} from 'electron';
import { reportToStandardError } from '../api/typed-errors.ts';
import { ApiSwitch } from '../hosts/api-switch.ts';
import { createSession } from '../hosts/compose.ts';
import { readEnvironment } from '../hosts/environment.ts';
import { RunningInstances } from '../hosts/running-instances.ts';
import { findAppPaths } from './app-paths.ts';
import { startDesktopApp } from './desktop-app.ts';
import type { ElectronModule } from './electron-module.ts';

const electron = {
  app,
  BrowserWindow,
  desktopCapturer,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  Notification,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  systemPreferences,
  Tray,
} satisfies ElectronModule;

const environment = readEnvironment();

// The browser's own files lie beside our configuration, so that two configurations are two instances.
const browserFolder = path.join(environment.configFolder, 'browser');
mkdirSync(browserFolder, { recursive: true, mode: 0o700 });
app.setPath('userData', browserFolder);

const report = (problem: unknown): void => reportToStandardError('The desktop app met a problem', problem);

// Not awaited: Electron becomes ready only after this module has run to its end.
startDesktopApp({
  electron,
  platform: process.platform,
  argv: process.argv,
  workingFolder: process.cwd(),
  paths: findAppPaths(),
  wayland: environment.wayland,
  appImagePath: environment.appImagePath,
  openSession: ({ shell: desktopShell, power, permission, candidates, libraryPath }) =>
    createSession({
      libraryPath,
      host: 'electron',
      capture: true,
      shell: desktopShell,
      fallbackCandidates: candidates,
      power,
      permission,
    }),
  offerApi: (openedSession) =>
    new ApiSwitch({
      session: openedSession,
      instances: new RunningInstances(environment.configFolder, report),
      report: reportToStandardError,
    }),
  report,
}).catch((problem: unknown) => {
  report(problem);
  app.exit(1);
});
