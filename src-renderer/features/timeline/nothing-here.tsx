import { Button, Group } from '@mantine/core';
import { IconCalendarOff, IconFilterOff, IconPhoto } from '@tabler/icons-react';
import { formatDay, formatShortDay } from '../../lib/format.ts';
import { EmptyState } from '../../ui/states.tsx';
import { isFiltering, type Marks, marksInWords } from './marks.ts';

/** A day without captures: the nearest days that have some, or how the first ones come about. */
export function NothingHere({
  shownDay,
  today,
  first,
  previousDay,
  nextDay,
  onDay,
  marks,
  onClearMarks,
}: {
  readonly marks: Marks;
  readonly onClearMarks: () => void;
  readonly shownDay: string;
  readonly today: string;
  /** True while nothing was ever captured. */
  readonly first: boolean;
  readonly previousDay: string | null;
  readonly nextDay: string | null;
  readonly onDay: (day: string) => void;
}) {
  if (first) {
    return (
      <EmptyState icon={<IconPhoto size={36} stroke={1.25} />} title="No captures yet">
        The first pictures appear here by themselves as soon as capture runs. The button at the top switches it on.
      </EmptyState>
    );
  }
  if (isFiltering(marks)) {
    const near = [previousDay, nextDay].filter((day) => day !== null);
    return (
      <EmptyState
        icon={<IconFilterOff size={36} stroke={1.25} />}
        title={`No picture of ${formatDay(shownDay)} is ${marksInWords(marks)}`}
        action={
          <Group gap="xs" justify="center">
            {near.map((day) => (
              <Button key={day} variant="default" onClick={() => onDay(day)}>
                {formatShortDay(day)}
              </Button>
            ))}
            <Button onClick={onClearMarks}>Show all pictures</Button>
          </Group>
        }
      >
        {near.length > 0 ? 'The nearest days that have some:' : 'No other day has one either.'}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconCalendarOff size={36} stroke={1.25} />}
      title={shownDay === today ? 'Nothing captured today' : `No captures on ${formatDay(shownDay)}`}
      action={
        <Group gap="xs" justify="center">
          {previousDay && (
            <Button variant="default" onClick={() => onDay(previousDay)}>
              {formatShortDay(previousDay)}
            </Button>
          )}
          {nextDay && (
            <Button variant="default" onClick={() => onDay(nextDay)}>
              {formatShortDay(nextDay)}
            </Button>
          )}
        </Group>
      }
    >
      {previousDay || nextDay ? 'The nearest days with captures:' : 'There are no other days with captures.'}
    </EmptyState>
  );
}
