import { Card, Skeleton, Stack, Text } from '@mantine/core';
import type { LibraryStatus, StorageReport } from '../../../src-shared/contract/library.ts';
import { formatBytes, formatCount, formatDaySpan, formatShortDay } from '../../lib/format.ts';
import { Figures } from '../../ui/facts.tsx';
import { Section } from '../../ui/section.tsx';
import { DiskBar } from './disk-bar.tsx';

/** How much room the library takes, how fast it grows and how long the disk will do. */
export function StorageSection({
  storage,
  disk,
}: {
  readonly storage: StorageReport | undefined;
  readonly disk: LibraryStatus['disk'];
}) {
  if (!storage) return <Skeleton h={180} />;
  const { firstDay, lastDay, bytesPerDay, daysPer100Gigabytes, daysUntilFull } = storage;
  const span =
    firstDay === null || lastDay === null
      ? 'none yet'
      : firstDay === lastDay
        ? `all on ${formatShortDay(firstDay)}`
        : `${formatShortDay(firstDay)} to ${formatShortDay(lastDay)}`;
  return (
    <Section title="Storage">
      <Card>
        <Stack gap="xl">
          <Figures
            facts={[
              { name: 'Pictures', value: formatCount(storage.captures), note: span },
              {
                name: 'Room taken',
                value: formatBytes(storage.bytes),
                note: `and ${formatBytes(storage.databaseBytes)} of database`,
              },
              {
                name: 'A day takes',
                value: bytesPerDay === null ? 'Not known yet' : formatBytes(bytesPerDay),
                note: bytesPerDay === null ? 'after about a day of captures' : 'mean of the last days with captures',
              },
              {
                name: 'At your rate',
                value:
                  daysPer100Gigabytes === null ? 'Not known yet' : `100 GB ≈ ${formatDaySpan(daysPer100Gigabytes)}`,
                note: daysUntilFull === null ? undefined : `this disk lasts ${formatDaySpan(daysUntilFull)}`,
              },
            ]}
          />
          {disk ? (
            <DiskBar disk={disk} libraryBytes={storage.bytes + storage.databaseBytes} />
          ) : (
            <Text c="dimmed" size="sm">
              The system does not tell how much room is left on this disk.
            </Text>
          )}
        </Stack>
      </Card>
    </Section>
  );
}
