import path from 'node:path';

/** The switch with which the system starts the app at login: in the tray, without a window. */
export const hiddenSwitch = '--hidden';

export interface StartOptions {
  /** The library asked for on the command line; undefined for the usual one. */
  readonly libraryPath: string | undefined;
  readonly hidden: boolean;
}

/** Reads `--library DIR`, `--library=DIR` and `--hidden`. Chromium's own switches among them are left alone. */
export function readStartOptions(argv: readonly string[], workingFolder: string): StartOptions {
  const at = argv.findIndex((argument) => argument === '--library' || argument.startsWith('--library='));
  const argument = at < 0 ? undefined : argv[at];
  const library = argument?.includes('=') ? argument.slice(argument.indexOf('=') + 1) : argv[at + 1];
  return {
    libraryPath: argument && library ? path.resolve(workingFolder, library) : undefined,
    hidden: argv.includes(hiddenSwitch),
  };
}
