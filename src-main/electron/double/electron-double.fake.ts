import { EventEmitter } from 'node:events';
import type {
  App,
  BrowserWindowConstructorOptions,
  CustomScheme,
  Display,
  IpcMainEvent,
  LoginItemSettings,
  OpenDialogReturnValue,
  Settings,
  SourcesOptions,
  WebFrameMain,
} from 'electron';
import type { AppMenu, AppSession, ElectronModule, ScreenPicture } from '../electron-module.ts';
import {
  DoubleEvent,
  DoubleMenu,
  DoubleNotification,
  type DoublePort,
  DoubleTray,
  DoubleWindow,
} from './window-double.fake.ts';

export interface ElectronDoubleOptions {
  readonly firstInstance?: boolean;
  readonly packaged?: boolean;
  /** Where Electron would put the settings of all programs. */
  readonly appDataFolder?: string;
  readonly displays?: readonly Display[];
}

type PermissionCheck = NonNullable<Parameters<AppSession['setPermissionCheckHandler']>[0]>;
type PermissionRequestHandler = NonNullable<Parameters<AppSession['setPermissionRequestHandler']>[0]>;

/** What a test sees of the double, and what it can make happen. */
export class ElectronDouble {
  readonly app: DoubleApp;
  readonly windows: DoubleWindow[] = [];
  readonly trays: DoubleTray[] = [];
  readonly ipcMain = new EventEmitter();
  readonly powerMonitor = new DoublePowerMonitor();
  readonly schemes: CustomScheme[] = [];
  readonly handlers = new Map<string, (request: Request) => Response | Promise<Response>>();
  readonly opened: string[] = [];
  readonly shown: string[] = [];
  readonly messages: string[] = [];
  readonly notifications: DoubleNotification[] = [];
  showsNotifications = true;
  readonly session = new DoubleSession();
  dialogAnswer: OpenDialogReturnValue = { canceled: true, filePaths: [] };
  mediaAccess: ReturnType<ElectronModule['systemPreferences']['getMediaAccessStatus']> = 'granted';
  applicationMenu: AppMenu | null | undefined;
  displays: readonly Display[];
  /** What `desktopCapturer` answers. */
  capture: (options: SourcesOptions) => Promise<readonly ScreenPicture[]> = async () => [];

  constructor(options: ElectronDoubleOptions = {}) {
    this.app = new DoubleApp(options);
    this.app.openWindows = () => this.windows.filter((window) => !window.destroyed);
    this.app.closeWindow = (window) => this.closeWindow(window);
    this.displays = options.displays ?? [];
  }

  /** The module, checked against the part of Electron's own types the shell uses. */
  module(): ElectronModule {
    const double = this;
    return {
      app: this.app,
      BrowserWindow: class extends DoubleWindow {
        constructor(options: BrowserWindowConstructorOptions = {}) {
          super(options);
          double.windows.push(this);
          double.app.emit('web-contents-created', new DoubleEvent(), this.webContents);
        }
      },
      desktopCapturer: { getSources: (options) => double.capture(options) },
      dialog: {
        showErrorBox: (_title, content) => void double.messages.push(content),
        showMessageBox: async (options) => {
          double.messages.push(options.message);
          return { response: 0 };
        },
        showOpenDialog: async () => double.dialogAnswer,
      },
      ipcMain: this.ipcMain,
      Menu: {
        buildFromTemplate: (template) => new DoubleMenu(template),
        setApplicationMenu: (menu) => {
          double.applicationMenu = menu;
        },
      },
      Notification: class extends DoubleNotification {
        static isSupported(): boolean {
          return double.showsNotifications;
        }
        override show(): void {
          double.notifications.push(this);
        }
      },
      // Blue, green, red, alpha: as on every desktop platform.
      nativeImage: { createFromDataURL: () => ({ toBitmap: () => Buffer.from([0, 0, 255, 255]) }) },
      powerMonitor: this.powerMonitor,
      protocol: {
        registerSchemesAsPrivileged: (schemes) => void double.schemes.push(...schemes),
        handle: (scheme, handler) => void double.handlers.set(scheme, handler),
      },
      screen: {
        getAllDisplays: () => [...double.displays],
        getPrimaryDisplay: () => double.displays[0] as Display,
        dipToScreenRect: (_window, rect) => ({
          x: rect.x * 2,
          y: rect.y * 2,
          width: rect.width * 2,
          height: rect.height * 2,
        }),
      },
      session: { defaultSession: this.session },
      shell: {
        openExternal: async (url) => void double.opened.push(url),
        showItemInFolder: (path) => void double.shown.push(path),
      },
      systemPreferences: { getMediaAccessStatus: () => double.mediaAccess },
      Tray: class extends DoubleTray {
        constructor(image: string) {
          super(image);
          double.trays.push(this);
        }
      },
    } satisfies ElectronModule;
  }

  /** The window now open. */
  window(): DoubleWindow {
    const window = this.windows.findLast((candidate) => !candidate.destroyed);
    if (!window) throw new Error('No window is open.');
    return window;
  }

  tray(): DoubleTray {
    const tray = this.trays.at(-1);
    if (!tray) throw new Error('There is no tray icon.');
    return tray;
  }

  /** The person closes the window. */
  closeWindow(window: DoubleWindow = this.window()): void {
    const event = new DoubleEvent();
    window.emit('close', event);
    if (event.defaultPrevented) return;
    window.destroyed = true;
    window.emit('closed');
    if (this.windows.every((each) => each.destroyed) && !this.app.quitting) this.app.emit('window-all-closed');
  }

  /** A request of the window, as it reaches the protocol's handler. */
  async request(url: string, init?: RequestInit): Promise<Response> {
    const handler = this.handlers.get(new URL(url).protocol.slice(0, -1));
    if (!handler) throw new Error(`Nobody answers ${url}.`);
    return handler(new Request(url, init));
  }

  /** A port arrives at the main process. */
  handOver(
    port: DoublePort,
    from: { contents?: unknown; frame?: Partial<WebFrameMain> | null; ports?: DoublePort[] },
  ): void {
    const frame = from.frame === undefined ? { parent: null, origin: 'afterimage://app' } : from.frame;
    const event = {
      sender: from.contents ?? this.window().webContents,
      senderFrame: frame,
      ports: from.ports ?? [port],
    } as unknown as Pick<IpcMainEvent, 'sender' | 'senderFrame' | 'ports'>;
    this.ipcMain.emit('afterimage:connect', event);
  }
}

class DoubleApp extends EventEmitter {
  readonly isPackaged: boolean;
  readonly loginItem: Settings = {};
  /** What the system makes of it: a person can switch a login item off behind our back. */
  loginItemOverride: Partial<LoginItemSettings> = {};
  sandboxed = false;
  badge = 0;
  userModelId: string | undefined;
  quitting = false;
  hasQuit = false;
  quitRequests = 0;
  openWindows: () => DoubleWindow[] = () => [];
  closeWindow: (window: DoubleWindow) => void = () => {};
  readonly #first: boolean;
  readonly #appData: string;
  #ready = false;

  constructor(options: ElectronDoubleOptions) {
    super();
    this.#first = options.firstInstance ?? true;
    this.isPackaged = options.packaged ?? false;
    this.#appData = options.appDataFolder ?? '/nowhere';
  }
  requestSingleInstanceLock(): boolean {
    return this.#first;
  }
  enableSandbox(): void {
    if (this.#ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    this.sandboxed = true;
  }
  setBadgeCount(count = 0): boolean {
    this.badge = count;
    return true;
  }
  setAppUserModelId(id: string): void {
    this.userModelId = id;
  }
  isReady(): boolean {
    return this.#ready;
  }
  async whenReady(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#ready = true;
  }
  getPath(name: Parameters<App['getPath']>[0]): string {
    return name === 'exe' ? '/opt/Afterimage/afterimage' : this.#appData;
  }
  getLoginItemSettings(): LoginItemSettings {
    const openAtLogin = this.loginItem.openAtLogin ?? false;
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      status: openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
      ...this.loginItemOverride,
    };
  }
  setLoginItemSettings(settings: Settings): void {
    Object.assign(this.loginItem, settings);
  }
  /** As Electron does it: `before-quit` may hold it back, then the windows close, then the app is gone. */
  quit(): void {
    this.quitRequests++;
    if (this.hasQuit) return;
    const event = new DoubleEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.quitting = true;
    for (const window of this.openWindows()) this.closeWindow(window);
    this.hasQuit = true;
    this.emit('will-quit', new DoubleEvent());
    this.emit('quit');
  }
}

export class DoublePowerMonitor extends EventEmitter {
  idleSeconds = 0;
  idleState: 'active' | 'idle' | 'locked' | 'unknown' = 'active';
  getSystemIdleTime(): number {
    return this.idleSeconds;
  }
  getSystemIdleState(): 'active' | 'idle' | 'locked' | 'unknown' {
    return this.idleState;
  }
}

export class DoubleSession extends EventEmitter implements AppSession {
  permissionRequest: PermissionRequestHandler | null = null;
  permissionCheck: PermissionCheck | null = null;
  devicePermission: Parameters<AppSession['setDevicePermissionHandler']>[0] = null;
  displayMedia: Parameters<AppSession['setDisplayMediaRequestHandler']>[0] = null;
  spellChecker = true;
  beforeRequest: ((details: { url: string }, callback: (response: { cancel?: boolean }) => void) => void) | undefined;

  readonly webRequest: AppSession['webRequest'] = {
    onBeforeRequest: (...given: unknown[]) => {
      this.beforeRequest = given.at(-1) as NonNullable<DoubleSession['beforeRequest']>;
    },
  };
  setPermissionRequestHandler(handler: PermissionRequestHandler | null): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: PermissionCheck | null): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: DoubleSession['devicePermission']): void {
    this.devicePermission = handler;
  }
  setDisplayMediaRequestHandler(handler: DoubleSession['displayMedia']): void {
    this.displayMedia = handler;
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellChecker = enabled;
  }
  /** Whether a page may load this. */
  allows(url: string): boolean {
    let cancelled: boolean | undefined;
    this.beforeRequest?.({ url }, (response) => {
      cancelled = response.cancel;
    });
    if (cancelled === undefined) throw new Error('Nobody decided about the request.');
    return !cancelled;
  }
}
