import { Button, Group } from '@mantine/core';
import { formatBytes, formatCount, formatDuration, formatQuantity } from '../../lib/format.ts';
import { useNow } from '../../lib/now.ts';
import { ProgressBar } from '../../ui/job-progress/progress-bar.tsx';
import { NoticeBox } from '../../ui/notice-box.tsx';
import { Section } from '../../ui/section.tsx';
import classes from './importing.module.css';
import { LostPaths } from './lost-paths.tsx';
import { paceOfUpload, type UploadProgress } from './upload.ts';
import { uploadDesk } from './upload-desk.ts';

/** Files on their way from this browser. */
export function UploadPanel({ upload }: { readonly upload: UploadProgress }) {
  useNow();
  if (upload.phase === 'stopped') {
    return (
      <NoticeBox
        tone={upload.problem === null ? 'warning' : 'problem'}
        title={upload.problem === null ? 'Sending was cancelled' : 'The files were not sent'}
        role="alert"
      >
        <span>{upload.problem ?? 'Nothing was imported, and your own files are as they were.'}</span>
        <LostPaths lost={upload.lost} />
        <Group gap="xs" mt={4}>
          <Button size="compact-sm" variant="default" onClick={() => uploadDesk.clear()}>
            Close
          </Button>
        </Group>
      </NoticeBox>
    );
  }
  const pace = paceOfUpload(upload, performance.now());
  return (
    <Section
      title={upload.phase === 'collecting' ? 'Looking through what you gave' : 'Sending the files to Afterimage'}
      aside={
        <Button size="compact-sm" variant="default" onClick={() => uploadDesk.cancel()}>
          Cancel
        </Button>
      }
    >
      <div>
        <ProgressBar
          label="Files sent"
          words={`${formatCount(upload.sentFiles)} of ${formatCount(upload.files)}`}
          percent={upload.phase === 'collecting' || upload.bytes === 0 ? null : (upload.sentBytes / upload.bytes) * 100}
        />
        <p className={classes.pace}>
          {upload.phase === 'collecting' ? (
            <span>{formatQuantity(upload.files, 'file')} found</span>
          ) : (
            <>
              <span>
                {formatCount(upload.sentFiles)} of {formatQuantity(upload.files, 'file')}
              </span>
              <span>
                {formatBytes(upload.sentBytes)} of {formatBytes(upload.bytes)}
              </span>
              {pace && <span>{formatBytes(pace.bytesPerSecond)} a second</span>}
              {pace && <span>{pace.leftMs < 1000 ? 'almost done' : `${formatDuration(pace.leftMs)} left`}</span>}
            </>
          )}
        </p>
        <LostPaths lost={upload.lost} />
      </div>
    </Section>
  );
}
