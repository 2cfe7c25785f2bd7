import type { WebContents } from 'electron';
import type { AppWindow, ElectronModule } from './electron-module.ts';
import { appOrigin, secureWebPreferences } from './security.ts';

export interface MainWindowOptions {
  readonly electron: Pick<ElectronModule, 'BrowserWindow'>;
  readonly preloadPath: string;
  readonly iconPath: string;
  /** Told when the operating system ends the person's session (Windows). */
  readonly onSessionEnd: () => void;
  readonly report: (problem: unknown) => void;
}

/** How often a page that crashed is loaded again, so that one that always crashes does not do so for ever. */
const reloadsAfterCrash = 3;

/**
 * The one window. Closing it lets go of it and of its process; showing it again makes a new one. What the app does
 * meanwhile is not the window's business.
 */
export class MainWindow {
  readonly #options: MainWindowOptions;
  #window: AppWindow | undefined;

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  /** Shows the window, in front of the others; with a path, at that page. */
  show(path?: string): void {
    const window = this.#window;
    if (!window) {
      this.#create(path ?? '/');
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    if (path !== undefined) this.#load(window, path);
  }

  isOurs(contents: WebContents): boolean {
    return this.#window !== undefined && this.#window.webContents === contents;
  }

  #create(path: string): void {
    const window = new this.#options.electron.BrowserWindow({
      width: 1280,
      height: 840,
      minWidth: 720,
      minHeight: 480,
      show: false,
      title: 'Afterimage',
      icon: this.#options.iconPath,
      autoHideMenuBar: true,
      webPreferences: secureWebPreferences(this.#options.preloadPath),
    });
    this.#window = window;
    window.once('ready-to-show', () => window.show());
    window.on('closed', () => {
      if (this.#window === window) this.#window = undefined;
    });
    window.on('session-end', this.#options.onSessionEnd);
    let reloads = 0;
    window.webContents.on('render-process-gone', (_event, details) => {
      if (details.reason === 'clean-exit') return;
      this.#options.report(new Error(`The window's process ended: ${details.reason} (${details.exitCode}).`));
      if (reloads++ < reloadsAfterCrash) this.#load(window, path);
    });
    this.#load(window, path);
  }

  #load(window: AppWindow, path: string): void {
    window.loadURL(`${appOrigin}${path}`).catch((problem: unknown) => {
      this.#options.report(problem);
      // A window that says nothing is still better than an app that seems not to start.
      if (!window.isDestroyed()) window.show();
    });
  }
}
