import { Button, SegmentedControl, Stack } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useActiveJobs } from '../../lib/active-jobs.ts';
import { orpc } from '../../lib/api.ts';
import { type EndedStatus, endedStatuses, statusWords } from '../../lib/job-words.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { JobRow } from './job-row.tsx';
import classes from './jobs.module.css';
import { StartJobs } from './start-jobs.tsx';
import { type JobActions, useEndedJobs, useJobActions } from './use-jobs.ts';

function Active({ actions }: { readonly actions: JobActions }) {
  const queries = useQueryClient();
  const { jobs, error } = useActiveJobs();
  if (error) {
    return (
      <ErrorState error={error} onRetry={() => void queries.invalidateQueries({ queryKey: orpc.jobs.list.key() })} />
    );
  }
  if (!jobs) return <LoadingState label="Asking what runs" />;
  if (jobs.length === 0) {
    return <p className={classes.nothing}>Nothing runs and nothing waits.</p>;
  }
  return (
    <div className={classes.jobs}>
      {jobs.map((job) => (
        <JobRow
          key={job.id}
          job={job}
          busy={actions.cancel.isPending && actions.cancel.variables === job.id}
          onCancel={actions.cancel.mutate}
          onRetry={actions.retry.mutate}
        />
      ))}
    </div>
  );
}

function Ended({ status, actions }: { readonly status: EndedStatus | undefined; readonly actions: JobActions }) {
  const { query, jobs } = useEndedJobs(status);
  const navigate = useNavigate();
  if (query.isPending) return <LoadingState label="Reading the list" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (jobs.length === 0) {
    if (query.hasNextPage) return <LoadingState label="Reading the list" />;
    return status ? (
      <EmptyState
        title={`No job is ${statusWords[status].label.toLowerCase()}`}
        action={
          <Button variant="default" onClick={() => void navigate({ to: '/jobs', search: {}, replace: true })}>
            Show all
          </Button>
        }
      />
    ) : (
      <EmptyState icon={<IconListCheck size={32} stroke={1.25} />} title="No job has ended yet">
        What Afterimage did in the background is listed here, with what it found and what it could not do.
      </EmptyState>
    );
  }
  return (
    <div className={classes.jobs}>
      {jobs.map((job) => (
        <JobRow
          key={job.id}
          job={job}
          busy={actions.retry.isPending && actions.retry.variables === job.id}
          onCancel={actions.cancel.mutate}
          onRetry={actions.retry.mutate}
        />
      ))}
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
    </div>
  );
}

/** Work in the background: what runs now, and how it ended. */
export function JobsPage() {
  const { status: wanted } = useSearch({ from: '/jobs' });
  const status = endedStatuses.find((each) => each === wanted);
  const navigate = useNavigate();
  const actions = useJobActions();
  return (
    <Page
      title="Jobs"
      description="Work in the background. It goes on where it was after a restart, and nothing is done twice."
      actions={<StartJobs actions={actions} />}
    >
      <Stack gap={40}>
        <Section title="Now">
          <Active actions={actions} />
        </Section>
        <Section
          title="Ended"
          aside={
            <SegmentedControl
              size="xs"
              aria-label="How it ended"
              value={status ?? 'all'}
              onChange={(value) =>
                void navigate({
                  to: '/jobs',
                  search: { status: endedStatuses.find((each) => each === value) },
                  replace: true,
                })
              }
              data={[
                { value: 'all', label: 'All' },
                ...endedStatuses.map((each) => ({ value: each, label: statusWords[each].label })),
              ]}
            />
          }
        >
          <Ended status={status} actions={actions} />
        </Section>
      </Stack>
    </Page>
  );
}
