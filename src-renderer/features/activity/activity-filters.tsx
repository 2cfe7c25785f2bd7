import { Button, SegmentedControl, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { plainText } from '../../../src-shared/domain/plain-text.ts';
import { eventSeverities, eventSources, eventTypes } from '../../../src-shared/domain/vocabulary.ts';
import { orpc } from '../../lib/api.ts';
import { useCaptureStatus, useLiveMessages } from '../../lib/live.tsx';
import classes from './activity.module.css';
import type { ActivityFilter } from './activity-cache.ts';
import { severityWords, sourceLabels, typeLabels } from './activity-words.ts';

function FilterSelect<Value extends string>({
  label,
  any,
  value,
  values,
  labelOf,
  onChange,
}: {
  readonly label: string;
  readonly any: string;
  readonly value: Value | undefined;
  readonly values: readonly Value[];
  readonly labelOf: (value: Value) => string;
  readonly onChange: (value: Value | undefined) => void;
}) {
  return (
    <Select
      size="xs"
      w={140}
      aria-label={label}
      allowDeselect={false}
      value={value ?? ''}
      data={[{ value: '', label: any }, ...values.map((each) => ({ value: each, label: labelOf(each) }))]}
      onChange={(chosen) => onChange(values.find((each) => each === chosen))}
    />
  );
}

/** The displays and devices that the log knows, by name where a display is connected now. */
function NodeSelect({
  value,
  onChange,
}: {
  readonly value: string | undefined;
  readonly onChange: (node: string | undefined) => void;
}) {
  const known = useQuery(orpc.memory.events.nodes.queryOptions()).data?.nodes ?? [];
  const queries = useQueryClient();
  useLiveMessages(['event-added'], ({ event: { node } }) => {
    if (node === null || known.includes(node)) return;
    void queries.invalidateQueries({ queryKey: orpc.memory.events.nodes.key() });
  });
  const displays = useCaptureStatus()?.displays ?? [];
  if (known.length === 0 && value === undefined) return null;
  const nodes = [...new Set([...known, ...(value === undefined ? [] : [value])])];
  const labelOf = (node: string): string =>
    plainText(displays.find(({ display }) => display.id === node)?.display.name ?? node);
  return (
    <Select
      size="xs"
      w={140}
      aria-label="Display or device"
      searchable
      allowDeselect={false}
      value={value ?? ''}
      data={[{ value: '', label: 'Every display' }, ...nodes.map((node) => ({ value: node, label: labelOf(node) }))]}
      onChange={(node) => onChange(node || undefined)}
    />
  );
}

/** What of the log is shown. */
export function ActivityFilters({
  filter,
  onChange,
}: {
  readonly filter: ActivityFilter;
  readonly onChange: (filter: ActivityFilter) => void;
}) {
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <fieldset className={classes.filters} aria-label="Filter">
      <SegmentedControl
        size="xs"
        aria-label="Resolved or not"
        value={filter.resolved === undefined ? 'all' : filter.resolved ? 'resolved' : 'waiting'}
        onChange={(value) => onChange({ ...filter, resolved: value === 'all' ? undefined : value === 'resolved' })}
        data={[
          { value: 'all', label: 'All' },
          { value: 'waiting', label: 'Unresolved' },
          { value: 'resolved', label: 'Resolved' },
        ]}
      />
      <FilterSelect
        label="Kind"
        any="Every kind"
        value={filter.type}
        values={eventTypes}
        labelOf={(type) => typeLabels[type]}
        onChange={(type) => onChange({ ...filter, type })}
      />
      <FilterSelect
        label="Severity"
        any="Every severity"
        value={filter.severity}
        values={eventSeverities}
        labelOf={(severity) => severityWords[severity].label}
        onChange={(severity) => onChange({ ...filter, severity })}
      />
      <FilterSelect
        label="Source"
        any="Every source"
        value={filter.source}
        values={eventSources}
        labelOf={(source) => sourceLabels[source]}
        onChange={(source) => onChange({ ...filter, source })}
      />
      <NodeSelect value={filter.node} onChange={(node) => onChange({ ...filter, node })} />
      {filtered && (
        <Button size="xs" variant="subtle" onClick={() => onChange({})}>
          Show all
        </Button>
      )}
    </fieldset>
  );
}
