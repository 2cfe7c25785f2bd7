import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const typeByExtension: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** One file of the built window, ready to be sent. */
export interface WindowFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
}

/**
 * The built window. A request is looked up in the list of files that are there and never turned into a path, so there
 * is no way out of the folder. Paths without a dot are pages of the window, which draws them itself.
 */
export class WindowFiles {
  readonly #folder: string;
  #names: ReadonlyMap<string, string> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined where there is no such file. */
  async find(pathname: string): Promise<WindowFile | undefined> {
    const page = !pathname.slice(pathname.lastIndexOf('/')).includes('.');
    const wanted = page ? '/index.html' : pathname;
    // Once more from the disk when it is not on the list: a new build has new names.
    const name = this.#names?.get(wanted) ?? (await this.#list()).get(wanted);
    if (name === undefined) return undefined;
    try {
      return {
        bytes: await readFile(join(this.#folder, name)),
        contentType: typeByExtension[extname(name)] ?? 'application/octet-stream',
        cacheControl: wanted.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      };
    } catch {
      this.#names = undefined;
      return undefined;
    }
  }

  async #list(): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    try {
      await this.#walk('', names);
    } catch {
      return names;
    }
    this.#names = names;
    return names;
  }

  /** By hand: inside the archive of the packaged app, a recursive listing does not tell folders from files. */
  async #walk(folder: string, names: Map<string, string>): Promise<void> {
    for (const entry of await readdir(join(this.#folder, folder))) {
      const name = join(folder, entry);
      if ((await stat(join(this.#folder, name))).isDirectory()) await this.#walk(name, names);
      else names.set(`/${name.split(sep).join('/')}`, name);
    }
  }
}
