import { QueryClient } from '@tanstack/react-query';
import { isFinal } from '../lib/problem.ts';

/** The cache of what the core said. The live stream keeps it fresh, so nothing is asked again merely for being old. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => !isFinal(error) && failures < 2,
        // The core is on this machine: "offline" says nothing about whether it answers.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
