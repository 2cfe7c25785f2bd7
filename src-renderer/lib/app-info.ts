import { useQuery } from '@tanstack/react-query';
import type { AppInfo } from '../../src-shared/contract/app.ts';
import { orpc } from './api.ts';

/** What this app is and what its host can do; undefined until known. */
export function useAppInfo(): AppInfo | undefined {
  return useQuery(orpc.app.info.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data;
}
