import { createMediaHandler } from '../api/media.ts';
import type { ServedPort } from '../api/message-port-host.ts';
import { serveMessagePort } from '../api/message-port-host.ts';
import type { OpenLibrary, Session } from '../core/session.ts';
import type { DesktopShell } from '../ports/desktop-shell.ts';
import type { ScreenSourceCandidate } from '../ports/screen-source.ts';
import type { CapturePermission, Power } from '../ports/surroundings.ts';
import { setApplicationMenu } from './app-menu.ts';
import type { AppPaths } from './app-paths.ts';
import { desktopCapturerCandidate } from './desktop-capturer-source.ts';
import { createDesktopShell } from './desktop-shell.ts';
import type { ElectronModule } from './electron-module.ts';
import { createLoginItem } from './login-item.ts';
import { acceptPorts } from './message-ports.ts';
import { createElectronPermission } from './permission-adapter.ts';
import { createElectronPower } from './power-adapter.ts';
import { createProtocolHandler, registerScheme } from './protocol.ts';
import { OrderlyQuit } from './quit.ts';
import { appScheme, lockSession, lockWebContents } from './security.ts';
import { readStartOptions } from './start-options.ts';
import { AppTray } from './tray.ts';
import { type TrayAction, type TrayView, trayView } from './tray-menu.ts';
import { MainWindow } from './windows.ts';

/** What the desktop gives the core. */
export interface DesktopSurroundings {
  readonly shell: DesktopShell;
  readonly power: Power;
  readonly permission: CapturePermission;
  readonly candidates: readonly ScreenSourceCandidate[];
  /** The library named on the command line; undefined for the usual one. */
  readonly libraryPath: string | undefined;
}

export interface DesktopAppOptions {
  readonly electron: ElectronModule;
  readonly platform: NodeJS.Platform;
  readonly argv: readonly string[];
  readonly workingFolder: string;
  readonly paths: AppPaths;
  readonly wayland: boolean;
  readonly appImagePath: string | undefined;
  readonly openSession: (surroundings: DesktopSurroundings) => Promise<Session>;
  /** Answers other programs as the settings say, until it is closed. */
  readonly offerApi: (session: Session) => { close(): Promise<void> };
  readonly report: (problem: unknown) => void;
}

/** The `appId` that the installers are built with. */
const appUserModelId = 'app.afterimage.desktop';

/**
 * Starts the desktop app, or hands over to the one that runs already. Must be called before Electron is ready. Returns
 * when the app stands, with a session or without one; false when another instance has been shown instead.
 */
export async function startDesktopApp(options: DesktopAppOptions): Promise<boolean> {
  const { app, protocol } = options.electron;
  // Before anything: a second instance must not so much as look at the library.
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return false;
  }
  // Windows shows notifications only of a program that it knows by the id of its shortcut.
  if (options.platform === 'win32') app.setAppUserModelId(appUserModelId);
  app.enableSandbox();
  lockWebContents(app);
  registerScheme(protocol);
  await new DesktopApp(options).start();
  return true;
}

/** The activity log with what waits. */
const alertsPath = '/activity?resolved=false';

class DesktopApp {
  readonly #options: DesktopAppOptions;
  readonly #electron: ElectronModule;
  readonly #window: MainWindow;
  readonly #quit: OrderlyQuit;
  readonly #closing = new AbortController();
  readonly #sessionOpened = Promise.withResolvers<Session>();
  #openingSession = false;
  #session: Session | undefined;
  #api: { close(): Promise<void> } | undefined;
  #waitingAlerts = 0;
  #tray: AppTray | undefined;

  constructor(options: DesktopAppOptions) {
    this.#options = options;
    this.#electron = options.electron;
    // Whoever waits for the session handles its failure; with nobody waiting it is no crash.
    this.#sessionOpened.promise.catch(() => undefined);
    const { app } = options.electron;
    this.#quit = new OrderlyQuit({ app, close: () => this.#close(), report: options.report });
    this.#window = new MainWindow({
      electron: options.electron,
      preloadPath: options.paths.preload,
      iconPath: options.paths.resource('icons/256x256.png'),
      onSessionEnd: () => app.quit(),
      report: options.report,
    });
    app.on('second-instance', () => this.#show());
    app.on('activate', () => this.#show());
    app.on('window-all-closed', () => {
      if (!this.#keepsRunning()) app.quit();
    });
  }

  async start(): Promise<void> {
    const { electron, platform, argv, workingFolder, paths } = this.#options;
    const start = readStartOptions(argv, workingFolder);
    await electron.app.whenReady();
    if (this.#quit.quitting()) return;

    setApplicationMenu(electron.Menu, platform);
    lockSession(electron.session.defaultSession);
    electron.protocol.handle(
      appScheme,
      createProtocolHandler({
        windowFolder: paths.windowFolder,
        media: async (request) => createMediaHandler(await this.#sessionOpened.promise)(request),
      }),
    );
    acceptPorts(electron.ipcMain, {
      isOurs: (contents) => this.#window.isOurs(contents),
      serve: (port) => void this.#serve(port),
      refused: (reason) => this.#options.report(new Error(`A port was refused. ${reason}`)),
    });
    electron.powerMonitor.on('shutdown', () => electron.app.quit());

    const launchedAtLogin = platform === 'darwin' && electron.app.getLoginItemSettings().wasOpenedAtLogin;
    if (!start.hidden && !launchedAtLogin) this.#window.show();
    this.#makeTray();
    if (this.#quit.quitting()) return;
    await this.#openSession(start.libraryPath);
  }

  async #openSession(libraryPath: string | undefined): Promise<void> {
    const { electron, platform, paths, wayland, appImagePath } = this.#options;
    this.#openingSession = true;
    const permission = createElectronPermission(electron, platform);
    const loginItem = createLoginItem({ app: electron.app, platform, appRoot: paths.root, appImagePath });
    try {
      const session = await this.#options.openSession({
        shell: createDesktopShell({
          electron,
          platform,
          loginItem,
          iconPath: paths.resource('icons/256x256.png'),
          onNotificationClick: () => this.#show(alertsPath),
          onBadge: (count) => {
            this.#waitingAlerts = count;
            this.#refreshTray();
          },
        }),
        power: createElectronPower({ powerMonitor: electron.powerMonitor, platform }),
        permission,
        candidates: [desktopCapturerCandidate({ electron, platform, permission, wayland })],
        libraryPath,
      });
      this.#session = session;
      session.live.subscribe((message) => {
        if (message.type === 'capture-status' || message.type === 'library-changed') this.#refreshTray();
      });
      this.#api = this.#options.offerApi(session);
      this.#sessionOpened.resolve(session);
      this.#refreshTray();
    } catch (problem) {
      // A library that does not open gives a session that says so. Here the app itself has failed.
      this.#options.report(problem);
      this.#sessionOpened.reject(problem);
      electron.dialog.showErrorBox('Afterimage could not start', messageOf(problem));
      electron.app.quit();
    }
  }

  async #serve(port: ServedPort & { close(): void }): Promise<void> {
    try {
      serveMessagePort(await this.#sessionOpened.promise, port, { closing: this.#closing.signal });
    } catch (problem) {
      this.#options.report(problem);
      port.close();
    }
  }

  #show(path?: string): void {
    // Windows can be made from here on only; the window is shown at the start anyway.
    if (this.#electron.app.isReady() && !this.#quit.quitting()) this.#window.show(path);
  }

  #library(): OpenLibrary | undefined {
    try {
      return this.#session?.library();
    } catch {
      return undefined;
    }
  }

  /** Without an open library nothing would go on, and nobody would know. */
  #keepsRunning(): boolean {
    return this.#library()?.preferences.current().closeToTray ?? false;
  }

  #makeTray(): void {
    const { electron, platform, paths } = this.#options;
    try {
      this.#tray = new AppTray(
        { electron, platform, resource: paths.resource, onAction: (action) => void this.#act(action) },
        this.#trayView(),
      );
    } catch (problem) {
      // Everything in the tray is in the window too.
      this.#options.report(problem);
    }
  }

  #trayView(): TrayView {
    return trayView({
      status: this.#library()?.capture.status() ?? null,
      starting: this.#session === undefined,
      waitingAlerts: this.#waitingAlerts,
      formatTime: (utcMs) => new Date(utcMs).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }),
    });
  }

  #refreshTray(): void {
    if (!this.#quit.quitting()) this.#tray?.show(this.#trayView());
  }

  async #act(action: TrayAction): Promise<void> {
    try {
      await this.#perform(action);
    } catch (problem) {
      this.#options.report(problem);
      await this.#electron.dialog.showMessageBox({ type: 'warning', title: 'Afterimage', message: messageOf(problem) });
    } finally {
      this.#refreshTray();
    }
  }

  async #perform(action: TrayAction): Promise<void> {
    switch (action.type) {
      case 'open':
        return this.#show();
      case 'open-alerts':
        return this.#show(alertsPath);
      case 'open-settings':
        return this.#show('/settings');
      case 'quit':
        return this.#electron.app.quit();
    }
    const session = await this.#sessionOpened.promise;
    const { capture } = session.library();
    switch (action.type) {
      case 'set-enabled':
        await capture.setEnabled(action.enabled);
        return;
      case 'pause':
        await capture.pause(action.length);
        return;
      case 'resume':
        await capture.resume();
        return;
      case 'capture-now':
        await capture.now();
        return;
    }
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    this.#tray?.destroy();
    this.#tray = undefined;
    if (!this.#openingSession) return;
    // A session on its way is waited for, so that it does not open a database nobody closes.
    const session = await this.#sessionOpened.promise.catch(() => undefined);
    await this.#api?.close();
    await session?.close();
  }
}

function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}
