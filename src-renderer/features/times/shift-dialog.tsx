import {
  Button,
  Group,
  Modal,
  NumberInput,
  Radio,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DatedPicture, ShiftPreview, ShiftScope } from '../../../src-shared/contract/times.ts';
import { orpc } from '../../lib/api.ts';
import { formatCount, formatMoment, formatOffset, formatQuantity } from '../../lib/format.ts';
import { problemOf } from '../../lib/problem.ts';
import { formatTypedTime } from '../../lib/typed-time.ts';
import type { Decisions } from '../../lib/use-decisions.ts';
import { offsetChoices } from '../../lib/utc-offsets.ts';
import { Facts } from '../../ui/facts.tsx';
import { NoticeBox } from '../../ui/notice-box.tsx';
import { amountInWords, type ShiftForm, type ShiftWay, shiftOf } from './shift-amount.ts';
import classes from './times.module.css';

/** One way to say which pictures are moved. */
export interface ShiftChoice {
  readonly label: string;
  readonly description: string;
  readonly which: ShiftScope;
  /** True where the shown picture is none of them, so that nothing follows from when it was really taken. */
  readonly withoutPicture?: boolean;
}

const waysInWords: readonly { readonly value: ShiftWay; readonly label: string }[] = [
  { value: 'amount', label: 'By an amount' },
  { value: 'picture', label: 'By one picture' },
  { value: 'zone', label: 'Time zone' },
];

const explanations: Readonly<Record<ShiftWay, string>> = {
  amount: 'The clock of the camera was wrong by so much.',
  picture: 'You know when the picture beside this was really taken. The others were wrong by as much.',
  zone: 'The clock was right, but it was set to another time zone. The time on the wall stays as it is.',
};

/** Moves many pictures in time at once, after it has been said what that does. */
export function ShiftDialog({
  choices,
  picture,
  hints,
  decisions,
  onClose,
  onShifted,
}: {
  /** Which pictures, the closest choice first; at least one. */
  readonly choices: readonly ShiftChoice[];
  readonly picture: DatedPicture | undefined;
  /** What can be done to have other pictures to choose from. */
  readonly hints: readonly string[];
  readonly decisions: Decisions;
  readonly onClose: () => void;
  /** Told when it was done, and when this window took it back. */
  readonly onShifted: () => void;
}) {
  const [choice, setChoice] = useState(0);
  const [typed, setForm] = useState<ShiftForm>(() => ({
    way: 'amount',
    later: true,
    days: 0,
    hours: 0,
    minutes: 0,
    seconds: 0,
    reallyAt: picture ? formatTypedTime(picture.capture) : '',
    utcOffsetMinutes: picture?.capture.utcOffsetMinutes ?? 0,
  }));
  const change = (part: Partial<ShiftForm>): void => setForm((before) => ({ ...before, ...part }));
  const which = choices[choice]?.which;
  const byPicture = picture !== undefined && choices[choice]?.withoutPicture !== true;
  const form: ShiftForm = typed.way === 'picture' && !byPicture ? { ...typed, way: 'amount' } : typed;
  const by = shiftOf(form, picture?.capture);
  const asked = which && by ? { which, by } : undefined;
  // Not with every letter and digit.
  const key = JSON.stringify(asked);
  const [restedKey] = useDebouncedValue(key, 200);
  const rested = restedKey === key;
  const preview = useQuery(
    orpc.times.shiftPreview.queryOptions({
      input: asked ?? { which: { jobId: '' }, by: { byMs: 0 } },
      enabled: asked !== undefined && rested,
      staleTime: 0,
      gcTime: 0,
      retry: false,
    }),
  );
  const current = rested && !preview.isFetching ? preview.data : undefined;
  const shift = useMutation({
    mutationFn: async (expected: ShiftPreview) => {
      if (asked) await decisions.shiftTimes(asked.which, asked.by, expected, onShifted);
    },
    onSuccess: () => {
      onShifted();
      onClose();
    },
    // What it would do has changed: say what it would do now.
    onError: () => void preview.refetch(),
  });
  return (
    <Modal opened onClose={onClose} title="Move pictures in time" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (current && current.captures > 0 && !shift.isPending) shift.mutate(current);
        }}
      >
        <Stack gap="lg">
          <div>
            <Radio.Group label="Which pictures" value={String(choice)} onChange={(value) => setChoice(Number(value))}>
              <Stack gap="sm" mt="xs">
                {choices.map(({ label, description }, index) => (
                  <Radio key={label} value={String(index)} label={label} description={description} />
                ))}
              </Stack>
            </Radio.Group>
            {hints.map((hint) => (
              <Text key={hint} size="sm" c="dimmed" mt={8}>
                {hint}
              </Text>
            ))}
          </div>
          <div>
            <SegmentedControl
              aria-label="How"
              fullWidth
              value={form.way}
              onChange={(value) => change({ way: value as ShiftWay })}
              data={waysInWords.filter(({ value }) => value !== 'picture' || byPicture)}
            />
            <Text size="sm" c="dimmed" mt={6}>
              {explanations[form.way]}
            </Text>
          </div>
          {form.way === 'amount' && (
            <Group gap="xs" align="flex-end">
              {(['days', 'hours', 'minutes', 'seconds'] as const).map((unit) => (
                <NumberInput
                  key={unit}
                  data-autofocus={unit === 'days' || undefined}
                  className={classes.amount}
                  label={unit.charAt(0).toUpperCase() + unit.slice(1)}
                  min={0}
                  max={unit === 'days' ? 36_525 : 999}
                  allowDecimal={false}
                  allowNegative={false}
                  value={form[unit]}
                  onChange={(value) => change({ [unit]: Number(value) || 0 })}
                />
              ))}
              <SegmentedControl
                aria-label="Earlier or later"
                value={form.later ? 'later' : 'earlier'}
                onChange={(value) => change({ later: value === 'later' })}
                data={[
                  { value: 'earlier', label: 'Earlier' },
                  { value: 'later', label: 'Later' },
                ]}
              />
            </Group>
          )}
          {form.way === 'picture' && (
            <TextInput
              label="The picture was really taken at"
              placeholder="2024-03-01 22:15"
              value={form.reallyAt}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => change({ reallyAt: event.currentTarget.value })}
            />
          )}
          {form.way === 'zone' && (
            <Select
              label="Time zone of the clock"
              w="12rem"
              searchable
              allowDeselect={false}
              data={offsetChoices(form.utcOffsetMinutes)}
              value={String(form.utcOffsetMinutes)}
              onChange={(value) => value !== null && change({ utcOffsetMinutes: Number(value) })}
            />
          )}
          {preview.isError ? (
            <NoticeBox tone="problem" title="What this would do could not be found out" role="alert">
              <span>{problemOf(preview.error).message}</span>
            </NoticeBox>
          ) : (
            <div className={classes.preview} aria-live="polite" aria-busy={asked !== undefined && !current}>
              {asked ? (
                <Preview by={amountInWords(asked.by)} preview={current} />
              ) : (
                <Text c="dimmed">Say by how much.</Text>
              )}
            </div>
          )}
          {shift.isError && (
            <NoticeBox tone="problem" title="Nothing was changed" role="alert">
              <span>
                {problemOf(shift.error).message}
                {problemOf(shift.error).code === 'CONFLICT' && ' The figures above are those of now.'}
              </span>
            </NoticeBox>
          )}
          <Text c="dimmed" size="sm">
            All of it is one step and can be undone, also after a restart. The files move to their new days.
          </Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!current || current.captures === 0} loading={shift.isPending}>
              {current ? `Move ${formatQuantity(current.captures, 'picture')}` : 'Move'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Preview({ by, preview }: { readonly by: string; readonly preview: ShiftPreview | undefined }) {
  const moment = (each: { capturedAt: number; utcOffsetMinutes: number }): string =>
    `${formatMoment(each.capturedAt, each.utcOffsetMinutes)} ${formatOffset(each.utcOffsetMinutes)}`;
  return (
    <Facts
      facts={[
        { name: 'Pictures', value: preview ? formatCount(preview.captures) : '…', note: by },
        { name: 'Go to another day', value: preview ? formatCount(preview.otherDay) : '…' },
        {
          name: 'The first of them',
          value: preview?.first ? moment(preview.first.after) : '…',
          note: preview?.first ? `now ${moment(preview.first.before)}` : undefined,
        },
      ]}
    />
  );
}
