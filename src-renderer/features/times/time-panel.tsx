import { Button, Group, Kbd, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { DatedPicture, TimeEvidence } from '../../../src-shared/contract/times.ts';
import { orpc } from '../../lib/api.ts';
import { formatBytes, formatCount, formatMoment, formatOffset } from '../../lib/format.ts';
import { trustInWords } from '../../lib/time-words.ts';
import type { Moment } from '../../lib/typed-time.ts';
import { ForeignText } from '../../ui/foreign-text.tsx';
import { EvidenceList } from '../../ui/time-evidence/evidence-list.tsx';
import { TimeForm } from '../../ui/time-evidence/time-form.tsx';
import classes from './times.module.css';

/** The picture as it is now: what was said of it a moment ago may have changed it since it was listed. */
export function usePictureNow(listed: DatedPicture | undefined): DatedPicture | undefined {
  const id = listed?.capture.id;
  const latest = useQuery(
    orpc.times.evidence.queryOptions({ input: { id: id ?? '' }, enabled: id !== undefined, retry: false }),
  ).data;
  return latest?.capture.id === id ? latest : listed;
}

function folderOf(path: string | null): string | null {
  const cut = path === null ? -1 : Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return path !== null && cut > 0 ? path.slice(0, cut) : null;
}

/** What is known of a picture's time, and what a person can say of it. */
export function TimePanel({
  picture,
  settled,
  busy,
  typing,
  onTyping,
  onPick,
  onTime,
  onConfirm,
  onSkip,
}: {
  readonly picture: DatedPicture;
  readonly settled: boolean;
  readonly busy: boolean;
  /** True while the field for another time is open. */
  readonly typing: boolean;
  readonly onTyping: (open: boolean) => void;
  readonly onPick: (evidence: TimeEvidence) => void;
  readonly onTime: (moment: Moment) => void;
  readonly onConfirm: () => void;
  readonly onSkip: () => void;
}) {
  const { capture, camera, evidence } = picture;
  const folder = folderOf(capture.originalPath);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!typing) return;
    field.current?.focus();
    field.current?.select();
  }, [typing]);
  return (
    <section className={classes.panel} aria-label="Time of the picture">
      <div>
        <h2 className={classes.name}>
          <ForeignText text={capture.originalFilename ?? 'Picture'} />
        </h2>
        {folder !== null && (
          <p className={classes.about}>
            <ForeignText text={folder} />
          </p>
        )}
        <p className={classes.about}>
          {camera !== null && (
            <>
              <ForeignText text={camera} /> ·{' '}
            </>
          )}
          {formatCount(capture.width)} × {formatCount(capture.height)}, {formatBytes(capture.fileSize)}
        </p>
      </div>
      <div className={classes.now}>
        <Text size="xs" c="dimmed">
          {trustInWords(capture, evidence)}
        </Text>
        <p className={classes.nowTime}>{formatMoment(capture.capturedAt, capture.utcOffsetMinutes)}</p>
        <Text size="xs" c="dimmed">
          {formatOffset(capture.utcOffsetMinutes)}
        </Text>
        {settled ? (
          <Text size="sm" mt={6} fw={600} c="var(--color-accent)">
            Settled
          </Text>
        ) : (
          <Group gap="xs" mt={10}>
            <Button size="xs" disabled={busy} onClick={onConfirm}>
              This is right&nbsp;<Kbd size="xs">Enter</Kbd>
            </Button>
            <Button size="xs" variant="default" onClick={onSkip}>
              Later&nbsp;<Kbd size="xs">S</Kbd>
            </Button>
          </Group>
        )}
      </div>
      <div>
        <h3 className={classes.smallHeading}>What tells when it was taken</h3>
        <EvidenceList capture={capture} evidence={evidence} numbered disabled={busy} onPick={onPick} />
      </div>
      {typing ? (
        <TimeForm
          key={capture.id}
          start={capture}
          fieldRef={field}
          pending={busy}
          onSubmit={onTime}
          onCancel={() => onTyping(false)}
        />
      ) : (
        <Button size="xs" variant="default" style={{ alignSelf: 'flex-start' }} onClick={() => onTyping(true)}>
          Another time…&nbsp;<Kbd size="xs">E</Kbd>
        </Button>
      )}
    </section>
  );
}
