import { Button, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import type { JobType } from '../../../src-shared/domain/vocabulary.ts';
import { orpc } from '../../lib/api.ts';
import { wordsOfJob } from '../../lib/job-words.ts';
import { Ago } from '../ago.tsx';
import { ForeignText } from '../foreign-text.tsx';
import { Section } from '../section.tsx';
import { StateMark } from '../state-mark.tsx';
import { ErrorState, LoadingState } from '../states.tsx';
import classes from './job-history.module.css';

const pageLength = 30;

/** All jobs of a kind so far, newest first, each with a way to what it did. */
export function JobHistory({
  title,
  empty,
  type,
  to,
  openId,
  isShown = () => true,
  nameOf,
  wordsOf,
}: {
  readonly title: string;
  /** What is said while there is none. */
  readonly empty: string;
  readonly type: JobType;
  /** The page that shows one of them. */
  readonly to: '/import' | '/export';
  readonly openId: string | undefined;
  /** Leaves some out. Must stay the same function. */
  readonly isShown?: (job: Job) => boolean;
  readonly nameOf: (job: Job) => string;
  readonly wordsOf: (job: Job) => string;
}) {
  const query = useInfiniteQuery(
    orpc.jobs.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ type, cursor, limit: pageLength }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const jobs = useMemo(
    () => query.data?.pages.flatMap((page) => page.items).filter(isShown) ?? [],
    [query.data, isShown],
  );
  if (query.isPending) return <LoadingState label="Reading the list" />;
  return (
    <Section title={title}>
      {query.isError && jobs.length === 0 ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : jobs.length === 0 && !query.hasNextPage ? (
        <Text c="dimmed">{empty}</Text>
      ) : (
        <ul className={classes.list} aria-label={title}>
          {jobs.map((job) => {
            const { label, shape, tone } = wordsOfJob(job);
            return (
              <li key={job.id}>
                <Link
                  to={to}
                  search={{ job: job.id }}
                  className={classes.row}
                  aria-current={job.id === openId ? 'true' : undefined}
                >
                  <StateMark shape={shape} tone={tone} label={label} />
                  <span className={classes.text}>
                    <span className={classes.name}>
                      <ForeignText text={nameOf(job)} />
                    </span>
                    <span className={classes.quiet}>{wordsOf(job)}</span>
                  </span>
                  <span className={classes.quiet}>
                    <Ago at={job.completedAt ?? job.createdAt} />
                  </span>
                </Link>
              </li>
            );
          })}
        </ul>
      )}
      {query.hasNextPage && (
        <Button
          variant="default"
          loading={query.isFetchingNextPage}
          style={{ alignSelf: 'center' }}
          onClick={() => void query.fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </Section>
  );
}
