import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { orpc } from '../../lib/api.ts';
import { useCaptureStatus, useLibraryStatus } from '../../lib/live.tsx';
import { Page } from '../../ui/page.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { CaptureSection } from './capture-section.tsx';
import { DatabaseSection } from './database-section.tsx';
import { DisplaysSection } from './displays-section.tsx';
import { StorageSection } from './storage-section.tsx';

// The plots bring a chart library with them, which nothing else needs.
const DayPlots = lazy(async () => ({ default: (await import('./day-plots.tsx')).DayPlots }));
const StatePlots = lazy(async () => ({ default: (await import('./state-plots.tsx')).StatePlots }));

/** How capture, storage and the database are doing. */
export function StatusPage() {
  const status = useCaptureStatus();
  const library = useLibraryStatus();
  // Both change with every capture; the live stream adds the captures, the means are asked for now and then.
  const storage = useQuery(orpc.library.storage.queryOptions({ refetchInterval: 60_000 }));
  const days = useQuery(orpc.timeline.days.queryOptions({ input: {} }));
  const error = storage.error ?? days.error;
  return (
    <Page title="Status" description="What is being captured, how much room it takes, and whether all is well.">
      {error ? (
        <ErrorState
          error={error}
          onRetry={() => {
            void storage.refetch();
            void days.refetch();
          }}
        />
      ) : !status || !library ? (
        <LoadingState label="Asking how things are" />
      ) : (
        <Stack gap={40}>
          <CaptureSection status={status} />
          <DisplaysSection status={status} today={days.data?.today} />
          <StorageSection storage={storage.data} disk={library.disk} />
          <Suspense fallback={<Skeleton h={220} />}>
            {days.data ? <DayPlots days={days.data.days} today={days.data.today} /> : <Skeleton h={220} />}
          </Suspense>
          <Suspense fallback={<Skeleton h={220} />}>
            <StatePlots />
          </Suspense>
          <DatabaseSection library={library} databaseBytes={storage.data?.databaseBytes} />
        </Stack>
      )}
    </Page>
  );
}
