import { lstat, readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** What a running Afterimage writes down for other programs. It holds no secret. */
const runningSchema = z.object({
  pid: z.number().int().positive(),
  address: z.literal('127.0.0.1'),
  port: z.number().int().min(1).max(65_535),
  library: z.string(),
  /** UTC ms. */
  started_at: z.number().int(),
  version: z.string(),
});

/** An Afterimage that runs on this machine. */
export interface FoundAfterimage extends z.infer<typeof runningSchema> {
  /** Where it answers: what `createAfterimageClient` takes as `address`. */
  readonly origin: string;
}

/** Those of this account that run, the newest first. `configFolder` is the folder of their configuration. */
export async function findRunning(configFolder: string): Promise<FoundAfterimage[]> {
  const folder = join(configFolder, 'api');
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.filter((name) => /^\d+\.json$/.test(name)).map((name) => readNote(join(folder, name))),
  );
  return found
    .filter((each) => each !== undefined)
    .filter(({ pid }) => isRunning(pid))
    .sort((one, other) => other.started_at - one.started_at)
    .map((each) => ({ ...each, origin: `http://${each.address}:${each.port}` }));
}

/** Undefined for one that is damaged, or that another account may have written. */
async function readNote(path: string): Promise<z.infer<typeof runningSchema> | undefined> {
  try {
    const { uid, mode } = await lstat(path);
    const isPrivate = process.platform === 'win32' || (uid === process.getuid?.() && (mode & 0o077) === 0);
    return isPrivate ? runningSchema.parse(JSON.parse(await readFile(path, 'utf8'))) : undefined;
  } catch {
    return undefined;
  }
}

/** A file that a killed one left behind leads to nobody, or to another program that took its port. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Where Afterimage keeps its configuration; `AFTERIMAGE_CONFIG_DIR` says otherwise to it and to us. */
export function usualConfigFolder(
  // biome-ignore lint/style/noProcessEnv: here is the environment of another program, which says the same to both.
  variables: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (variables.AFTERIMAGE_CONFIG_DIR) return resolve(variables.AFTERIMAGE_CONFIG_DIR);
  const home = variables.HOME || variables.USERPROFILE || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Afterimage');
  if (platform === 'win32') return join(variables.APPDATA || join(home, 'AppData', 'Roaming'), 'Afterimage');
  const configured = variables.XDG_CONFIG_HOME;
  return join(configured?.startsWith('/') ? configured : join(home, '.config'), 'afterimage');
}
