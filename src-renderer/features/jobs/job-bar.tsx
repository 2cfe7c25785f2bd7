import type { Job } from '../../../src-shared/contract/jobs.ts';
import { percentDone, progressInWords } from './job-words.ts';
import classes from './jobs.module.css';

/** How far a job is. Moves to and fro while it is not known how much there is to do. */
export function JobBar({ job }: { readonly job: Job }) {
  const percent = percentDone(job);
  const waits = job.status === 'pending';
  return (
    <div
      className={classes.bar}
      role="progressbar"
      aria-label={`Progress of ${job.title}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === null ? undefined : Math.floor(percent)}
      aria-valuetext={progressInWords(job)}
      data-unknown={(percent === null && !waits) || undefined}
      data-waits={waits || undefined}
    >
      <span className={classes.barDone} style={percent === null ? undefined : { width: `${percent}%` }} />
    </div>
  );
}
