import { Button, Card, Code, Group, SegmentedControl, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconCamera, IconDatabase, IconFolder, IconShieldLock } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { defaultPreferences } from '../../../src-shared/domain/preferences.ts';
import { client, orpc } from '../../lib/api.ts';
import { sourceLabels } from '../../lib/capture-words.ts';
import { formatBytes, formatQuantity } from '../../lib/format.ts';
import { useLibraryStatus, usePreferences } from '../../lib/live.tsx';
import { problemOf } from '../../lib/problem.ts';
import { DisplayLayout } from '../../ui/display-layout.tsx';
import { NoticeBox } from '../../ui/notice-box.tsx';
import { Page } from '../../ui/page.tsx';
import { estimateRoom, hoursPerDay } from './room-estimate.ts';

const intervals = [2, 5, 10, 30, 60] as const;
const intervalLabel = (seconds: number): string => (seconds < 60 ? `${seconds} s` : `${seconds / 60} min`);

function Point({
  icon: Icon,
  title,
  children,
}: {
  readonly icon: typeof IconCamera;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <Group component="section" align="flex-start" wrap="nowrap" gap="md" aria-label={title}>
      <Text c="var(--color-accent)" lh={0} mt={2} aria-hidden component="span">
        <Icon size={22} stroke={1.5} />
      </Text>
      <Stack gap={4} miw={0}>
        <Title order={2} size="h3">
          {title}
        </Title>
        {children}
      </Stack>
    </Group>
  );
}

/** The first page of a new library: what would be captured, where it goes, and nothing happens before a yes. */
export function ConsentPage({ onDone }: { readonly onDone: (agreed: boolean) => void }) {
  const queries = useQueryClient();
  const library = useLibraryStatus();
  const preferences = usePreferences() ?? defaultPreferences();
  const found = useQuery(orpc.capture.displays.queryOptions({ refetchInterval: 5000 }));
  const [chosen, setChosen] = useState<number>();
  const intervalSeconds = chosen ?? preferences.intervalSeconds;
  const displays = found.data?.displays ?? [];
  const room = estimateRoom(displays, {
    intervalSeconds,
    format: preferences.format,
    scalePercent: preferences.scalePercent,
  });

  const start = useMutation({
    mutationFn: async () => {
      if (intervalSeconds !== preferences.intervalSeconds) {
        await client.preferences.set({ key: 'intervalSeconds', value: intervalSeconds });
      }
      return client.capture.consent({ given: true });
    },
    onSuccess: (status) => {
      queries.setQueryData(orpc.capture.status.queryKey(), status);
      onDone(true);
    },
  });

  const choices = [...new Set([...intervals, preferences.intervalSeconds])].sort((a, b) => a - b);
  return (
    <Page
      title="Let Afterimage remember your screens?"
      description="Afterimage captures nothing by itself until you say so here."
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing={48} verticalSpacing="xl">
        <Stack gap="xl">
          <Point icon={IconCamera} title="What is captured">
            <Text>
              A picture of every display, every {intervalLabel(intervalSeconds)}. A screen that did not change is not
              stored again.{' '}
              {preferences.recordWindowTitles &&
                'The name of the program and the title of the window in front are noted with it. '}
              No sound, no camera, no keystrokes.
            </Text>
          </Point>
          <Point icon={IconFolder} title="Where it goes">
            <Text>Into this folder, which only your account on this machine can read:</Text>
            <Code block style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
              {library?.path ?? '…'}
            </Code>
          </Point>
          <Point icon={IconDatabase} title="How much room it takes">
            {found.isSuccess && displays.length > 0 ? (
              <>
                <Text>
                  Roughly <strong>{formatBytes(room.lowBytesPerDay)}</strong> to{' '}
                  <strong>{formatBytes(room.highBytesPerDay)}</strong> for a day of {hoursPerDay} hours.
                </Text>
                <Text c="dimmed" size="sm">
                  This is a guess: it depends on how often your screens change. The lower figure is one display used for
                  reading, the upper one all displays changing at every second look. The status page shows the real
                  figure after the first day.
                </Text>
              </>
            ) : (
              <Text>It depends on your displays and on how often they change.</Text>
            )}
            {library?.disk && (
              <Text c="dimmed" size="sm">
                {formatBytes(library.disk.freeBytes)} are free there. Capture stops by itself before less than{' '}
                {formatBytes(library.disk.floorBytes)} are left.
              </Text>
            )}
          </Point>
          <Point icon={IconShieldLock} title="What is not done">
            <Text>
              Nothing leaves this machine. There is no account, no upload and no statistics; Afterimage makes no
              connection to the network. You can pause at any moment, and name programs that are never captured.
            </Text>
          </Point>
        </Stack>
        <Stack gap="lg">
          <Card>
            <Stack gap="md">
              <Title order={2} size="h3">
                {found.isSuccess ? `${formatQuantity(displays.length, 'display')} found` : 'Looking for displays'}
              </Title>
              <DisplayLayout displays={displays} />
              {found.isSuccess && (
                <Text c="dimmed" size="sm">
                  {sourceLabels[found.data.source]}: {found.data.reason}
                </Text>
              )}
              {found.isError && (
                <NoticeBox tone="warning" title="The displays could not be read">
                  {problemOf(found.error).message} You can agree all the same; capture starts when they can be.
                </NoticeBox>
              )}
            </Stack>
          </Card>
          <Card>
            <Stack gap="sm">
              <Title order={2} size="h3" id="interval-title">
                How often
              </Title>
              <SegmentedControl
                fullWidth
                aria-labelledby="interval-title"
                value={String(intervalSeconds)}
                onChange={(value) => setChosen(Number(value))}
                data={choices.map((seconds) => ({ value: String(seconds), label: intervalLabel(seconds) }))}
              />
              <Text c="dimmed" size="sm">
                Any other interval, and all the rest, can be changed later in the settings.
              </Text>
            </Stack>
          </Card>
          {start.isError && (
            <NoticeBox tone="problem" title="Capture could not be started" role="alert">
              {problemOf(start.error).message}
            </NoticeBox>
          )}
          <Group>
            <Button size="md" loading={start.isPending} onClick={() => start.mutate()}>
              Start capturing
            </Button>
            <Button size="md" variant="default" onClick={() => onDone(false)}>
              Not now
            </Button>
          </Group>
        </Stack>
      </SimpleGrid>
    </Page>
  );
}
