import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** What the surroundings of the process decide. This file alone reads the environment variables. */
export interface Environment {
  /** Where the path of the library is remembered. `AFTERIMAGE_CONFIG_DIR` overrides it. */
  readonly configFolder: string;
  /** Where the library lies unless a person chose another place. */
  readonly defaultLibraryPath: string;
  /** Whether a graphical session can be reached, as far as the system tells. */
  readonly graphical: boolean;
  /** Whether this is an automated run, where no browser is to be opened. */
  readonly unattended: boolean;
  /** Whether this is a Wayland session, where a look at the screen asks the person. */
  readonly wayland: boolean;
  /** The AppImage file the program was started from; undefined where it was not. */
  readonly appImagePath: string | undefined;
}

/** Reads the environment of this process, or the one given. */
export function readEnvironment(
  variables: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Environment {
  const home = variables.HOME || variables.USERPROFILE || homedir();
  const { config, data } = folders(variables, platform, home);
  return {
    configFolder: variables.AFTERIMAGE_CONFIG_DIR ? resolve(variables.AFTERIMAGE_CONFIG_DIR) : config,
    defaultLibraryPath: join(data, 'library'),
    graphical: platform !== 'linux' || Boolean(variables.DISPLAY || variables.WAYLAND_DISPLAY),
    unattended: Boolean(variables.CI),
    wayland: platform === 'linux' && (variables.XDG_SESSION_TYPE === 'wayland' || Boolean(variables.WAYLAND_DISPLAY)),
    appImagePath: variables.APPIMAGE || undefined,
  };
}

function folders(
  variables: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: string,
): { config: string; data: string } {
  if (platform === 'darwin') {
    const support = join(home, 'Library', 'Application Support', 'Afterimage');
    return { config: support, data: support };
  }
  if (platform === 'win32') {
    // Pictures are large: the local folder does not travel with a roaming profile.
    return {
      config: join(variables.APPDATA || join(home, 'AppData', 'Roaming'), 'Afterimage'),
      data: join(variables.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Afterimage'),
    };
  }
  return {
    config: join(absolute(variables.XDG_CONFIG_HOME) ?? join(home, '.config'), 'afterimage'),
    data: join(absolute(variables.XDG_DATA_HOME) ?? join(home, '.local', 'share'), 'afterimage'),
  };
}

/** The XDG rules: a relative path counts as not set. */
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') ? path : undefined;
}
