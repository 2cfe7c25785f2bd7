import { Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceDesktopOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CaptureStatus, DisplayHealth } from '../../../src-shared/contract/capture-control.ts';
import type { Lane } from '../../../src-shared/contract/timeline.ts';
import { localMillisecondOfDay, millisecondsPerMinute } from '../../../src-shared/domain/local-time.ts';
import { orpc } from '../../lib/api.ts';
import { isSilent, type StateShape, type StateTone } from '../../lib/capture-words.ts';
import { formatBytes, formatCount, offsetHere } from '../../lib/format.ts';
import { gapSentence } from '../../lib/gap-words.ts';
import { thumbnailUrl } from '../../lib/media.ts';
import { useNow } from '../../lib/now.ts';
import { Ago } from '../../ui/ago.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/section.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { EmptyState } from '../../ui/states.tsx';
import classes from './status.module.css';

interface HealthWords {
  readonly label: string;
  readonly shape: StateShape;
  readonly tone: StateTone;
}

function wordsOfHealth(display: DisplayHealth, recording: boolean): HealthWords {
  if (!display.connected || display.health === 'disconnected') {
    return { label: 'Not connected', shape: 'dash', tone: 'quiet' };
  }
  if (display.health === 'stalled') return { label: 'Stalled', shape: 'triangle', tone: 'problem' };
  if (!recording) return { label: 'Not being captured', shape: 'ring', tone: 'quiet' };
  if (display.health === 'waiting') return { label: 'Waiting for the first frame', shape: 'half', tone: 'quiet' };
  return { label: 'Frames reach the disk', shape: 'disc', tone: 'active' };
}

/** How many captures the lane has in the hour that ends now, from its five-minute buckets. */
export function capturesInLastHour(lane: Pick<Lane, 'buckets'>, minuteOfDay: number): number {
  return lane.buckets
    .filter((bucket) => bucket.minute > minuteOfDay - 60 && bucket.minute <= minuteOfDay)
    .reduce((sum, bucket) => sum + bucket.captures, 0);
}

function Preview({ display }: { readonly display: DisplayHealth }) {
  const { width, height } = display.display;
  const style = { aspectRatio: `${width} / ${height}` };
  if (display.lastCaptureId === null) {
    const Icon = display.connected ? IconDeviceDesktop : IconDeviceDesktopOff;
    return (
      <div className={classes.preview} style={style}>
        <Icon size={32} stroke={1.25} aria-hidden />
        <span>No frame yet</span>
      </div>
    );
  }
  return (
    <Link
      to="/wall"
      className={classes.preview}
      style={style}
      aria-label={`Open the last frame of ${display.display.name}`}
    >
      <img
        src={thumbnailUrl(display.lastCaptureId, 480)}
        alt={`Last frame of ${display.display.name}`}
        loading="lazy"
      />
    </Link>
  );
}

function DisplayCard({
  display,
  recording,
  lane,
  minuteOfDay,
}: {
  readonly display: DisplayHealth;
  readonly recording: boolean;
  readonly lane: Lane | undefined;
  readonly minuteOfDay: number;
}) {
  const words = wordsOfHealth(display, recording);
  const { name, width, height, scale, rotation, primary } = display.display;
  const form = [
    `${width} × ${height}`,
    scale !== 1 && `scale ${scale}`,
    rotation !== 0 && `turned ${rotation}°`,
    primary && 'primary',
  ].filter((part) => part !== false);
  const problem = display.problem ?? (display.lastGapReason ? gapSentence(display.lastGapReason) : null);
  return (
    <Card component="article" aria-label={`Display ${name}`} p="md">
      <Stack gap="sm">
        <div className={classes.previewFrame}>
          <Preview display={display} />
        </div>
        <div>
          <Title order={3}>{name}</Title>
          <Text c="dimmed" size="sm">
            {form.join(' · ')}
          </Text>
        </div>
        <Group gap={8} wrap="nowrap">
          <StateMark shape={words.shape} tone={words.tone} />
          <Text fw={500}>{words.label}</Text>
        </Group>
        {problem && display.connected && (
          <Text size="sm" c="var(--color-warning)">
            {problem}
          </Text>
        )}
        <Facts
          facts={[
            { name: 'Last frame on disk', value: <Ago at={display.lastFrameAt} never="none yet" /> },
            { name: 'Last change stored', value: <Ago at={display.lastStoredAt} never="none yet" /> },
            {
              name: 'Last hour',
              value: `${formatCount(lane ? capturesInLastHour(lane, minuteOfDay) : 0)} stored`,
            },
            {
              name: 'Today',
              value: `${formatCount(lane?.captures ?? 0)} stored`,
              note: lane && formatBytes(lane.bytes),
            },
          ]}
        />
      </Stack>
    </Card>
  );
}

/** Every display with its last frame, its rate and its health. */
export function DisplaysSection({
  status,
  today,
}: {
  readonly status: CaptureStatus;
  readonly today: string | undefined;
}) {
  const nowMs = useNow();
  const day = useQuery(
    orpc.timeline.day.queryOptions({
      input: { day: today ?? '1970-01-01' },
      enabled: today !== undefined,
      refetchInterval: 15_000,
    }),
  );
  const minuteOfDay = Math.floor(localMillisecondOfDay(nowMs, offsetHere(nowMs)) / millisecondsPerMinute);
  return (
    <Section title="Displays">
      {status.displays.length === 0 ? (
        <Card>
          <EmptyState icon={<IconDeviceDesktop size={32} stroke={1.25} />} title="No display seen yet">
            Displays appear here as soon as capture has looked for them.
          </EmptyState>
        </Card>
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
          {status.displays.map((display) => (
            <DisplayCard
              key={display.display.id}
              display={display}
              recording={status.recording && !isSilent(status, nowMs)}
              lane={day.data?.lanes.find((lane) => lane.displayId === display.display.id)}
              minuteOfDay={minuteOfDay}
            />
          ))}
        </SimpleGrid>
      )}
    </Section>
  );
}
