import { Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import { isEnded } from '../../lib/job-words.ts';
import { useJob } from '../../lib/use-job.ts';
import { JobProgress } from '../../ui/job-progress/job-progress.tsx';
import { NoticeBox } from '../../ui/notice-box.tsx';
import { Section } from '../../ui/section.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { ImportDone } from './import-result.tsx';
import { requestOf, resultOf, sourceInWords } from './import-words.ts';
import { LookResult } from './look-result.tsx';
import { Sources } from './sources.tsx';
import { useImportControl, type useStartImport } from './use-imports.ts';

function Running({ job }: { readonly job: Job }) {
  const { cancel } = useImportControl();
  const request = requestOf(job);
  return (
    <Section
      title={request?.dryRun ? 'Looking at the files' : 'Importing'}
      description={request && <Sources words={sourceInWords(request)} paths={request.paths} />}
      aside={
        <Button
          size="compact-sm"
          variant="default"
          loading={cancel.isPending}
          disabled={job.cancelling}
          onClick={() => cancel.mutate(job.id)}
        >
          {job.cancelling ? 'Stopping' : 'Cancel'}
        </Button>
      }
    >
      <div>
        <JobProgress job={job} />
        <Text size="sm" c="dimmed" mt="sm">
          {request?.dryRun
            ? 'Nothing is imported yet.'
            : 'This goes on while you do something else, and where it was after a restart.'}
        </Text>
      </div>
    </Section>
  );
}

function Stopped({ job }: { readonly job: Job }) {
  const { retry } = useImportControl();
  const looking = requestOf(job)?.dryRun === true;
  const cancelled = job.status === 'cancelled';
  return (
    <NoticeBox
      tone={cancelled ? 'warning' : 'problem'}
      title={
        cancelled
          ? looking
            ? 'Looking was cancelled'
            : 'The import was cancelled'
          : looking
            ? 'The files could not be looked at'
            : 'The import stopped'
      }
    >
      <span>
        {job.errorMessage ??
          (looking
            ? 'Nothing was imported.'
            : 'What was imported until then is in the library. Nothing else was touched.')}
      </span>
      <Group gap="xs" mt={4}>
        <Button size="compact-sm" loading={retry.isPending} onClick={() => retry.mutate(job.id)}>
          {job.progressCurrent > 0 ? 'Go on' : 'Try again'}
        </Button>
        <Button size="compact-sm" variant="default" component={Link} to="/import">
          Choose others
        </Button>
      </Group>
    </NoticeBox>
  );
}

/** One import, as far as it is: being looked at, looked at, under way, or done. */
export function ImportView({
  jobId,
  start,
}: {
  readonly jobId: string;
  readonly start: ReturnType<typeof useStartImport>;
}) {
  const { data: job, isPending, error, refetch } = useJob(jobId);
  if (isPending) return <LoadingState label="Reading about the import" />;
  if (error || !job) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (job.type !== 'import') {
    return (
      <EmptyState
        title="This is no import"
        action={
          <Button variant="default" component={Link} to="/import">
            Import pictures
          </Button>
        }
      />
    );
  }
  if (!isEnded(job)) return <Running job={job} />;
  const result = resultOf(job);
  const request = requestOf(job);
  if (job.status !== 'completed' || !result) return <Stopped job={job} />;
  if (result.dryRun && request) {
    return <LookResult key={job.id} job={job} request={request} result={result} start={start} />;
  }
  return <ImportDone job={job} request={request} result={result} />;
}
