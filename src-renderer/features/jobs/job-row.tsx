import { Button, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo, useId, useState } from 'react';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import { formatDuration, formatQuantity } from '../../lib/format.ts';
import { factsOfJob, isEnded, progressInWords, wordsOfJob } from '../../lib/job-words.ts';
import { useNow } from '../../lib/now.ts';
import { Ago } from '../../ui/ago.tsx';
import { JobProgress } from '../../ui/job-progress/job-progress.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { FailedItems } from './failed-items.tsx';
import classes from './jobs.module.css';

/** The functions of a job's buttons, and for which job one of them is under way. */
export interface JobButtons {
  readonly onCancel: (id: string) => void;
  readonly onRetry: (id: string) => void;
}

function NextAttempt({ job }: { readonly job: Job }) {
  const nowMs = useNow();
  const waitMs = (job.notBefore ?? 0) - nowMs;
  return (
    <>
      Failed {job.retryCount === 1 ? 'once' : formatQuantity(job.retryCount, 'time')}. The next attempt{' '}
      {waitMs > 0 ? `is in ${formatDuration(waitMs)}` : 'begins now'}.
    </>
  );
}

function Ended({ job }: { readonly job: Job }) {
  const tookMs = job.startedAt !== null && job.completedAt !== null ? job.completedAt - job.startedAt : null;
  const facts = factsOfJob(job);
  return (
    <>
      <p className={classes.pace}>
        <Ago at={job.completedAt} never="not noted when" />
        {tookMs !== null && <span>took {tookMs < 1000 ? 'less than a second' : formatDuration(tookMs)}</span>}
        {job.status !== 'completed' && <span>{progressInWords(job)}</span>}
        {job.retryCount > 0 && <span>tried {formatQuantity(job.retryCount + 1, 'time')}</span>}
      </p>
      {facts.length > 0 && (
        <dl className={classes.results}>
          {facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

/** One job: what it does, how far it is, what it found, what failed, and what can be done about it. */
export const JobRow = memo(function JobRow({
  job,
  busy,
  onCancel,
  onRetry,
}: { readonly job: Job; readonly busy: boolean } & JobButtons) {
  const [opened, setOpened] = useState(false);
  const listId = useId();
  const words = wordsOfJob(job);
  const ended = isEnded(job);
  return (
    <article className={classes.job} aria-label={`${job.title}: ${words.label}`} data-status={job.status}>
      <div className={classes.head}>
        <span className={classes.sign}>
          <StateMark shape={words.shape} tone={words.tone} />
        </span>
        <h3 className={classes.title}>{job.title}</h3>
        <span className={classes.status}>{words.label}</span>
        {!ended && (
          <Button
            size="compact-sm"
            variant="default"
            className={classes.action}
            loading={busy}
            disabled={job.cancelling}
            onClick={() => onCancel(job.id)}
          >
            Cancel
          </Button>
        )}
        {(job.status === 'failed' || job.status === 'cancelled') && (
          <Button
            size="compact-sm"
            variant="default"
            className={classes.action}
            loading={busy}
            onClick={() => onRetry(job.id)}
          >
            {job.progressCurrent > 0 ? 'Go on' : 'Try again'}
          </Button>
        )}
      </div>
      <div className={classes.body}>
        {ended ? <Ended job={job} /> : <JobProgress job={job} />}
        {job.errorMessage !== null && (
          <p className={classes.error} data-tone={job.status === 'failed' ? 'problem' : 'warning'}>
            {job.errorMessage}
          </p>
        )}
        {job.status === 'pending' && job.notBefore !== null && (
          <p className={classes.pace}>
            <NextAttempt job={job} />
          </p>
        )}
        {job.type === 'import' && (
          <Link to="/import" search={{ job: job.id }} className={classes.link}>
            {ended ? 'What became of each file' : 'Watch it on the page of imports'}
          </Link>
        )}
        {job.failedItems > 0 && job.type !== 'import' && (
          <>
            <UnstyledButton
              className={classes.failedToggle}
              aria-expanded={opened}
              aria-controls={listId}
              onClick={() => setOpened(!opened)}
            >
              <IconChevronRight size={14} className={classes.chevron} data-opened={opened || undefined} aria-hidden />
              {formatQuantity(job.failedItems, 'picture')} could not be done
            </UnstyledButton>
            <div id={listId} hidden={!opened}>
              {opened && <FailedItems job={job} />}
            </div>
          </>
        )}
      </div>
    </article>
  );
});
