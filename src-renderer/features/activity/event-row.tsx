import { Badge, Button, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import type { ActivityEvent } from '../../../src-shared/contract/events.ts';
import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import { plainText } from '../../../src-shared/domain/plain-text.ts';
import { formatMoment, formatQuantity, formatTime, offsetHere } from '../../lib/format.ts';
import { ForeignText } from '../../ui/foreign-text.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import classes from './activity.module.css';
import { severityWords, sourceLabels, typeLabels } from './activity-words.ts';
import { EventDetails } from './event-details.tsx';

/** `12 times, last at 14:03:22`, with the day where it is another one. */
function timesInWords({ timestamp, last_at, occurrences }: ActivityEvent): string {
  const offset = offsetHere(last_at);
  const isSameDay = localDayOf(timestamp, offsetHere(timestamp)) === localDayOf(last_at, offset);
  const last = isSameDay ? `at ${formatTime(last_at, offset)}` : `on ${formatMoment(last_at, offset)}`;
  return `${formatQuantity(occurrences, 'time')}, last ${last}`;
}

/** One line of the log; opens to everything that is known about it. */
export function EventRow({
  event,
  opened,
  resolving,
  onToggle,
  onResolve,
}: {
  readonly event: ActivityEvent;
  readonly opened: boolean;
  readonly resolving: boolean;
  readonly onToggle: () => void;
  readonly onResolve: () => void;
}) {
  const detailsId = useId();
  const severity = severityWords[event.severity];
  return (
    <article
      className={classes.event}
      data-waiting={!event.resolved || undefined}
      aria-label={plainText(event.summary)}
    >
      <div className={classes.line}>
        <UnstyledButton className={classes.summary} aria-expanded={opened} aria-controls={detailsId} onClick={onToggle}>
          <IconChevronRight size={14} className={classes.chevron} data-opened={opened || undefined} aria-hidden />
          <span className={classes.time}>{formatTime(event.timestamp, offsetHere(event.timestamp))}</span>
          <span className={classes.sign} title={severity.label}>
            <StateMark shape={severity.shape} tone={severity.tone} />
            <span className={classes.hidden}>{severity.label}: </span>
          </span>
          <span className={classes.text}>
            <ForeignText text={event.summary} />
            {event.occurrences > 1 && <span className={classes.times}>{timesInWords(event)}</span>}
          </span>
        </UnstyledButton>
        <div className={classes.side}>
          <span className={classes.kind}>
            {typeLabels[event.type]} · {sourceLabels[event.source]}
          </span>
          {!event.resolved && (
            <Button size="compact-xs" variant="default" loading={resolving} onClick={onResolve}>
              Resolve
            </Button>
          )}
          {event.type === 'alert' && event.resolved && <Badge size="sm">Resolved</Badge>}
        </div>
      </div>
      <div id={detailsId} className={classes.details} hidden={!opened}>
        {opened && <EventDetails event={event} />}
      </div>
    </article>
  );
}
