import '@mantine/charts/styles.css';
import { LineChart, type LineChartSeries } from '@mantine/charts';
import { Button, Card, Group, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { useDisclosure, useReducedMotion } from '@mantine/hooks';
import { IconChartLine } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SnapshotPoint } from '../../../src-shared/contract/snapshots.ts';
import { millisecondsPerDay, millisecondsPerMinute } from '../../../src-shared/domain/local-time.ts';
import { orpc } from '../../lib/api.ts';
import {
  formatBytes,
  formatCount,
  formatDayOfMonth,
  formatMinute,
  formatMoment,
  offsetHere,
} from '../../lib/format.ts';
import { usePreferences } from '../../lib/live.tsx';
import { Section } from '../../ui/section.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { type DrawnRow, type Range, rangeLengthsMs, timeTicks, withGaps } from './state-series.ts';
import { StateTable } from './state-table.tsx';
import classes from './status.module.css';

const rangeLabels: Readonly<Record<Range, string>> = { day: 'Day', week: 'Week', month: 'Month', all: 'All' };

const rangeWords: Readonly<Record<Range, string>> = {
  day: 'last day',
  week: 'last week',
  month: 'last month',
  all: 'all the time',
};

type Measure = Exclude<keyof SnapshotPoint, 'timestamp' | 'recording'>;

interface Line {
  readonly measure: Measure;
  readonly label: string;
  readonly color: string;
  /** Lines differ in more than their colour. */
  readonly dashes?: string;
}

interface PlotKind {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}

const plots: readonly PlotKind[] = [
  {
    title: 'Room taken',
    lines: [
      { measure: 'bytes', label: 'Pictures', color: 'var(--color-accent)' },
      { measure: 'trashBytes', label: 'Trash', color: 'var(--color-warning)', dashes: '6 3' },
      { measure: 'databaseBytes', label: 'Database', color: 'var(--mantine-color-dimmed)', dashes: '2 3' },
    ],
    format: formatBytes,
  },
  {
    title: 'Pictures',
    lines: [{ measure: 'captures', label: 'Pictures', color: 'var(--color-accent)' }],
    format: formatCount,
  },
  {
    title: 'Free on the disk',
    lines: [{ measure: 'freeBytes', label: 'Free', color: 'var(--color-accent)' }],
    format: formatBytes,
  },
  {
    title: 'Work in the background',
    lines: [
      { measure: 'pending', label: 'Waiting', color: 'var(--color-accent)' },
      { measure: 'running', label: 'Running', color: 'var(--mantine-color-dimmed)', dashes: '6 3' },
      { measure: 'failed', label: 'Failed', color: 'var(--color-problem)', dashes: '2 3' },
    ],
    format: formatCount,
  },
];

/** A dot where no line goes through; everywhere else nothing. */
function LonelyDot({ cx, cy, payload, stroke }: { cx?: number; cy?: number; payload?: DrawnRow; stroke?: string }) {
  if (!payload || payload.isGap || !payload.isAlone || typeof cy !== 'number') return <g />;
  return <circle cx={cx} cy={cy} r={2.5} fill={stroke} />;
}

function Plot({
  plot,
  points,
  rows,
  range,
  span,
}: {
  readonly plot: PlotKind;
  readonly points: readonly SnapshotPoint[];
  readonly rows: readonly DrawnRow[];
  readonly range: Range;
  readonly span: { readonly fromMs: number; readonly toMs: number };
}) {
  const animate = !useReducedMotion();
  const first = points[0];
  const last = points.at(-1);
  const [main] = plot.lines;
  const inWords = (point: SnapshotPoint | undefined, measure: Measure): string => {
    const value = point?.[measure];
    return value === null || value === undefined ? 'not known' : plot.format(value);
  };
  const said = plot.lines
    .map(({ measure, label }) => `${label}: from ${inWords(first, measure)} to ${inWords(last, measure)}`)
    .join('; ');
  const series: LineChartSeries[] = plot.lines.map(({ measure, label, color, dashes }) => ({
    name: measure,
    label,
    color,
    ...(dashes === undefined ? {} : { strokeDasharray: dashes }),
  }));
  const formatTick = (atMs: number): string => {
    const offset = offsetHere(atMs);
    if (span.toMs - span.fromMs <= 2 * millisecondsPerDay) return formatMinute(atMs, offset);
    return formatDayOfMonth(new Date(atMs + offset * millisecondsPerMinute).toISOString().slice(0, 10));
  };
  return (
    <Card component="figure" className={classes.plot} aria-label={`${plot.title}, ${rangeWords[range]}. ${said}.`}>
      <figcaption>
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{plot.title}</Text>
          <Text c="dimmed" size="sm">
            {main ? `${inWords(last, main.measure)} at last` : ''}
          </Text>
        </Group>
      </figcaption>
      <LineChart
        h={200}
        aria-hidden
        data={[...rows]}
        dataKey="timestamp"
        series={series}
        connectNulls={false}
        withDots={false}
        curveType="linear"
        gridAxis="x"
        strokeDasharray="2 4"
        tickLine="none"
        withLegend={series.length > 1}
        legendProps={{ verticalAlign: 'bottom', height: 32, itemSorter: null }}
        valueFormatter={plot.format}
        xAxisProps={{
          type: 'number',
          scale: 'time',
          domain: [span.fromMs, span.toMs],
          ticks: timeTicks(span.fromMs, span.toMs, offsetHere(span.toMs), 5),
          tickFormatter: formatTick,
          interval: 0,
        }}
        yAxisProps={{ width: 60, tickCount: 4, allowDecimals: plot.format !== formatCount }}
        tooltipProps={{
          labelFormatter: (at) => (typeof at === 'number' ? formatMoment(at, offsetHere(at)) : at),
        }}
        lineProps={{ dot: LonelyDot, isAnimationActive: animate, animationDuration: 250 }}
        // The summary above and the table say it all to who cannot see the lines.
        lineChartProps={{ accessibilityLayer: false }}
        tooltipAnimationDuration={0}
      />
    </Card>
  );
}

/** How storage and queue stood over time, from the snapshots. */
export function StatePlots() {
  const [range, setRange] = useState<Range>('day');
  const [asTable, table] = useDisclosure(false);
  const [openedAtMs] = useState(() => Date.now());
  const lengthMs = rangeLengthsMs[range];
  // A little more than is drawn, and asked for in the same words all the time that the page is open.
  const since = lengthMs === null ? 0 : openedAtMs - lengthMs;
  const query = useQuery(
    orpc.memory.snapshots.series.queryOptions({
      input: { since },
      placeholderData: keepPreviousData,
      // Each snapshot is told at once, but for those that another process takes.
      refetchInterval: 60_000,
    }),
  );
  const preferences = usePreferences();
  const toMs = Math.max(query.dataUpdatedAt, openedAtMs);
  const all = query.data?.points ?? [];
  const points = all.filter(
    (point) => point.timestamp <= toMs && (lengthMs === null || point.timestamp >= toMs - lengthMs),
  );
  const span = { fromMs: lengthMs === null ? (points[0]?.timestamp ?? toMs) : toMs - lengthMs, toMs };
  const minutes = preferences?.snapshotMinutes ?? 15;
  return (
    <Section
      title="Over time"
      aside={
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={table.toggle} aria-pressed={asTable}>
            Figures
          </Button>
          <SegmentedControl
            size="xs"
            aria-label="Which stretch of time"
            value={range}
            onChange={(value) => setRange(value as Range)}
            data={Object.entries(rangeLabels).map(([value, label]) => ({ value, label }))}
          />
        </Group>
      }
    >
      {query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton h={220} />
      ) : points.length < 2 ? (
        <Card>
          <EmptyState icon={<IconChartLine size={32} stroke={1.25} />} title="Nothing to draw yet">
            {minutes === 0
              ? 'How things stand is not noted: the settings say never.'
              : `How things stand is noted ${minutes === 1 ? 'every minute' : `every ${minutes} minutes`} while Afterimage can capture, and when capture begins and ends. Two of these make a line.`}
          </EmptyState>
        </Card>
      ) : asTable ? (
        <StateTable points={points} />
      ) : (
        <div className={classes.plots}>
          {plots.map((plot) => (
            <Plot
              key={plot.title}
              plot={plot}
              points={points}
              rows={withGaps(points, toMs, (minutes || 15) * millisecondsPerMinute)}
              range={range}
              span={span}
            />
          ))}
        </div>
      )}
    </Section>
  );
}
