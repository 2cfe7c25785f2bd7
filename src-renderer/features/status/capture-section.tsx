import { Card, Group, Stack, Text } from '@mantine/core';
import type { CaptureStatus } from '../../../src-shared/contract/capture-control.ts';
import { isSilent, sourceLabels, wordsOfStatus } from '../../lib/capture-words.ts';
import { formatCount, formatMoment, offsetHere } from '../../lib/format.ts';
import { useConnectionState } from '../../lib/live.tsx';
import { useNow } from '../../lib/now.ts';
import { Ago } from '../../ui/ago.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/section.tsx';
import { StateMark } from '../../ui/state-mark.tsx';

/** What capture does now, with what, and what became of its looks at the screens. */
export function CaptureSection({ status }: { readonly status: CaptureStatus }) {
  const connected = useConnectionState() === 'open';
  const nowMs = useNow();
  const words = wordsOfStatus(status, connected, nowMs);
  const { ticks, source } = status;
  return (
    <Section title="Capture">
      <Card>
        <Stack gap="md">
          <Group gap="md" wrap="nowrap" align="flex-start">
            <StateMark shape={words.shape} tone={words.tone} size={22} />
            <div>
              <Text fw={600} size="lg" lh={1.3}>
                {words.label}
              </Text>
              <Text c="dimmed">
                {isSilent(status, nowMs)
                  ? 'No frame has reached the disk for a while. The screen may not answer.'
                  : status.message}
              </Text>
            </div>
          </Group>
          <Facts
            facts={[
              { name: 'Since', value: formatMoment(status.since, offsetHere(status.since)) },
              { name: 'Last frame on disk', value: <Ago at={status.lastFrameAt} never="none yet" /> },
              { name: 'Interval', value: `${status.intervalSeconds} s` },
              {
                name: 'Source',
                value: source ? sourceLabels[source.name] : 'none yet',
                note: source && `${source.requested === 'auto' ? 'Chosen automatically. ' : ''}${source.reason}`,
              },
              {
                name: 'Looks at the screens',
                value: `${formatCount(ticks.taken)} since Afterimage started`,
                note: `${formatCount(ticks.stored)} pictures stored, ${formatCount(ticks.held)} unchanged, ${formatCount(ticks.gaps)} failed, ${formatCount(ticks.late)} looks skipped because the one before took too long`,
              },
            ]}
          />
        </Stack>
      </Card>
    </Section>
  );
}
