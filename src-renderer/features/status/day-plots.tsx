import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { Button, Card, Group, SegmentedControl, Table, Text } from '@mantine/core';
import { useDisclosure, useReducedMotion } from '@mantine/hooks';
import { useState } from 'react';
import type { DayCount } from '../../../src-shared/contract/timeline.ts';
import { formatBytes, formatCount, formatDayOfMonth, formatShortDay } from '../../lib/format.ts';
import { Section } from '../../ui/section.tsx';
import { lastDays, ticksOf } from './day-series.ts';
import classes from './status.module.css';

const lengths = [14, 30, 90] as const;

/** Counts on an axis: `1,200` takes too much room there, `1.2k` does not. */
const shortCount = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });

function Plot({
  title,
  unit,
  series,
  measure,
  format,
  formatAxis,
  animate,
}: {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly DayCount[];
  readonly measure: 'captures' | 'bytes';
  readonly format: (value: number) => string;
  readonly formatAxis: (value: number) => string;
  readonly animate: boolean;
}) {
  const total = series.reduce((sum, entry) => sum + entry[measure], 0);
  const top = series.reduce<DayCount | undefined>(
    (best, entry) => (best && best[measure] >= entry[measure] ? best : entry),
    undefined,
  );
  const summary = `${title}, last ${series.length} days: ${format(total)} in all${top && total > 0 ? `, most on ${formatShortDay(top.day)} with ${format(top[measure])}` : ''}.`;
  return (
    <Card component="figure" className={classes.plot} aria-label={summary}>
      <figcaption>
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{title}</Text>
          <Text c="dimmed" size="sm">
            {format(total)} in {series.length} days
          </Text>
        </Group>
      </figcaption>
      <BarChart
        h={180}
        aria-hidden
        data={series.map((entry) => ({ day: entry.day, [unit]: entry[measure] }))}
        dataKey="day"
        series={[{ name: unit, color: 'var(--color-accent)' }]}
        gridAxis="x"
        strokeDasharray="2 4"
        tickLine="none"
        fillOpacity={1}
        valueFormatter={format}
        xAxisProps={{ ticks: [...ticksOf(series)], tickFormatter: formatDayOfMonth, interval: 0 }}
        yAxisProps={{ width: 56, tickCount: 4, tickFormatter: formatAxis, allowDecimals: false }}
        tooltipProps={{ labelFormatter: (day) => (typeof day === 'string' ? formatShortDay(day) : day) }}
        // The summary above and the table say it all to who cannot see the bars.
        barChartProps={{ accessibilityLayer: false }}
        tooltipAnimationDuration={0}
        barProps={{ isAnimationActive: animate, animationDuration: 250 }}
      />
    </Card>
  );
}

/** How many pictures, and how many bytes, each day brought. */
export function DayPlots({ days, today }: { readonly days: readonly DayCount[]; readonly today: string }) {
  const [length, setLength] = useState<number>(30);
  const [asTable, table] = useDisclosure(false);
  const animate = !useReducedMotion();
  const series = lastDays(days, today, length);
  return (
    <Section
      title="Day by day"
      aside={
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={table.toggle} aria-pressed={asTable}>
            As a table
          </Button>
          <SegmentedControl
            size="xs"
            aria-label="How many days"
            value={String(length)}
            onChange={(value) => setLength(Number(value))}
            data={lengths.map((each) => ({ value: String(each), label: `${each} days` }))}
          />
        </Group>
      }
    >
      {asTable ? (
        <Card p={0}>
          <Table.ScrollContainer minWidth={320} mah={320} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
            <Table stickyHeader aria-label="Captures and bytes per day">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Day</Table.Th>
                  <Table.Th ta="right">Pictures</Table.Th>
                  <Table.Th ta="right">Room</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {series.toReversed().map((entry) => (
                  <Table.Tr key={entry.day}>
                    <Table.Td>{formatShortDay(entry.day)}</Table.Td>
                    <Table.Td ta="right">{formatCount(entry.captures)}</Table.Td>
                    <Table.Td ta="right">{formatBytes(entry.bytes)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Card>
      ) : (
        <div className={classes.plots}>
          <Plot
            title="Pictures per day"
            unit="Pictures"
            series={series}
            measure="captures"
            format={formatCount}
            formatAxis={(value) => shortCount.format(value)}
            animate={animate}
          />
          <Plot
            title="Room per day"
            unit="Room"
            series={series}
            measure="bytes"
            format={formatBytes}
            formatAxis={formatBytes}
            animate={animate}
          />
        </div>
      )}
    </Section>
  );
}
