import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let root: string | undefined;

/** The folder of package.json: two levels up from the sources, three from the built program. */
export function applicationFolder(): string {
  if (root !== undefined) return root;
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    try {
      const content = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string };
      if (content.name === 'afterimage') {
        root = folder;
        return folder;
      }
    } catch {
      // Not here: one level up.
    }
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The package.json of Afterimage was not found above its program files.');
    folder = parent;
  }
}

/** The version in package.json. */
export function appVersion(): string {
  return (JSON.parse(readFileSync(join(applicationFolder(), 'package.json'), 'utf8')) as { version: string }).version;
}

/** Where `vite build` puts the window. */
export function windowFolder(): string {
  return join(applicationFolder(), 'dist', 'window');
}
