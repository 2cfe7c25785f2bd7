import type { Job } from '../../../src-shared/contract/jobs.ts';
import { paceInWords, percentDone, progressInWords } from '../../lib/job-words.ts';
import classes from './job-progress.module.css';
import { ProgressBar } from './progress-bar.tsx';

/** How far a job is: its bar, figures, pace and time left; or that it waits. */
export function JobProgress({ job }: { readonly job: Job }) {
  const percent = percentDone(job);
  if (job.status === 'pending' && job.retryCount === 0 && job.progressCurrent === 0) {
    return <p className={classes.pace}>Waits for its turn.</p>;
  }
  return (
    <>
      <ProgressBar
        label={`Progress of ${job.title}`}
        words={progressInWords(job)}
        percent={percent}
        waits={job.status === 'pending'}
      />
      <p className={classes.pace}>
        <span>
          {progressInWords(job)}
          {percent !== null && ` (${Math.floor(percent)} %)`}
        </span>
        {paceInWords(job).map((part) => (
          <span key={part}>{part}</span>
        ))}
        {job.status === 'running' && job.retryCount > 0 && <span>attempt {job.retryCount + 1}</span>}
      </p>
    </>
  );
}
