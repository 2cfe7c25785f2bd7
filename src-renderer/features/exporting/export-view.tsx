import { ActionIcon, Button, CopyButton, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconFolderOpen } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import { useAppInfo } from '../../lib/app-info.ts';
import { formatQuantity } from '../../lib/format.ts';
import { isEnded } from '../../lib/job-words.ts';
import { useJob } from '../../lib/use-job.ts';
import { ForeignText } from '../../ui/foreign-text.tsx';
import { JobProgress } from '../../ui/job-progress/job-progress.tsx';
import { NoticeBox } from '../../ui/notice-box.tsx';
import { Section } from '../../ui/section.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { doneInWords, isOnePicture, resultOf, verifyCommand } from './export-words.ts';
import classes from './exporting.module.css';
import { useExportControl } from './use-export.ts';

const exportMore = (
  <Button variant="default" component={Link} to="/export">
    Export more
  </Button>
);

function Line({
  label,
  text,
  children,
}: {
  readonly label: string;
  readonly text: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={classes.line}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <div className={classes.lineText}>
        <code className={classes.code}>
          <ForeignText text={text} />
        </code>
        <CopyButton value={text} timeout={1500}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : 'Copy'}>
              <ActionIcon size={30} onClick={copy} aria-label={copied ? 'Copied' : `Copy: ${label}`}>
                {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
        {children}
      </div>
    </div>
  );
}

function Done({ job }: { readonly job: Job }) {
  const { reveal } = useExportControl();
  const canReveal = useAppInfo()?.capabilities.revealInFolder === true;
  const result = resultOf(job);
  if (!result) return null;
  return (
    <Section title={doneInWords(job, result)} description={job.title} aside={exportMore}>
      <Stack gap="md">
        <Line label="It is here" text={result.path}>
          {canReveal && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconFolderOpen size={15} aria-hidden />}
              loading={reveal.isPending}
              onClick={() => reveal.mutate(job.id)}
            >
              Reveal
            </Button>
          )}
        </Line>
        {!isOnePicture(job) && (
          <Line label="Checks every file, without the library" text={verifyCommand(result.path)} />
        )}
        {result.failed > 0 && (
          <NoticeBox tone="warning" title={`${formatQuantity(result.failed, 'picture')} could not be read`}>
            <span>
              They are named, each with its reason,{' '}
              <Link to="/jobs" className={classes.link}>
                on the page of jobs
              </Link>
              .
            </span>
          </NoticeBox>
        )}
      </Stack>
    </Section>
  );
}

/** One export, as far as it is. */
export function ExportView({ jobId }: { readonly jobId: string }) {
  const { data: job, isPending, error, refetch } = useJob(jobId);
  const { cancel, retry } = useExportControl();
  if (isPending) return <LoadingState label="Reading about the export" />;
  if (error || !job) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (job.type !== 'export') return <EmptyState title="This is no export" action={exportMore} />;
  if (!isEnded(job)) {
    return (
      <Section
        title={job.title}
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
            This goes on while you do something else, and where it was after a restart.
          </Text>
        </div>
      </Section>
    );
  }
  if (job.status === 'completed') return <Done job={job} />;
  const cancelled = job.status === 'cancelled';
  return (
    <NoticeBox
      tone={cancelled ? 'warning' : 'problem'}
      title={cancelled ? 'The export was cancelled' : 'The export stopped'}
    >
      <span>{job.errorMessage ?? 'What was exported until then is not whole.'}</span>
      <Group gap="xs" mt={4}>
        <Button size="compact-sm" loading={retry.isPending} onClick={() => retry.mutate(job.id)}>
          {job.progressCurrent > 0 ? 'Go on' : 'Try again'}
        </Button>
        <Button size="compact-sm" variant="default" component={Link} to="/export">
          Export something else
        </Button>
      </Group>
    </NoticeBox>
  );
}
