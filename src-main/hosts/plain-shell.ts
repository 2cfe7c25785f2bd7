import { AppError } from '../../src-shared/domain/app-error.ts';
import type { DesktopShell } from '../ports/desktop-shell.ts';

/** The shell of a host without a desktop: it can end itself, and says of everything else that it cannot. */
export function createPlainShell(options: { quit?: () => void } = {}): DesktopShell {
  const unsupported = async (): Promise<never> => {
    throw new AppError('UNSUPPORTED', 'Only the desktop app can do this.');
  };
  const { quit } = options;
  return {
    capabilities: {
      launchAtLogin: false,
      revealInFolder: false,
      screenRecordingSettings: false,
      chooseFolder: false,
      notifications: false,
      quit: quit !== undefined,
    },
    launchAtLogin: unsupported,
    setLaunchAtLogin: unsupported,
    openScreenRecordingSettings: unsupported,
    revealInFolder: unsupported,
    chooseFolder: unsupported,
    notify: unsupported,
    setBadge: unsupported,
    quit: quit ? async () => quit() : unsupported,
  };
}
