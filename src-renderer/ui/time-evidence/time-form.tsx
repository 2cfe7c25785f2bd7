import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import { type Ref, useEffect, useId, useRef, useState } from 'react';
import { formatMoment, formatOffset } from '../../lib/format.ts';
import { formatTypedTime, type Moment, parseTypedTime, problemOfTypedTime } from '../../lib/typed-time.ts';
import { offsetChoices } from '../../lib/utc-offsets.ts';
import classes from './time-evidence.module.css';

/** Asks for a time that none of the evidence says. Begins with the one the picture has. */
export function TimeForm({
  start,
  action = 'Set this time',
  pending = false,
  fieldRef,
  onSubmit,
  onCancel,
}: {
  readonly start: Moment;
  readonly action?: string;
  readonly pending?: boolean;
  readonly fieldRef?: Ref<HTMLInputElement>;
  readonly onSubmit: (moment: Moment) => void;
  readonly onCancel?: () => void;
}) {
  const [text, setText] = useState(() => formatTypedTime(start));
  const [offset, setOffset] = useState(start.utcOffsetMinutes);
  const answerId = useId();
  const problem = problemOfTypedTime(text, offset);
  // With what it says and its buttons, which are below the field that gets the focus.
  const form = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is wrong takes more room than what is right.
  useEffect(() => {
    form.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);
  const moment = problem === undefined ? parseTypedTime(text, offset) : undefined;
  return (
    <form
      ref={form}
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (moment && !pending) onSubmit(moment);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !onCancel) return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <Group gap="xs" align="flex-start">
        <TextInput
          ref={fieldRef}
          flex="2 1 11rem"
          size="sm"
          label="Taken at"
          placeholder="2024-03-01 22:15"
          value={text}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={answerId}
          error={moment === undefined && text.trim() !== ''}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          flex="1 1 8rem"
          size="sm"
          label="Time zone"
          data={offsetChoices(offset)}
          value={String(offset)}
          searchable
          allowDeselect={false}
          onChange={(value) => value !== null && setOffset(Number(value))}
        />
      </Group>
      <Text id={answerId} size="sm" c={moment ? 'dimmed' : 'var(--color-problem)'} aria-live="polite">
        {moment
          ? `${formatMoment(moment.capturedAt, moment.utcOffsetMinutes)}, ${formatOffset(moment.utcOffsetMinutes)}`
          : problem}
      </Text>
      <Group gap="xs">
        <Button type="submit" size="xs" disabled={!moment} loading={pending}>
          {action}
        </Button>
        {onCancel && (
          <Button size="xs" variant="default" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </Group>
    </form>
  );
}
