import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { Contract } from '../../src-shared/contract/index.ts';
import { createLink } from './connection.ts';

/** The core, typed by the contract: `await client.captures.get({ id })`. */
export const client: ContractRouterClient<Contract> = createORPCClient(createLink());

/** The same as options for TanStack Query: `useQuery(orpc.captures.get.queryOptions({ input: { id } }))`. */
export const orpc = createTanstackQueryUtils(client);
