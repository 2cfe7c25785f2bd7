import { SegmentedControl, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouterState, useSearch } from '@tanstack/react-router';
import { orpc } from '../../lib/api.ts';
import { type ExportWay, exportWays } from '../../lib/export-ways.ts';
import { useLibraryStatus } from '../../lib/live.tsx';
import { JobHistory } from '../../ui/job-history/job-history.tsx';
import { Page } from '../../ui/page.tsx';
import { DayPictureForm } from './day-picture-form.tsx';
import type { ExportAddress } from './export-scope.ts';
import { ExportView } from './export-view.tsx';
import { folderOf, outcomeInWords } from './export-words.ts';
import { PicturesForm } from './pictures-form.tsx';
import { useStartExport } from './use-export.ts';

const wayLabels: Readonly<Record<ExportWay, string>> = {
  pictures: 'Pictures',
  'time-lapse': 'Time-lapse of a day',
  'contact-sheet': 'Contact sheet of a day',
};

/** Copies of pictures on their way out of the library. The address says what, or which export is looked at. */
export function ExportPage() {
  const { job, as = 'pictures', ...address } = useSearch({ from: '/export' });
  const captureIds = useRouterState({ select: (state) => state.location.state.captureIds });
  const navigate = useNavigate();
  const start = useStartExport();
  const today = useQuery(orpc.timeline.days.queryOptions({ input: {} })).data?.today ?? '';
  const place = folderOf(useLibraryStatus()?.path ?? '');
  const go = (search: ExportAddress & { readonly as?: ExportWay | undefined }, keep?: readonly string[]): void => {
    start.reset();
    void navigate({ to: '/export', search, replace: true, state: { captureIds: keep } });
  };
  const chosen = as === 'pictures' ? undefined : as;
  return (
    <Page
      title="Export"
      description="Puts copies of pictures where other programs find them. The library stays as it is."
    >
      <Stack gap={40}>
        {job !== undefined ? (
          <ExportView key={job} jobId={job} />
        ) : (
          <Stack gap={28}>
            <div>
              <SegmentedControl
                aria-label="What is made"
                value={as}
                onChange={(value) => {
                  const way = exportWays.find((each) => each === value);
                  go({ ...address, as: way === 'pictures' ? undefined : way }, captureIds);
                }}
                data={exportWays.map((value) => ({ value, label: wayLabels[value] }))}
              />
            </div>
            {as === 'pictures' ? (
              <PicturesForm
                address={address}
                captureIds={captureIds}
                place={place}
                today={today}
                start={start}
                onAddress={(next) => go(next)}
                onAll={() => go(address)}
              />
            ) : (
              <DayPictureForm
                key={as}
                as={as}
                address={address}
                place={place}
                today={today}
                start={start}
                onAddress={(next) => go({ ...next, as: chosen })}
              />
            )}
          </Stack>
        )}
        <JobHistory
          title="Exports so far"
          empty="Nothing was exported yet."
          type="export"
          to="/export"
          openId={job}
          nameOf={(each) => each.title}
          wordsOf={outcomeInWords}
        />
      </Stack>
    </Page>
  );
}
