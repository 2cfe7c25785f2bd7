import { ActionIcon, Button, Popover, SegmentedControl, Text, Tooltip } from '@mantine/core';
import {
  IconCalendar,
  IconChevronLeft,
  IconChevronRight,
  IconLayoutGrid,
  IconLayoutSidebarRight,
  IconPhoto,
} from '@tabler/icons-react';
import { memo } from 'react';
import type { DayCount, DayView } from '../../../src-shared/contract/timeline.ts';
import { formatBytes, formatQuantity, formatShortDay } from '../../lib/format.ts';
import type { Playhead } from '../../lib/playhead.ts';
import { DayCalendar } from './day-calendar.tsx';
import { DayMenu } from './day-menu.tsx';
import type { JumpTarget } from './jump-target.ts';
import { LiveButton } from './live-button.tsx';
import type { Marks } from './marks.ts';
import { MarksFilter } from './marks-filter.tsx';
import classes from './timeline-page.module.css';

export type StageMode = 'frame' | 'wall';

// Only the menu depends on the day; turning to another one draws little again.
const ViewChoice = memo(function ViewChoice({
  day,
  mode,
  onMode,
  sideOpen,
  onSide,
  marks,
  onMarks,
}: {
  readonly day: string;
  readonly marks: Marks;
  readonly onMarks: (marks: Marks) => void;
  readonly mode: StageMode;
  readonly onMode: (mode: StageMode) => void;
  readonly sideOpen: boolean;
  readonly onSide: (open: boolean) => void;
}) {
  return (
    <div className={classes.tools} data-end>
      <MarksFilter marks={marks} onMarks={onMarks} />
      <SegmentedControl
        size="xs"
        aria-label="View"
        value={mode}
        onChange={(value) => onMode(value as StageMode)}
        data={[
          {
            value: 'frame',
            label: (
              <span className={classes.choice}>
                <IconPhoto size={15} aria-hidden /> Picture
              </span>
            ),
          },
          {
            value: 'wall',
            label: (
              <span className={classes.choice}>
                <IconLayoutGrid size={15} aria-hidden /> Wall
              </span>
            ),
          },
        ]}
      />
      <Tooltip label={sideOpen ? 'Hide the side panel (s)' : 'Show the side panel (s)'}>
        <ActionIcon
          size={32}
          aria-label="Side panel"
          aria-pressed={sideOpen}
          onClick={() => onSide(!sideOpen)}
          variant={sideOpen ? 'light' : 'subtle'}
        >
          <IconLayoutSidebarRight size={18} />
        </ActionIcon>
      </Tooltip>
      <DayMenu day={day} marks={marks} />
    </div>
  );
});

/** The day: which one, how much it holds, and how it is looked at. */
export const DayToolbar = memo(function DayToolbar({
  shownDay,
  today,
  days,
  view,
  playhead,
  mode,
  onMode,
  calendarOpen,
  onCalendar,
  sideOpen,
  onSide,
  onJump,
  onDay,
  onLive,
  marks,
  onMarks,
}: {
  readonly marks: Marks;
  readonly onMarks: (marks: Marks) => void;
  readonly shownDay: string;
  readonly today: string;
  readonly days: readonly DayCount[];
  readonly view: DayView | undefined;
  readonly playhead: Playhead;
  readonly mode: StageMode;
  readonly onMode: (mode: StageMode) => void;
  readonly calendarOpen: boolean;
  readonly onCalendar: (open: boolean) => void;
  readonly sideOpen: boolean;
  readonly onSide: (open: boolean) => void;
  readonly onJump: (target: JumpTarget) => void;
  readonly onDay: (day: string) => void;
  readonly onLive: () => void;
}) {
  return (
    <div className={classes.toolbar}>
      <div className={classes.tools}>
        <Tooltip label={view?.previousDay ? `${formatShortDay(view.previousDay)} (p)` : 'No earlier day'}>
          <ActionIcon
            size={32}
            aria-label="Previous day with captures"
            disabled={!view?.previousDay}
            onClick={() => view?.previousDay && onDay(view.previousDay)}
          >
            <IconChevronLeft size={18} />
          </ActionIcon>
        </Tooltip>
        <Popover
          opened={calendarOpen}
          onChange={onCalendar}
          position="bottom-start"
          shadow="md"
          trapFocus
          returnFocus
          transitionProps={{ duration: 80 }}
        >
          <Popover.Target>
            <Button
              variant="default"
              size="xs"
              className={classes.dayButton}
              leftSection={<IconCalendar size={16} aria-hidden />}
              onClick={() => onCalendar(!calendarOpen)}
            >
              {formatShortDay(shownDay)}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <DayCalendar days={days} shownDay={shownDay} today={today} onJump={onJump} />
          </Popover.Dropdown>
        </Popover>
        <Tooltip label={view?.nextDay ? `${formatShortDay(view.nextDay)} (n)` : 'No later day'}>
          <ActionIcon
            size={32}
            aria-label="Next day with captures"
            disabled={!view?.nextDay}
            onClick={() => view?.nextDay && onDay(view.nextDay)}
          >
            <IconChevronRight size={18} />
          </ActionIcon>
        </Tooltip>
        {shownDay !== today && (
          <Button variant="default" size="xs" onClick={() => onDay(today)}>
            Today
          </Button>
        )}
        <LiveButton playhead={playhead} onLive={onLive} />
      </div>
      <Text c="dimmed" size="sm" className={classes.daySummary}>
        {view && view.captures > 0 && `${formatQuantity(view.captures, 'capture')}, ${formatBytes(view.bytes)}`}
      </Text>
      <ViewChoice
        day={shownDay}
        mode={mode}
        onMode={onMode}
        sideOpen={sideOpen}
        onSide={onSide}
        marks={marks}
        onMarks={onMarks}
      />
    </div>
  );
});
