import { Button, Popover, Select, Stack, Switch } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconCalendar, IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DuplicateScope } from '../../../src-shared/contract/duplicates.ts';
import { orpc } from '../../lib/api.ts';
import type { KnownDisplay } from '../../lib/use-known-displays.ts';
import { Pressable } from './pressable.tsx';
import classes from './review.module.css';
import { scopeWords } from './review-words.ts';

type Span = 'library' | 'day' | 'range';

function spanOf(scope: DuplicateScope): Span {
  if (scope.day !== undefined) return 'day';
  return scope.from !== undefined || scope.to !== undefined ? 'range' : 'library';
}

/** Which pictures are looked at together: the whole library, a day, some days; of which display. */
export function ScopeMenu({
  scope,
  displays,
  onScope,
}: {
  readonly scope: DuplicateScope;
  readonly displays: readonly KnownDisplay[];
  readonly onScope: (scope: DuplicateScope) => void;
}) {
  const [opened, setOpened] = useState(false);
  const days = useQuery(orpc.timeline.days.queryOptions({ input: {}, enabled: opened })).data;
  const first = days?.days[0]?.day;
  const last = days?.days.at(-1)?.day;
  const [picking, setPicking] = useState<Span | null>(null);
  const span = picking ?? spanOf(scope);
  const rest = { displayId: scope.displayId, displays: scope.displays };
  const name = displays.find((display) => display.id === scope.displayId)?.name;
  const choose = (next: Span): void => {
    setPicking(next);
    if (next === 'library') onScope(rest);
    if (next === 'day') onScope({ ...rest, day: scope.day ?? scope.to ?? last });
    if (next === 'range' && scope.day !== undefined) onScope({ ...rest, from: scope.day, to: scope.day });
  };
  return (
    <Popover
      opened={opened}
      onChange={(open) => {
        setOpened(open);
        setPicking(null);
      }}
      position="bottom-start"
      shadow="md"
      width={300}
      trapFocus
      returnFocus
      transitionProps={{ duration: 80 }}
    >
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconCalendar size={15} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          onClick={() => setOpened(!opened)}
          classNames={{ root: classes.scopeButton }}
        >
          {scopeWords(scope, name)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Which pictures">
        <Stack gap="md">
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend of its own. */}
          <div className={classes.choices} role="group" aria-label="Which time">
            <Pressable pressed={span === 'library'} onPress={() => choose('library')}>
              Whole library
            </Pressable>
            <Pressable pressed={span === 'day'} onPress={() => choose('day')}>
              A day
            </Pressable>
            <Pressable pressed={span === 'range'} onPress={() => choose('range')}>
              Some days
            </Pressable>
          </div>
          {span === 'day' && (
            <DatePickerInput
              label="Day"
              size="sm"
              value={scope.day ?? null}
              minDate={first}
              maxDate={last}
              popoverProps={{ withinPortal: false }}
              onChange={(day) => day && onScope({ ...rest, day })}
            />
          )}
          {span === 'range' && (
            <DatePickerInput
              type="range"
              label="First and last day"
              size="sm"
              allowSingleDateInRange
              defaultValue={[scope.from ?? null, scope.to ?? null]}
              minDate={first}
              maxDate={last}
              popoverProps={{ withinPortal: false }}
              onChange={([from, to]) => from && to && onScope({ ...rest, from, to })}
            />
          )}
          <Select
            label="Display"
            size="sm"
            data={[
              { value: '', label: 'All displays' },
              ...displays.map(({ id, name: label }) => ({ value: id, label })),
            ]}
            value={scope.displayId ?? ''}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            onChange={(displayId) => onScope({ ...scope, displayId: displayId || undefined })}
          />
          <Switch
            label="Each display apart"
            description="Never puts pictures of two displays into one group."
            checked={scope.displays === 'each'}
            disabled={scope.displayId !== undefined}
            onChange={(event) => onScope({ ...scope, displays: event.currentTarget.checked ? 'each' : 'across' })}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
