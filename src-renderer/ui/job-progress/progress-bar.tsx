import classes from './job-progress.module.css';

/** How far something is. Moves to and fro while `percent` is null: it is not known how much there is to do. */
export function ProgressBar({
  label,
  words,
  percent,
  waits = false,
}: {
  readonly label: string;
  /** The same in figures. */
  readonly words: string;
  readonly percent: number | null;
  /** True before it has begun. */
  readonly waits?: boolean;
}) {
  return (
    <div
      className={classes.bar}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === null ? undefined : Math.floor(percent)}
      aria-valuetext={words}
      data-unknown={(percent === null && !waits) || undefined}
      data-waits={waits || undefined}
    >
      <span className={classes.barDone} style={percent === null ? undefined : { width: `${percent}%` }} />
    </div>
  );
}
