import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  DesktopCapturerSource,
  Dialog,
  DownloadItem,
  Event,
  IpcMainEvent,
  Menu,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  MessageBoxReturnValue,
  NativeImage,
  NotificationConstructorOptions,
  OpenDialogOptions,
  OpenDialogReturnValue,
  PowerMonitor,
  Protocol,
  RenderProcessGoneDetails,
  Screen,
  Session,
  Shell,
  SourcesOptions,
  SystemPreferences,
  Tray,
  WebContents,
  WebRequest,
} from 'electron';

type Told = (event: Event) => void;

/** The window as far as the shell uses it. */
export interface AppWindow
  extends Pick<BrowserWindow, 'focus' | 'isDestroyed' | 'isMinimized' | 'loadURL' | 'restore' | 'show'> {
  readonly webContents: AppWebContents;
  on(event: 'closed' | 'session-end', listener: () => void): unknown;
  once(event: 'ready-to-show', listener: () => void): unknown;
}

export interface AppWebContents {
  on(
    event: 'render-process-gone',
    listener: (event: Event, details: Pick<RenderProcessGoneDetails, 'reason' | 'exitCode'>) => void,
  ): unknown;
}

/** One picture of a screen, as `desktopCapturer` gives it. */
export interface ScreenPicture extends Pick<DesktopCapturerSource, 'display_id'> {
  readonly thumbnail: Pick<NativeImage, 'getSize' | 'toBitmap'>;
}

export type AppMenu = Pick<Menu, 'items'>;

/**
 * The part of Electron the shell uses, cut out of Electron's own types. `main.ts` hands in the real module and the
 * tests a double; both are checked against this. Whatever is not in here, the shell cannot touch.
 */
export interface ElectronModule {
  readonly app: Pick<
    App,
    | 'enableSandbox'
    | 'getLoginItemSettings'
    | 'getPath'
    | 'isPackaged'
    | 'isReady'
    | 'quit'
    | 'requestSingleInstanceLock'
    | 'setAppUserModelId'
    | 'setBadgeCount'
    | 'setLoginItemSettings'
    | 'whenReady'
  > & {
    on(event: 'before-quit' | 'window-all-closed' | 'activate' | 'second-instance', listener: Told): unknown;
    on(event: 'web-contents-created', listener: (event: Event, contents: WebContents) => void): unknown;
  };
  readonly BrowserWindow: new (options?: BrowserWindowConstructorOptions) => AppWindow;
  readonly desktopCapturer: { getSources(options: SourcesOptions): Promise<readonly ScreenPicture[]> };
  readonly dialog: Pick<Dialog, 'showErrorBox'> & {
    showMessageBox(options: MessageBoxOptions): Promise<Pick<MessageBoxReturnValue, 'response'>>;
    showOpenDialog(options: OpenDialogOptions): Promise<OpenDialogReturnValue>;
  };
  readonly ipcMain: { on(channel: string, listener: (event: IpcMainEvent) => void): unknown };
  readonly Menu: {
    buildFromTemplate(template: MenuItemConstructorOptions[]): AppMenu;
    setApplicationMenu(menu: AppMenu | null): void;
  };
  readonly nativeImage: { createFromDataURL(url: string): Pick<NativeImage, 'toBitmap'> };
  readonly Notification: {
    new (options: Pick<NotificationConstructorOptions, 'title' | 'body' | 'icon'>): AppNotification;
    isSupported(): boolean;
  };
  readonly powerMonitor: Pick<PowerMonitor, 'getSystemIdleState' | 'getSystemIdleTime'> & {
    on(event: PowerEvent, listener: () => void): unknown;
    off(event: PowerEvent, listener: () => void): unknown;
  };
  readonly protocol: Pick<Protocol, 'handle' | 'registerSchemesAsPrivileged'>;
  readonly screen: Pick<Screen, 'dipToScreenRect' | 'getAllDisplays' | 'getPrimaryDisplay'>;
  readonly session: { readonly defaultSession: AppSession };
  readonly shell: Pick<Shell, 'openExternal' | 'showItemInFolder'>;
  readonly systemPreferences: Pick<SystemPreferences, 'getMediaAccessStatus'>;
  readonly Tray: new (imagePath: string) => AppTrayIcon;
}

export interface AppNotification {
  show(): void;
  on(event: 'click' | 'close' | 'failed', listener: () => void): unknown;
}

type PowerEvent = 'suspend' | 'resume' | 'lock-screen' | 'unlock-screen' | 'shutdown';

export interface AppTrayIcon extends Pick<Tray, 'destroy' | 'setToolTip'> {
  on(event: 'click', listener: () => void): unknown;
  setImage(imagePath: string): void;
  setContextMenu(menu: AppMenu | null): void;
}

export interface AppSession
  extends Pick<
    Session,
    | 'setDevicePermissionHandler'
    | 'setDisplayMediaRequestHandler'
    | 'setPermissionCheckHandler'
    | 'setPermissionRequestHandler'
    | 'setSpellCheckerEnabled'
  > {
  readonly webRequest: Pick<WebRequest, 'onBeforeRequest'>;
  on(event: 'will-download', listener: (event: Event, item: Pick<DownloadItem, 'getURL'>) => void): unknown;
}
