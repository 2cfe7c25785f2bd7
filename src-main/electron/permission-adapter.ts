import type { CapturePermission } from '../ports/surroundings.ts';
import type { ElectronModule } from './electron-module.ts';

/** The pane of macOS's settings in which a person lets a program see the screen. */
export const screenRecordingSettingsUrl =
  'x-apple.systempreferences:com.apple.preference.security?Privacy_ScreenCapture';

/** Whether the system lets us see the screens, asked anew each time. Only macOS has such a permission. */
export function createElectronPermission(
  electron: Pick<ElectronModule, 'systemPreferences'>,
  platform: NodeJS.Platform,
): CapturePermission {
  return {
    async granted() {
      return platform !== 'darwin' || electron.systemPreferences.getMediaAccessStatus('screen') === 'granted';
    },
  };
}

/**
 * Opens the system's settings where the permission is given. macOS lists a program there only after it has tried to
 * look at the screen once, so it tries first.
 */
export async function openScreenRecordingSettings(
  electron: Pick<ElectronModule, 'desktopCapturer' | 'shell'>,
): Promise<boolean> {
  try {
    await electron.desktopCapturer.getSources({ types: ['screen'], thumbnailSize: { width: 1, height: 1 } });
  } catch {
    // Refused, as it is before the permission is given. Trying was all that was needed.
  }
  await electron.shell.openExternal(screenRecordingSettingsUrl);
  return true;
}
