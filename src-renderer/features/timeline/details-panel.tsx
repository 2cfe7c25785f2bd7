import { ActionIcon, Button, CopyButton, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconExternalLink, IconFolderOpen } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode, Ref } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { orpc } from '../../lib/api.ts';
import { formatBytes, formatCount, formatDuration, formatMoment, formatOffset, formatTime } from '../../lib/format.ts';
import { formatName, fullUrl } from '../../lib/media.ts';
import { problemOf } from '../../lib/problem.ts';
import { trustInWords } from '../../lib/time-words.ts';
import { ForeignText } from '../../ui/foreign-text.tsx';
import { CaptureMarks } from './capture-marks.tsx';
import { CaptureTimes } from './capture-times.tsx';
import classes from './details-panel.module.css';
import type { DecideActions } from './use-decide-actions.ts';

function Row({
  label,
  copy,
  children,
}: {
  readonly label: string;
  readonly copy?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes.row}>
      <dt>{label}</dt>
      <dd>
        <span className={classes.value}>{children}</span>
        {copy !== undefined && (
          <CopyButton value={copy} timeout={1500}>
            {({ copied, copy: put }) => (
              <Tooltip label={copied ? 'Copied' : `Copy ${label.toLowerCase()}`}>
                <ActionIcon size={24} onClick={put} aria-label={copied ? 'Copied' : `Copy ${label.toLowerCase()}`}>
                  {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        )}
      </dd>
    </div>
  );
}

/** All that is known about a picture, and what can be done with its file. */
export function DetailsPanel({
  capture,
  tagField,
  onEditTags,
  onSetTime,
}: {
  readonly capture: Capture | null;
  readonly tagField: Ref<HTMLInputElement>;
  /** The picture must stay where it is while its tags are typed. */
  readonly onEditTags: (capture: Capture) => void;
  readonly onSetTime: DecideActions['setTime'];
}) {
  const info = useQuery(orpc.app.info.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data;
  const isImport = capture?.origin === 'import';
  const evidence = useQuery(
    orpc.times.evidence.queryOptions({ input: { id: capture?.id ?? '' }, enabled: isImport, retry: false }),
  ).data?.evidence;
  const reveal = useMutation(orpc.app.revealInFolder.mutationOptions());
  if (!capture) {
    return (
      <Text c="dimmed" size="sm" p="md">
        There is no picture at this moment.
      </Text>
    );
  }
  const { utcOffsetMinutes: offset } = capture;
  const heldMs = capture.endedAt - capture.capturedAt;
  const scale = capture.displayScale !== null && capture.displayScale !== 1 ? `, scale ${capture.displayScale}` : '';
  const rotation = capture.displayRotation ? `, turned ${capture.displayRotation}°` : '';
  return (
    <Stack gap="sm" className={classes.panel}>
      <CaptureMarks capture={capture} fieldRef={tagField} onEdit={() => onEditTags(capture)} />
      <dl className={classes.list} aria-label="Details">
        <Row label="Time" copy={new Date(capture.capturedAt).toISOString()}>
          {formatMoment(capture.capturedAt, offset)}
          <span className={classes.note}>
            {formatOffset(offset)}
            {capture.origin === 'import' && ` · ${trustInWords(capture, evidence)}`}
          </span>
        </Row>
        {capture.origin === 'screen' && (
          <Row label="Unchanged until">
            {heldMs > 0 ? `${formatTime(capture.endedAt, offset)} (${formatDuration(heldMs)})` : 'Not seen again'}
          </Row>
        )}
        {capture.displayName !== null && (
          <Row label="Display">
            {capture.displayName}
            {capture.displayX !== null && capture.displayY !== null && (
              <span className={classes.note}>
                {capture.displayWidth !== null && `${capture.displayWidth} × ${capture.displayHeight} `}at{' '}
                {capture.displayX}, {capture.displayY}
                {scale}
                {rotation}
              </span>
            )}
          </Row>
        )}
        {capture.appName && (
          <Row label="Program" copy={capture.appName}>
            <ForeignText text={capture.appName} />
          </Row>
        )}
        {capture.windowTitle && (
          <Row label="Window" copy={capture.windowTitle}>
            <ForeignText text={capture.windowTitle} />
          </Row>
        )}
        <Row label="Picture">
          {formatCount(capture.width)} × {formatCount(capture.height)}, {formatName(capture.mimeType)},{' '}
          {formatBytes(capture.fileSize)}
        </Row>
        <Row label="File" copy={capture.filepath}>
          <span className={classes.mono}>{capture.filepath}</span>
          {capture.missingAt !== null && (
            <span className={classes.problem}>Missing since {formatMoment(capture.missingAt, offset)}</span>
          )}
        </Row>
        <Row label="SHA-256" copy={capture.sha256}>
          <span className={classes.mono}>{capture.sha256}</span>
        </Row>
        {capture.originalFilename !== null && (
          <Row label="Imported from">
            <ForeignText text={capture.originalFilename} />
            {capture.originalPath !== null && (
              <span className={classes.note}>
                <ForeignText text={capture.originalPath} />
              </span>
            )}
          </Row>
        )}
      </dl>
      {capture.origin === 'import' && <CaptureTimes key={capture.id} capture={capture} onSetTime={onSetTime} />}
      <Group gap="xs">
        {info?.host === 'serve' && capture.missingAt === null && (
          <Button
            component="a"
            href={fullUrl(capture.id)}
            target="_blank"
            rel="noreferrer"
            size="xs"
            variant="default"
            leftSection={<IconExternalLink size={14} />}
          >
            Open picture alone
          </Button>
        )}
        {info?.capabilities.revealInFolder && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFolderOpen size={14} />}
            onClick={() => reveal.mutate({ captureId: capture.id })}
          >
            Show in folder
          </Button>
        )}
      </Group>
      {reveal.error && (
        <Text size="xs" c="var(--color-problem)" role="alert">
          {problemOf(reveal.error).message}
        </Text>
      )}
    </Stack>
  );
}
