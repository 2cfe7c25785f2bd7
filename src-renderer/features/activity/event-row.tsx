import { Badge, Button, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import type { ActivityEvent } from '../../../src-shared/contract/events.ts';
import { formatTime, offsetHere } from '../../lib/format.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import classes from './activity.module.css';
import { severityWords, sourceLabels, typeLabels } from './activity-words.ts';
import { EventDetails } from './event-details.tsx';

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
    <article className={classes.event} data-waiting={!event.resolved || undefined} aria-label={event.summary}>
      <div className={classes.line}>
        <UnstyledButton className={classes.summary} aria-expanded={opened} aria-controls={detailsId} onClick={onToggle}>
          <IconChevronRight size={14} className={classes.chevron} data-opened={opened || undefined} aria-hidden />
          <span className={classes.time}>{formatTime(event.timestamp, offsetHere(event.timestamp))}</span>
          <span className={classes.sign} title={severity.label}>
            <StateMark shape={severity.shape} tone={severity.tone} />
            <span className={classes.hidden}>{severity.label}: </span>
          </span>
          <span className={classes.text}>{event.summary}</span>
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
