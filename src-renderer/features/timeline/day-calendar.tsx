import { Stack, Text, TextInput } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { type FormEvent, useMemo, useState } from 'react';
import type { DayCount } from '../../../src-shared/contract/timeline.ts';
import { formatDay, formatQuantity } from '../../lib/format.ts';
import classes from './day-calendar.module.css';
import { firstDayOfWeek, heatByDay } from './heat-levels.ts';
import { type JumpTarget, parseJumpTarget } from './jump-target.ts';

/** A calendar whose days are shaded by how much was captured, and a field to type a day or a time. */
export function DayCalendar({
  days,
  shownDay,
  today,
  onJump,
}: {
  readonly days: readonly DayCount[];
  readonly shownDay: string;
  readonly today: string;
  readonly onJump: (target: JumpTarget) => void;
}) {
  const heat = useMemo(() => heatByDay(days), [days]);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const target = parseJumpTarget(text, shownDay, today);
    setWrong(target === undefined);
    if (target) onJump(target);
  };

  return (
    <Stack gap="sm" className={classes.calendar}>
      <form onSubmit={submit}>
        <TextInput
          data-autofocus
          size="sm"
          label="Jump to a day or time"
          placeholder={`${shownDay} 14:30`}
          description="A date, a time, both, today, yesterday, or -7 for a week back"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setWrong(false);
          }}
          error={wrong ? 'Write a day as 2026-11-22 and a time as 14:30.' : undefined}
        />
      </form>
      <DatePicker
        size="sm"
        defaultDate={shownDay}
        value={shownDay}
        maxDate={today}
        minDate={days[0] && days[0].day < shownDay ? days[0].day : undefined}
        firstDayOfWeek={firstDayOfWeek(navigator.language)}
        hideOutsideDates
        highlightToday
        weekendDays={[]}
        onChange={(value) => value && onJump({ day: value, minute: null })}
        getDayProps={(day) => {
          const found = heat.get(day);
          return {
            'data-heat': found?.level ?? 0,
            'aria-label': `${formatDay(day)}, ${found ? formatQuantity(found.captures, 'capture') : 'no captures'}`,
          };
        }}
        classNames={{ day: classes.day }}
        ariaLabels={{ nextMonth: 'Next month', previousMonth: 'Previous month' }}
      />
      <div className={classes.legend} aria-hidden>
        <Text size="xs" c="dimmed">
          Fewer
        </Text>
        {[1, 2, 3, 4].map((level) => (
          <span key={level} className={classes.swatch} data-heat={level} />
        ))}
        <Text size="xs" c="dimmed">
          More captures
        </Text>
      </div>
    </Stack>
  );
}
