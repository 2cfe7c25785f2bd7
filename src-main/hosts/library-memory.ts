import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from './private-file.ts';

const greatestKnownCount = 50;

const memorySchema = z.object({
  /** The library to open when none is named. */
  libraryPath: z.string().nullable().default(null),
  /** Every folder that was a library of ours: such a folder is never made into a new one by itself. */
  knownLibraryPaths: z.array(z.string()).default([]),
});
type Memory = z.infer<typeof memorySchema>;

/** Which library to open, and whether a new one may be made there. */
export interface LibraryChoice {
  readonly path: string;
  readonly create: boolean;
}

/**
 * Remembers between runs where the library is, in one small file. A folder that was a library and has lost its
 * marker is most likely a drive that is not connected, so it is never made anew.
 */
export class LibraryMemory {
  readonly #file: string;

  constructor(configFolder: string) {
    this.#file = join(configFolder, 'config.json');
  }

  get file(): string {
    return this.#file;
  }

  /** A path given by hand goes before the remembered one, which goes before the default. */
  async choose(named: string | undefined, defaultPath: string): Promise<LibraryChoice> {
    const memory = await this.#read();
    const path = resolve(named ?? memory.libraryPath ?? defaultPath);
    return { path, create: !memory.knownLibraryPaths.includes(path) };
  }

  /** Notes that this folder is a library; `asDefault` also opens it when none is named. */
  async note(path: string, asDefault: boolean): Promise<void> {
    const memory = await this.#read();
    const known = [path, ...memory.knownLibraryPaths.filter((each) => each !== path)].slice(0, greatestKnownCount);
    const next: Memory = { libraryPath: asDefault ? path : memory.libraryPath, knownLibraryPaths: known };
    if (JSON.stringify(next) !== JSON.stringify(memory)) await this.#write(next);
  }

  /** Forgets that this folder was a library, so that a new one can be made there. */
  async forget(path: string): Promise<void> {
    const memory = await this.#read();
    if (!memory.knownLibraryPaths.includes(path)) return;
    await this.#write({ ...memory, knownLibraryPaths: memory.knownLibraryPaths.filter((each) => each !== path) });
  }

  async #read(): Promise<Memory> {
    try {
      return memorySchema.parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch {
      // Not there yet, or damaged: the default library is the honest answer to both.
      return memorySchema.parse({});
    }
  }

  #write(memory: Memory): Promise<void> {
    return writePrivateFile(this.#file, `${JSON.stringify(memory, null, 2)}\n`);
  }
}
