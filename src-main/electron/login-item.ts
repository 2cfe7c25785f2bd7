import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { ElectronModule } from './electron-module.ts';
import { hiddenSwitch } from './start-options.ts';

/** Starting with the person's session. `enabled` always asks the system, never what we did last. */
export interface LoginItem {
  readonly supported: boolean;
  enabled(): Promise<boolean>;
  /** Returns what the system says afterwards. */
  setEnabled(enabled: boolean): Promise<boolean>;
}

export interface LoginItemOptions {
  readonly app: Pick<ElectronModule['app'], 'getLoginItemSettings' | 'setLoginItemSettings' | 'getPath' | 'isPackaged'>;
  readonly platform: NodeJS.Platform;
  readonly appRoot: string;
  /** The AppImage file this runs from, if it does: the program inside it moves with every start. */
  readonly appImagePath: string | undefined;
}

export function createLoginItem(options: LoginItemOptions): LoginItem {
  const { platform, app } = options;
  if (platform === 'linux') return createLinuxLoginItem(options);
  if (platform === 'win32') return createWindowsLoginItem(options);
  // An unpackaged app on macOS would register Electron itself.
  if (platform === 'darwin' && app.isPackaged) return createMacLoginItem(options);
  return {
    supported: false,
    enabled: async () => false,
    setEnabled: async () => {
      throw new AppError('UNSUPPORTED', 'Launching at login works only in the installed app.');
    },
  };
}

/** The program and the arguments that start this app again. */
function startCommand({ app, appRoot, appImagePath }: LoginItemOptions): { program: string; parameters: string[] } {
  if (!app.isPackaged) return { program: app.getPath('exe'), parameters: [appRoot, hiddenSwitch] };
  return { program: appImagePath ?? app.getPath('exe'), parameters: [hiddenSwitch] };
}

function createMacLoginItem({ app }: LoginItemOptions): LoginItem {
  // `requires-approval` means that the person has switched it off in the system's settings.
  const enabled = async (): Promise<boolean> => {
    const settings = app.getLoginItemSettings();
    return settings.openAtLogin && settings.status !== 'requires-approval';
  };
  return {
    supported: true,
    enabled,
    async setEnabled(wanted) {
      app.setLoginItemSettings({ openAtLogin: wanted });
      return enabled();
    },
  };
}

function createWindowsLoginItem(options: LoginItemOptions): LoginItem {
  const { program, parameters } = startCommand(options);
  const command = { path: program, args: parameters };
  // False also where the person has switched it off in the task manager, which leaves `openAtLogin` true.
  const enabled = async (): Promise<boolean> => {
    const settings = options.app.getLoginItemSettings(command);
    return settings.openAtLogin && settings.executableWillLaunchAtLogin;
  };
  return {
    supported: true,
    enabled,
    async setEnabled(wanted) {
      options.app.setLoginItemSettings({ openAtLogin: wanted, enabled: wanted, ...command });
      return enabled();
    },
  };
}

/** Electron has no login items on Linux; every desktop there reads `autostart` in the configuration folder. */
function createLinuxLoginItem(options: LoginItemOptions): LoginItem {
  const file = path.join(options.app.getPath('appData'), 'autostart', 'afterimage.desktop');
  const { program, parameters } = startCommand(options);
  const execLine = `Exec=${[program, ...parameters].map(quoteForExec).join(' ')}`;

  const enabled = async (): Promise<boolean> => {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return false;
    const lines = text.split('\n').map((line) => line.trim());
    // Desktops switch an entry off by one of these two lines instead of removing the file.
    const switchedOff = lines.some((line) => /^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)$/i.test(line));
    return lines.includes(execLine) && !switchedOff;
  };

  return {
    supported: true,
    enabled,
    async setEnabled(wanted) {
      if (!wanted) {
        await rm(file, { force: true });
        return enabled();
      }
      await mkdir(path.dirname(file), { recursive: true });
      const lines = [
        '[Desktop Entry]',
        'Type=Application',
        'Name=Afterimage',
        'Comment=A private memory of your screens',
        execLine,
        'Terminal=false',
        'X-GNOME-Autostart-enabled=true',
      ];
      const temporary = `${file}.${process.pid}.tmp`;
      await writeFile(temporary, `${lines.join('\n')}\n`, { mode: 0o600 });
      await rename(temporary, file);
      return enabled();
    },
  };
}

/**
 * One argument as the Desktop Entry Specification wants it: in double quotes with `"`, `` ` ``, `$` and `\` escaped,
 * then the whole as a string value, where a backslash is written twice, and `%` doubled since it begins a field code.
 */
export function quoteForExec(argument: string): string {
  const quoted = `"${argument.replace(/["`$\\]/g, '\\$&')}"`;
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%');
}
