import { Button, Group, Input, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { orpc } from '../../lib/api.ts';
import { formatCount, formatQuantity } from '../../lib/format.ts';
import { useKnownDisplays } from '../../lib/use-known-displays.ts';
import { type ExportAddress, type Span, spanOf } from './export-scope.ts';
import classes from './exporting.module.css';

/** Asks which pictures: of which time, with which decision, tag and display. */
export function ScopeForm({
  address,
  captureIds,
  onAddress,
  onAll,
}: {
  readonly address: ExportAddress;
  /** Single pictures that were selected elsewhere. */
  readonly captureIds: readonly string[] | undefined;
  readonly onAddress: (address: ExportAddress) => void;
  /** Lets go of the single pictures. */
  readonly onAll: () => void;
}) {
  const days = useQuery(orpc.timeline.days.queryOptions({ input: {} })).data?.days;
  const tags = useQuery(orpc.review.tags.queryOptions()).data?.tags ?? [];
  const displays = useKnownDisplays();
  const [picking, setPicking] = useState<Span | null>(null);
  const span = picking ?? spanOf(address);
  const [first, last] = [days?.[0]?.day, days?.at(-1)?.day];
  if (captureIds) {
    return (
      <Group gap="sm">
        <Text fw={600}>{formatQuantity(captureIds.length, 'selected picture')}</Text>
        <Button size="compact-sm" variant="default" onClick={onAll}>
          Choose others
        </Button>
      </Group>
    );
  }
  const choose = (next: Span): void => {
    setPicking(next);
    const rest = { ...address, day: undefined, from: undefined, to: undefined };
    if (next === 'library') onAddress(rest);
    if (next === 'day') onAddress({ ...rest, day: address.day ?? address.to ?? last });
    if (next === 'range')
      onAddress({ ...rest, from: address.from ?? address.day ?? first, to: address.to ?? address.day ?? last });
  };
  const tagData = [...tags]
    .sort((a, b) => (a.tag.toLowerCase() < b.tag.toLowerCase() ? -1 : 1))
    .map(({ tag, captures }) => ({ value: tag, label: `${tag} (${formatCount(captures)})` }));
  // A tag or a display from the address need not be known any more; the field must still show it.
  if (address.tag !== undefined && !tags.some(({ tag }) => tag === address.tag)) {
    tagData.unshift({ value: address.tag, label: address.tag });
  }
  const displayData = displays.map(({ id, name }) => ({ value: id, label: name }));
  if (address.display !== undefined && !displays.some(({ id }) => id === address.display)) {
    displayData.unshift({ value: address.display, label: address.display || 'Imported pictures' });
  }
  return (
    <Stack gap="md">
      <Group gap="lg" align="flex-start">
        <div>
          <Input.Label component="div" display="block">
            Days
          </Input.Label>
          <SegmentedControl
            aria-label="Days"
            value={span}
            onChange={(value) => choose(value as Span)}
            data={[
              { value: 'library', label: 'All' },
              { value: 'day', label: 'One day' },
              { value: 'range', label: 'Some days' },
            ]}
          />
        </div>
        {span === 'day' && (
          <DatePickerInput
            label="Day"
            valueFormat="D MMM YYYY"
            w="12rem"
            value={address.day ?? null}
            minDate={first}
            maxDate={last}
            onChange={(day) => day && onAddress({ ...address, day, from: undefined, to: undefined })}
          />
        )}
        {span === 'range' && (
          <DatePickerInput
            key={`${address.from} ${address.to}`}
            type="range"
            label="First and last day"
            valueFormat="D MMM YYYY"
            w="19rem"
            allowSingleDateInRange
            defaultValue={[address.from ?? null, address.to ?? null]}
            minDate={first}
            maxDate={last}
            onChange={([from, to]) => from && to && onAddress({ ...address, day: undefined, from, to })}
          />
        )}
      </Group>
      <Group gap="lg" align="flex-start" className={classes.choices}>
        <div>
          <Input.Label component="div" display="block">
            Decision
          </Input.Label>
          <SegmentedControl
            aria-label="Decision"
            value={address.decision ?? 'any'}
            onChange={(value) =>
              onAddress({ ...address, decision: value === 'kept' || value === 'unreviewed' ? value : undefined })
            }
            data={[
              { value: 'any', label: 'Any' },
              { value: 'kept', label: 'Kept' },
              { value: 'unreviewed', label: 'Undecided' },
            ]}
          />
        </div>
        <Select
          label="Tag"
          w="12rem"
          placeholder={tags.length === 0 ? 'No picture has a tag' : 'Any or none'}
          data={tagData}
          value={address.tag ?? null}
          clearable
          clearButtonProps={{ 'aria-label': 'Any tag or none' }}
          searchable={tagData.length > 8}
          onChange={(tag) => onAddress({ ...address, tag: tag ?? undefined })}
        />
        <Select
          label="Display"
          w="12rem"
          placeholder="All"
          data={displayData}
          value={address.display ?? null}
          clearable
          clearButtonProps={{ 'aria-label': 'All displays' }}
          onChange={(display) => onAddress({ ...address, display: display ?? undefined })}
        />
      </Group>
    </Stack>
  );
}
