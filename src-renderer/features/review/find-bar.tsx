import { Button, Progress, Text } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { DuplicateCounts } from '../../../src-shared/contract/duplicates.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import { useActiveJobs } from '../../lib/active-jobs.ts';
import { client } from '../../lib/api.ts';
import { formatCount, formatDuration, formatQuantity } from '../../lib/format.ts';
import { askJobListsAgain } from '../../lib/live-cache.ts';
import { noticeProblem } from '../../lib/notice.ts';
import classes from './review.module.css';

const findingTypes: readonly Job['type'][] = ['scan_duplicates', 'process'];

/** Starts looking for duplicates, and tells how far that is. */
export function useFinding(): { job: Job | undefined; start: () => void; starting: boolean } {
  const queries = useQueryClient();
  const job = useActiveJobs().jobs?.find((each) => findingTypes.includes(each.type));
  const scan = useMutation({
    mutationFn: () => client.duplicates.scan({}),
    onSuccess: () => askJobListsAgain(queries),
    onError: (error) => noticeProblem('The search for duplicates was not started', error),
  });
  return { job, start: () => scan.mutate(), starting: scan.isPending };
}

/** What was not compared yet, in a sentence; undefined where everything was. */
export function notComparedWords({
  unsigned,
  unmatched,
}: Pick<DuplicateCounts, 'unsigned' | 'unmatched'>): string | undefined {
  const pictures = unsigned + unmatched;
  if (pictures === 0) return undefined;
  return `${formatQuantity(pictures, 'picture')} ${pictures === 1 ? 'was' : 'were'} not compared yet, so there may be more duplicates.`;
}

/** One line under the toolbar while something is missing from the groups: what, and the way to get it. */
export function FindBar({
  counts,
  finding,
}: {
  readonly counts: DuplicateCounts | undefined;
  readonly finding: ReturnType<typeof useFinding>;
}) {
  const { job, start, starting } = finding;
  if (job) return <FindProgress job={job} />;
  const words = counts && notComparedWords(counts);
  if (!words) return null;
  return (
    <div className={classes.findBar} role="status">
      <Text size="sm">{words}</Text>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconSearch size={14} aria-hidden />}
        loading={starting}
        onClick={start}
      >
        Find duplicates
      </Button>
    </div>
  );
}

/** How far the search is. */
export function FindProgress({ job }: { readonly job: Job }) {
  const { progressCurrent: current, progressTotal: total, secondsLeft } = job;
  const percent = total !== null && total > 0 ? Math.min(100, (current / total) * 100) : null;
  return (
    <div className={classes.findBar}>
      <Text size="sm" className={classes.findTitle}>
        {job.status === 'pending' ? `Waiting: ${job.title}` : job.title}
      </Text>
      <Progress.Root className={classes.findProgress} size="sm">
        <Progress.Section
          value={percent ?? 100}
          animated={percent === null}
          aria-label={`Progress of ${job.title}`}
          aria-valuetext={
            total === null ? 'Not known yet how much there is' : `${formatCount(current)} of ${formatCount(total)}`
          }
        />
      </Progress.Root>
      <Text size="sm" c="dimmed" className={classes.findFigures}>
        {total !== null && `${formatCount(current)} of ${formatCount(total)}`}
        {secondsLeft !== null && secondsLeft >= 1 && `, ${formatDuration(secondsLeft * 1000)} left`}
      </Text>
      <Button size="compact-sm" variant="subtle" color="gray" component={Link} to="/jobs">
        Jobs
      </Button>
    </div>
  );
}
