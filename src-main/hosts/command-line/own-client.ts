import { createRouterClient } from '@orpc/server';
import { owner } from '../../../src-shared/domain/access.ts';
import { createRouter } from '../../api/router.ts';
import type { Client, CommandContext } from './command-context.ts';
import { warnOfProblem } from './output.ts';
import { withLibrary } from './with-library.ts';

/** Opens the library in this process and answers the contract itself. */
export function withOwnClient<Result>(
  { libraryPath, output }: CommandContext,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  return withLibrary(output, { libraryPath, create: false, capture: false }, (_opened, session) => {
    const context = { session, principal: owner, report: warnOfProblem(output) };
    return work(createRouterClient(createRouter(), { context }) as unknown as Client);
  });
}
