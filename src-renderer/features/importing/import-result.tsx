import { Button, Stack } from '@mantine/core';
import { IconCalendarTime, IconClockQuestion, IconCopy } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ImportRequest, ImportResult } from '../../../src-shared/contract/importing.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import { defaultSimilarityThreshold } from '../../../src-shared/domain/similarity.ts';
import { useActiveJobs } from '../../lib/active-jobs.ts';
import { client, orpc } from '../../lib/api.ts';
import { formatBytes, formatCount, formatQuantity, formatShortDay } from '../../lib/format.ts';
import { askJobListsAgain } from '../../lib/live-cache.ts';
import { noticeProblem } from '../../lib/notice.ts';
import { useUncertainCount } from '../../lib/uncertain-times.ts';
import { Figures } from '../../ui/facts.tsx';
import { Section } from '../../ui/section.tsx';
import { FileList } from './file-list.tsx';
import { doneInWords, fileKinds, fromInWords } from './import-words.ts';
import classes from './importing.module.css';
import { Sources } from './sources.tsx';

/** The day of the first picture that an import brought; undefined until known, and where it brought none. */
function useFirstPicture(jobId: string, imported: number) {
  const first = useQuery(
    orpc.importing.files.queryOptions({
      input: { id: jobId, status: 'imported', limit: 1 },
      enabled: imported > 0,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  ).data?.items[0]?.captureId;
  return useQuery(orpc.captures.get.queryOptions({ input: { id: first ?? '' }, enabled: !!first, retry: false })).data;
}

const findingTypes: readonly Job['type'][] = ['scan_duplicates', 'process'];

/** The way to the near duplicates: found already, being looked for, or still to be found. */
function DuplicatesStep() {
  const queries = useQueryClient();
  const counts = useQuery(orpc.duplicates.counts.queryOptions({ input: {} })).data;
  const finding = useActiveJobs().jobs?.some((job) => findingTypes.includes(job.type)) ?? false;
  const scan = useMutation({
    mutationFn: () => client.duplicates.scan({}),
    onSuccess: () => askJobListsAgain(queries),
    onError: (error) => noticeProblem('The search for duplicates was not started', error),
  });
  const groups = counts?.settings.find(({ threshold }) => threshold === defaultSimilarityThreshold)?.groups ?? 0;
  const compared = counts !== undefined && counts.unsigned + counts.unmatched === 0;
  return (
    <li className={classes.step}>
      <IconCopy size={22} stroke={1.5} className={classes.stepSign} aria-hidden />
      <span className={classes.stepText}>
        <strong>Near duplicates.</strong>{' '}
        {groups > 0
          ? `${formatQuantity(groups, 'group')} in the library ${groups === 1 ? 'waits' : 'wait'} for a decision.`
          : finding
            ? 'The new pictures are being compared with all others.'
            : compared
              ? 'The new pictures were compared with all others; there is nothing to decide.'
              : 'Compares the new pictures with all others; nothing is deleted before you say so.'}
      </span>
      {groups > 0 ? (
        <Button className={classes.stepAction} variant="default" component={Link} to="/review">
          Review duplicates
        </Button>
      ) : (
        !compared && (
          <Button
            className={classes.stepAction}
            variant="default"
            loading={finding || scan.isPending}
            onClick={() => scan.mutate()}
          >
            Find duplicates
          </Button>
        )
      )}
    </li>
  );
}

/** What can be done next, each with what it is good for. */
function NextSteps({ job, result }: { readonly job: Job; readonly result: ImportResult }) {
  const uncertain = useUncertainCount(job.id, result.uncertain > 0) ?? result.uncertain;
  const picture = useFirstPicture(job.id, result.imported);
  if (result.imported === 0) return null;
  return (
    <ul className={classes.steps} aria-label="What next">
      {uncertain > 0 && (
        <li className={classes.step}>
          <IconClockQuestion size={22} stroke={1.5} className={classes.stepSign} aria-hidden />
          <span className={classes.stepText}>
            <strong>Not sure when {uncertain === 1 ? 'one was' : `${formatCount(uncertain)} were`} taken.</strong> Look
            at what there is to go by, and say what is right.
          </span>
          <Button
            className={classes.stepAction}
            renderRoot={(props) => <Link {...props} to="/times" search={{ import: job.id }} />}
          >
            Review {formatQuantity(uncertain, 'uncertain time')}
          </Button>
        </li>
      )}
      <DuplicatesStep />
      {picture && picture.trashedAt === null && (
        <li className={classes.step}>
          <IconCalendarTime size={22} stroke={1.5} className={classes.stepSign} aria-hidden />
          <span className={classes.stepText}>
            <strong>In the timeline.</strong> The pictures lie in the days on which they were taken.
          </span>
          <Button
            className={classes.stepAction}
            variant="default"
            renderRoot={(props) => (
              <Link
                {...props}
                to="/day/$day"
                params={{ day: picture.localDay }}
                search={{ at: picture.capturedAt, display: picture.displayId ?? '' }}
              />
            )}
          >
            Show {formatShortDay(picture.localDay)}
          </Button>
        </li>
      )}
    </ul>
  );
}

/** What an import did. */
export function ImportDone({
  job,
  request,
  result,
}: {
  readonly job: Job;
  readonly request: ImportRequest | undefined;
  readonly result: ImportResult;
}) {
  const counts = [
    { name: 'Imported', value: result.imported, note: formatBytes(result.importedBytes) },
    { name: 'There already', value: result.linked, note: 'not stored twice' },
    { name: 'Failed', value: result.failed, note: 'each with its reason below' },
    { name: 'No pictures', value: result.skipped, note: 'left where they are' },
  ];
  return (
    <Section
      title={doneInWords(result)}
      description={request && <Sources words={fromInWords(request)} paths={request.paths} />}
      aside={
        <Button variant="default" component={Link} to="/import">
          Import more
        </Button>
      }
    >
      <Stack gap="lg">
        <Figures
          facts={counts
            .filter(({ value }, index) => index === 0 || value > 0)
            .map((fact) => ({ ...fact, value: formatCount(fact.value) }))}
        />
        <NextSteps job={job} result={result} />
        <FileList jobId={job.id} kinds={fileKinds(result).toSorted((a, b) => rank(a.status) - rank(b.status))} />
      </Stack>
    </Section>
  );
}

/** What failed is what a person wants to know. */
function rank(status: string): number {
  return status === 'failed' ? 0 : 1;
}
