import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import type { Contract } from '../../../src-shared/contract/index.ts';
import { owner } from '../../../src-shared/domain/access.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { createRouter } from '../../api/router.ts';
import { readHolder } from '../../db/capture-lock.ts';
import { appVersion } from '../application-folder.ts';
import { chosenLibraryPath } from '../compose.ts';
import { readEnvironment } from '../environment.ts';
import { type RunningInstance, RunningInstances } from '../running-instances.ts';
import type { CommandContext } from './command-context.ts';
import { type Output, warnOfProblem } from './output.ts';
import { withLibrary } from './with-library.ts';

/** The whole contract, whoever answers it. */
export type Client = ContractRouterClient<Contract>;

/**
 * Works with the Afterimage that runs on this library, so that what is changed is in force there at once; where none
 * does, opens the library itself. Both answer the same.
 */
export async function withClient<Result>(
  { libraryPath, output }: CommandContext,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const running = await findRunning(await chosenLibraryPath(libraryPath), output);
  if (running) return work(connect(running));
  return withLibrary(output, { libraryPath, create: false, capture: false }, (_opened, session) => {
    const context = { session, principal: owner, report: warnOfProblem(output) };
    return work(createRouterClient(createRouter(), { context }) as unknown as Client);
  });
}

/** Of several, the one that captures. One of another version may speak differently. */
async function findRunning(libraryPath: string, output: Output): Promise<RunningInstance | undefined> {
  const instances = new RunningInstances(readEnvironment().configFolder, output.warn);
  const found = (await instances.find({ libraryPath })).filter((each) => each.version === appVersion());
  if (found.length < 2) return found[0];
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
