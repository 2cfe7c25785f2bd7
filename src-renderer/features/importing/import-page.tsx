import { Button, Stack } from '@mantine/core';
import { IconClockQuestion } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { formatQuantity } from '../../lib/format.ts';
import { noticeDone } from '../../lib/notice.ts';
import { useUncertainCount } from '../../lib/uncertain-times.ts';
import { JobHistory } from '../../ui/job-history/job-history.tsx';
import { Page } from '../../ui/page.tsx';
import { ChooseSources } from './choose-sources.tsx';
import { ImportView } from './import-view.tsx';
import { isRealImport, nameOfImport, outcomeInWords } from './import-words.ts';
import { uploadDesk, useUpload } from './upload-desk.ts';
import { UploadPanel } from './upload-panel.tsx';
import { useStartImport } from './use-imports.ts';

/** Pictures of folders and files on their way into the library. The address says which import is looked at. */
export function ImportPage() {
  const { job } = useSearch({ from: '/import' });
  const navigate = useNavigate();
  const start = useStartImport();
  const upload = useUpload();
  const uncertain = useUncertainCount() ?? 0;

  const lookJobId = upload?.phase === 'sent' ? upload.jobId : null;
  const lostCount = upload?.lost.length ?? 0;
  useEffect(() => {
    if (lookJobId === null) return;
    if (lostCount > 0) noticeDone(`${formatQuantity(lostCount, 'file')} could not be sent, and are left out.`);
    uploadDesk.clear();
    void navigate({ to: '/import', search: { job: lookJobId } });
  }, [lookJobId, lostCount, navigate]);

  return (
    <Page
      title="Import"
      description="Brings pictures of folders, files and archives into the library, each on the day on which it was taken."
      actions={
        uncertain > 0 && (
          <Button
            variant="default"
            component={Link}
            to="/times"
            leftSection={<IconClockQuestion size={16} aria-hidden />}
          >
            {formatQuantity(uncertain, 'uncertain time')}
          </Button>
        )
      }
    >
      <Stack gap={40}>
        {upload && upload.phase !== 'sent' ? (
          <UploadPanel upload={upload} />
        ) : job !== undefined ? (
          <ImportView key={job} jobId={job} start={start} />
        ) : (
          <ChooseSources start={start} />
        )}
        <JobHistory
          title="Imports so far"
          empty="Nothing was imported yet."
          type="import"
          to="/import"
          openId={job}
          isShown={isRealImport}
          nameOf={nameOfImport}
          wordsOf={outcomeInWords}
        />
      </Stack>
    </Page>
  );
}
