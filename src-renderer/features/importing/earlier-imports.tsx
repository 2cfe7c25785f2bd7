import { Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import { formatQuantity } from '../../lib/format.ts';
import { progressInWords, wordsOfJob } from '../../lib/job-words.ts';
import { Ago } from '../../ui/ago.tsx';
import { ForeignText } from '../../ui/foreign-text.tsx';
import { Section } from '../../ui/section.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { doneInWords, requestOf, resultOf, sourceInWords } from './import-words.ts';
import classes from './importing.module.css';
import { useEarlierImports } from './use-imports.ts';

function ImportRow({ job, open }: { readonly job: Job; readonly open: boolean }) {
  const words = wordsOfJob(job);
  const request = requestOf(job);
  const result = resultOf(job);
  return (
    <li>
      <Link to="/import" search={{ job: job.id }} className={classes.earlier} aria-current={open ? 'true' : undefined}>
        <StateMark shape={words.shape} tone={words.tone} />
        <span className={classes.earlierText}>
          <span className={classes.fileName}>
            <ForeignText text={request ? sourceInWords(request) : job.title} />
          </span>
          <span className={classes.quiet}>
            {result ? doneInWords(result) : `${words.label}, ${progressInWords(job)}`}
            {result && result.failed > 0 && ` ${formatQuantity(result.failed, 'file')} failed.`}
          </span>
        </span>
        <span className={classes.quiet}>
          <Ago at={job.completedAt ?? job.createdAt} />
        </span>
      </Link>
    </li>
  );
}

/** The imports so far. */
export function EarlierImports({ openId }: { readonly openId: string | undefined }) {
  const { query, imports } = useEarlierImports();
  if (query.isPending) return <LoadingState label="Reading the list" />;
  return (
    <Section title="Imports so far">
      {query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : imports.length === 0 && !query.hasNextPage ? (
        <Text c="dimmed">Nothing was imported yet.</Text>
      ) : (
        <>
          <ul className={classes.earlierList}>
            {imports.map((job) => (
              <ImportRow key={job.id} job={job} open={job.id === openId} />
            ))}
          </ul>
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
        </>
      )}
    </Section>
  );
}
