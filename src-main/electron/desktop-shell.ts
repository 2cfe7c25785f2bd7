import { access } from 'node:fs/promises';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { DesktopShell } from '../ports/desktop-shell.ts';
import type { ElectronModule } from './electron-module.ts';
import type { LoginItem } from './login-item.ts';
import { openScreenRecordingSettings } from './permission-adapter.ts';

export interface DesktopShellOptions {
  readonly electron: Pick<ElectronModule, 'app' | 'desktopCapturer' | 'dialog' | 'shell'>;
  readonly platform: NodeJS.Platform;
  readonly loginItem: LoginItem;
}

/** What the desktop app can do for the core beyond what a browser can. */
export function createDesktopShell({ electron, platform, loginItem }: DesktopShellOptions): DesktopShell {
  return {
    capabilities: {
      launchAtLogin: loginItem.supported,
      revealInFolder: true,
      screenRecordingSettings: platform === 'darwin',
      chooseFolder: true,
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
    async quit() {
      // After the answer has gone out to whoever asked.
      setImmediate(() => electron.app.quit());
    },
  };
}
