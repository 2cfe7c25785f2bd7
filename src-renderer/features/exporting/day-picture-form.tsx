import { Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconMovie, IconPhoto } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { orpc } from '../../lib/api.ts';
import { formatDuration, formatQuantity, formatShortDay } from '../../lib/format.ts';
import { problemOf } from '../../lib/problem.ts';
import { Section } from '../../ui/section.tsx';
import { ExportBar } from './export-bar.tsx';
import type { ExportAddress } from './export-scope.ts';
import { within } from './export-words.ts';
import classes from './exporting.module.css';
import { PathField } from './path-field.tsx';
import type { StartExport } from './use-export.ts';

interface Numbers {
  readonly widthPixels: number;
  readonly framesPerSecond: number;
  readonly mostFrames: number;
  readonly columns: number;
  readonly cellWidthPixels: number;
  readonly mostPictures: number;
}

const firstNumbers: Numbers = {
  widthPixels: 960,
  framesPerSecond: 8,
  mostFrames: 300,
  columns: 6,
  cellWidthPixels: 320,
  mostPictures: 120,
};

interface NumberField {
  readonly key: keyof Numbers;
  readonly label: string;
  readonly min: number;
  readonly max: number;
}

const fieldsByWay: Readonly<Record<'time-lapse' | 'contact-sheet', readonly NumberField[]>> = {
  'time-lapse': [
    { key: 'framesPerSecond', label: 'Pictures a second', min: 1, max: 30 },
    { key: 'widthPixels', label: 'Width in pixels', min: 64, max: 1920 },
    { key: 'mostFrames', label: 'At most so many pictures', min: 2, max: 2000 },
  ],
  'contact-sheet': [
    { key: 'columns', label: 'Pictures in a row', min: 1, max: 12 },
    { key: 'cellWidthPixels', label: 'Width of each in pixels', min: 80, max: 640 },
    { key: 'mostPictures', label: 'At most so many pictures', min: 1, max: 600 },
  ],
};

/** One file of a whole day to look at: a time-lapse, or a sheet with all its pictures. */
export function DayPictureForm({
  as,
  address,
  place,
  today,
  start,
  onAddress,
}: {
  readonly as: 'time-lapse' | 'contact-sheet';
  readonly address: ExportAddress;
  readonly place: string;
  readonly today: string;
  readonly start: StartExport;
  readonly onAddress: (address: ExportAddress) => void;
}) {
  const days = useQuery(orpc.timeline.days.queryOptions({ input: {} })).data?.days;
  const day = address.day ?? days?.at(-1)?.day ?? today;
  const view = useQuery(orpc.timeline.day.queryOptions({ input: { day } })).data;
  const [numbers, setNumbers] = useState(firstNumbers);
  const [typed, setTyped] = useState<string | null>(null);
  const lapse = as === 'time-lapse';
  const lanes = view?.lanes ?? [];
  const displayId = lanes.some((lane) => lane.displayId === address.display) ? address.display : undefined;
  const suggestedName = `afterimage-${day}.${lapse ? 'webp' : 'jpg'}`;
  const path = typed ?? (place === '' ? '' : within(place, suggestedName));
  const captures = lanes
    .filter((lane) => displayId === undefined || lane.displayId === displayId)
    .reduce((sum, lane) => sum + lane.captures, 0);
  const used = Math.min(captures, lapse ? numbers.mostFrames : numbers.mostPictures);
  const inRange = fieldsByWay[as].every(({ key, min, max }) => numbers[key] >= min && numbers[key] <= max);
  const ready = view !== undefined && captures > 0 && path.trim() !== '' && inRange;
  const begin = (): void => {
    if (!ready || start.isPending) return;
    const one = { day, displayId, path: path.trim() };
    const { widthPixels, framesPerSecond, mostFrames, columns, cellWidthPixels, mostPictures } = numbers;
    if (lapse) start.mutate({ as, request: { ...one, widthPixels, framesPerSecond, mostFrames } });
    else start.mutate({ as, request: { ...one, columns, cellWidthPixels, mostPictures } });
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      <Stack gap={36}>
        <Section
          title="Which day"
          description={
            lapse
              ? 'An animated picture that plays the day from morning to night.'
              : 'One picture with the day in rows.'
          }
        >
          <Group gap="lg" align="flex-end">
            <DatePickerInput
              label="Day"
              valueFormat="D MMM YYYY"
              w="12rem"
              value={day}
              minDate={days?.[0]?.day}
              maxDate={days?.at(-1)?.day}
              onChange={(next) => next && onAddress({ ...address, day: next })}
            />
            <Select
              label="Display"
              w="14rem"
              data={[
                { value: '*', label: 'All, in the order of time' },
                ...lanes
                  .filter((lane) => lane.displayId !== null)
                  .map((lane) => ({ value: lane.displayId ?? '', label: lane.displayName ?? lane.displayId ?? '' })),
              ]}
              value={displayId ?? '*'}
              allowDeselect={false}
              onChange={(value) =>
                onAddress({ ...address, day, display: value === '*' ? undefined : (value ?? undefined) })
              }
            />
          </Group>
          <Text role="status" c={captures === 0 ? 'dimmed' : undefined}>
            {!view
              ? 'Counting…'
              : captures === 0
                ? 'This day has no pictures.'
                : used < captures
                  ? `${formatQuantity(captures, 'picture')}, thinned evenly to ${formatQuantity(used, 'picture')}`
                  : formatQuantity(captures, 'picture')}
            {lapse && used > 0 && `: plays for ${formatDuration((used / numbers.framesPerSecond) * 1000)}`}
          </Text>
        </Section>
        <Section title="How">
          <Group gap="lg" align="flex-end">
            {fieldsByWay[as].map(({ key, label, min, max }) => (
              <NumberInput
                key={key}
                w="12rem"
                label={label}
                min={min}
                max={max}
                allowDecimal={false}
                value={numbers[key]}
                error={numbers[key] < min || numbers[key] > max ? `From ${min} to ${max}` : undefined}
                onChange={(value) => setNumbers((before) => ({ ...before, [key]: Number(value) || 0 }))}
              />
            ))}
          </Group>
        </Section>
        <Section title="Where to">
          <PathField
            label="Whole path"
            description={
              lapse
                ? 'A .webp file that is not there yet, outside of the library.'
                : 'A .jpg, .png or .webp file that is not there yet, outside of the library.'
            }
            path={path}
            suggestedName={suggestedName}
            problem={start.error ? problemOf(start.error).message : undefined}
            onPath={(next) => {
              setTyped(next);
              if (start.isError) start.reset();
            }}
          />
        </Section>
        <ExportBar
          action={lapse ? 'Make the time-lapse' : 'Make the contact sheet'}
          icon={lapse ? <IconMovie size={18} aria-hidden /> : <IconPhoto size={18} aria-hidden />}
          summary={view ? `${formatQuantity(used, 'picture')} of ${formatShortDay(day)}` : ''}
          path={path.trim()}
          disabled={!ready}
          pending={start.isPending}
        />
      </Stack>
    </form>
  );
}
