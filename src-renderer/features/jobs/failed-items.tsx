import { Button, Text } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Job, JobItem } from '../../../src-shared/contract/jobs.ts';
import { orpc } from '../../lib/api.ts';
import { formatMoment } from '../../lib/format.ts';
import { thumbnailUrl } from '../../lib/media.ts';
import { problemOf } from '../../lib/problem.ts';
import { LoadingState } from '../../ui/states.tsx';
import classes from './jobs.module.css';

const pageLength = 50;

function FailedItem({ item }: { readonly item: JobItem }) {
  const { capture } = item;
  const shown = capture !== null && capture.missingAt === null;
  return (
    <li className={classes.failedItem}>
      <span className={classes.thumbnail}>
        {shown ? (
          <img src={thumbnailUrl(capture.id, 96)} alt="" loading="lazy" decoding="async" draggable={false} />
        ) : (
          <IconPhotoOff size={18} stroke={1.5} aria-hidden />
        )}
      </span>
      <span className={classes.failedText}>
        <span>{item.errorMessage ?? 'No reason was noted.'}</span>
        <span className={classes.quiet}>
          {capture === null ? (
            `A picture that is not in the library any more (${item.captureId})`
          ) : (
            <>
              {capture.displayName ?? capture.originalFilename ?? 'Picture'},{' '}
              {formatMoment(capture.capturedAt, capture.utcOffsetMinutes)}
              {capture.trashedAt === null && (
                <>
                  {' · '}
                  <Link
                    to="/day/$day"
                    params={{ day: capture.localDay }}
                    search={{ at: capture.capturedAt, display: capture.displayId ?? '' }}
                    className={classes.link}
                  >
                    Show in the timeline
                  </Link>
                </>
              )}
            </>
          )}
        </span>
      </span>
    </li>
  );
}

/** The pictures a job could not do, each with its reason. Asked for anew when there are more of them. */
export function FailedItems({ job }: { readonly job: Job }) {
  const query = useInfiniteQuery(
    orpc.jobs.items.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: job.id, status: 'failed' as const, cursor, limit: pageLength }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  const { refetch } = query;
  const known = useRef(job.failedItems);
  useEffect(() => {
    if (known.current === job.failedItems) return;
    known.current = job.failedItems;
    // A job that fails fast says so several times a second.
    const timer = setTimeout(() => void refetch(), 500);
    return () => clearTimeout(timer);
  }, [job.failedItems, refetch]);

  if (query.isPending) return <LoadingState label="Reading what failed" />;
  if (query.isError) {
    return (
      <Text size="sm" c="var(--color-problem)" role="alert">
        What failed could not be read: {problemOf(query.error).message}
      </Text>
    );
  }
  const items = query.data.pages.flatMap((page) => page.items);
  return (
    <>
      <ul className={classes.failedItems} aria-label={`What failed in ${job.title}`}>
        {items.map((item) => (
          <FailedItem key={item.captureId} item={item} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          mt="sm"
          size="xs"
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  );
}
