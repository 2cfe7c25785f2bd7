import { access } from 'node:fs/promises';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { DesktopShell } from '../ports/desktop-shell.ts';
import type { AppNotification, ElectronModule } from './electron-module.ts';
import type { LoginItem } from './login-item.ts';
import { openScreenRecordingSettings } from './permission-adapter.ts';

export interface DesktopShellOptions {
  readonly electron: Pick<ElectronModule, 'app' | 'desktopCapturer' | 'dialog' | 'Notification' | 'shell'>;
  readonly platform: NodeJS.Platform;
  readonly loginItem: LoginItem;
  readonly iconPath: string;
  /** Called when a person clicks a notification. */
  readonly onNotificationClick: () => void;
  /** Called with how many alerts wait. */
  readonly onBadge: (count: number) => void;
}

/** What the desktop app can do for the core beyond what a browser can. */
export function createDesktopShell(options: DesktopShellOptions): DesktopShell {
  const { electron, platform, loginItem } = options;
  // A notification that nobody holds may be forgotten, and its click with it.
  const shown = new Set<AppNotification>();
  return {
    capabilities: {
      launchAtLogin: loginItem.supported,
      revealInFolder: true,
      screenRecordingSettings: platform === 'darwin',
      chooseFolder: true,
      notifications: true,
      quit: true,
    },
    launchAtLogin: () => loginItem.enabled(),
    setLaunchAtLogin: (enabled) => loginItem.setEnabled(enabled),
    async openScreenRecordingSettings() {
      if (platform !== 'darwin')
        throw new AppError('UNSUPPORTED', 'Only macOS asks for permission to see the screens.');
      return openScreenRecordingSettings(electron);
    },
    async revealInFolder(absolutePath) {
      try {
        await access(absolutePath);
      } catch (cause) {
        throw new AppError('FILE_MISSING', 'The file is no longer where it was stored.', { cause });
      }
      electron.shell.showItemInFolder(absolutePath);
      return true;
    },
    async chooseFolder() {
      const answer = await electron.dialog.showOpenDialog({ properties: ['openDirectory', 'createDirectory'] });
      return answer.canceled ? null : (answer.filePaths[0] ?? null);
    },
    async notify({ title, body }) {
      if (!electron.Notification.isSupported()) return false;
      const notification = new electron.Notification({
        title,
        body: platform === 'linux' ? withoutMarkup(body) : body,
        icon: options.iconPath,
      });
      shown.add(notification);
      for (const event of ['click', 'close', 'failed'] as const)
        notification.on(event, () => shown.delete(notification));
      notification.on('click', options.onNotificationClick);
      notification.show();
      return true;
    },
    async setBadge(count) {
      // On Windows an icon has no number; the tray says it everywhere.
      if (platform !== 'win32') electron.app.setBadgeCount(count);
      options.onBadge(count);
    },
    async quit() {
      // After the answer has gone out to whoever asked.
      setImmediate(() => electron.app.quit());
    },
  };
}

/** Linux desktops read the body of a notification as markup. */
function withoutMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
