import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { appVersion } from '../application-folder.ts';
import { readEnvironment } from '../environment.ts';
import { LibraryMemory } from '../library-memory.ts';
import { type RunningInstance, RunningInstances } from '../running-instances.ts';
import type { Client, CommandContext } from './command-context.ts';
import type { Output } from './output.ts';

/**
 * Works with the Afterimage that runs on this library, so that what is changed is in force there at once; where none
 * does, opens the library itself. Both answer the same.
 */
export async function withClient<Result>(
  { libraryPath, output }: CommandContext,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const { configFolder, defaultLibraryPath } = readEnvironment();
  const { path } = await new LibraryMemory(configFolder).choose(libraryPath, defaultLibraryPath);
  const running = await findRunning(path, configFolder, output);
  if (running) return work(connect(running));
  // Half a second of loading, which asking a program that runs does without.
  const { withOwnClient } = await import('./own-client.ts');
  return withOwnClient({ libraryPath, output }, work);
}

/** Of several, the one that captures. One of another version may speak differently. */
async function findRunning(
  libraryPath: string,
  configFolder: string,
  output: Output,
): Promise<RunningInstance | undefined> {
  const instances = new RunningInstances(configFolder, output.warn);
  const found = (await instances.find({ libraryPath })).filter((each) => each.version === appVersion());
  if (found.length < 2) return found[0];
  const { readHolder } = await import('../../db/capture-lock.ts');
  const holder = await readHolder(libraryPath).catch(() => null);
  return found.find((each) => each.pid === holder?.pid) ?? found[0];
}

function connect({ origin, headers, pid }: RunningInstance): Client {
  const link = new RPCLink({
    url: `${origin}/rpc`,
    headers: { ...headers },
    fetch: (request) =>
      fetch(request).catch((cause: unknown) => {
        const sentence = `The Afterimage that runs (process ${pid}) does not answer any more. Try again.`;
        throw new AppError('LIBRARY_UNAVAILABLE', sentence, { cause, details: { pid } });
      }),
  });
  return createORPCClient(link);
}
