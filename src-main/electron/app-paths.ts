import path from 'node:path';
import { applicationFolder, windowFolder } from '../hosts/application-folder.ts';

export interface AppPaths {
  /** The folder (or asar) that holds package.json. */
  readonly root: string;
  /** The built window. */
  readonly windowFolder: string;
  readonly preload: string;
  resource(name: string): string;
}

/** Where the app's own files are, whether it runs from `dist` or from the archive of the packaged app. */
export function findAppPaths(): AppPaths {
  const root = applicationFolder();
  return {
    root,
    windowFolder: windowFolder(),
    preload: path.join(root, 'dist', 'src-main', 'electron', 'preload.cjs'),
    resource: (name) => path.join(root, 'resources', name),
  };
}
