import { ActionIcon, SegmentedControl, Tabs, Tooltip } from '@mantine/core';
import { IconSortAscending, IconSortDescending } from '@tabler/icons-react';
import { memo, type ReactNode, type Ref, useMemo } from 'react';
import type { Capture, ListOrder } from '../../../src-shared/contract/captures.ts';
import type { Playhead } from '../../lib/playhead.ts';
import type { Selection } from '../../lib/selection.ts';
import { CaptureList } from './capture-list.tsx';
import { DetailsPanel } from './details-panel.tsx';
import type { Walk } from './step.ts';
import classes from './timeline-page.module.css';
import type { SelectionActions } from './use-capture-selection.ts';
import type { DecideActions } from './use-decide-actions.ts';
import { type OpenDay, useFrames } from './use-frames.ts';

export type SideTab = 'captures' | 'details';

// Does not depend on the day: turning to another one must not draw it again.
const ListTools = memo(function ListTools({
  everybody,
  order,
  onOrder,
  onEverybody,
}: {
  readonly everybody: boolean;
  readonly order: ListOrder;
  readonly onOrder: (order: ListOrder) => void;
  readonly onEverybody: ((everybody: boolean) => void) | undefined;
}) {
  const newest = order === 'newest';
  return (
    <div className={classes.sideTools}>
      {onEverybody ? (
        <SegmentedControl
          size="xs"
          aria-label="Whose captures"
          value={everybody ? 'all' : 'one'}
          onChange={(value) => onEverybody(value === 'all')}
          data={[
            { value: 'one', label: 'This display' },
            { value: 'all', label: 'All' },
          ]}
        />
      ) : (
        <span />
      )}
      <Tooltip label={newest ? 'Newest first (o)' : 'Oldest first (o)'}>
        <ActionIcon
          size={30}
          aria-label={newest ? 'Order: newest first' : 'Order: oldest first'}
          onClick={() => onOrder(newest ? 'oldest' : 'newest')}
        >
          {newest ? <IconSortDescending size={17} /> : <IconSortAscending size={17} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
});

/** Beside the picture: the captures of the day, or all that is known about the one shown. */
export const SidePanel = memo(function SidePanel({
  day,
  displayId,
  walk,
  order,
  playhead,
  opensAt,
  tab,
  onTab,
  onOrder,
  onEverybody,
  onPick,
  selection,
  selected,
  selectionBar,
  tagField,
  onSetTime,
}: {
  readonly day: OpenDay;
  readonly displayId: string | null;
  readonly walk: Walk;
  readonly selection: Selection;
  readonly selected: SelectionActions;
  /** What can be done with what is selected; nothing while nothing is. */
  readonly selectionBar: ReactNode;
  readonly tagField: Ref<HTMLInputElement>;
  readonly onSetTime: DecideActions['setTime'];
  readonly order: ListOrder;
  readonly playhead: Playhead;
  /** Where the day opens. */
  readonly opensAt: number;
  readonly tab: SideTab;
  readonly onTab: (tab: SideTab) => void;
  readonly onOrder: (order: ListOrder) => void;
  /** Undefined where the choice makes no difference. */
  readonly onEverybody: ((everybody: boolean) => void) | undefined;
  readonly onPick: (capture: Capture) => void;
}) {
  return (
    <Tabs
      component="aside"
      aria-label="Side panel"
      className={classes.side}
      value={tab}
      onChange={(value) => onTab(value === 'details' ? 'details' : 'captures')}
      keepMounted={false}
    >
      <Tabs.List className={classes.sideTabs}>
        <Tabs.Tab value="captures">Captures</Tabs.Tab>
        <Tabs.Tab value="details">Details</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="captures" className={classes.sideContent}>
        <ListTools everybody={walk === 'all'} order={order} onOrder={onOrder} onEverybody={onEverybody} />
        {selectionBar}
        <CaptureList
          key={day.view.day}
          day={day}
          walk={walk}
          order={order}
          playhead={playhead}
          opensAt={opensAt}
          selection={selection}
          selected={selected}
          onPick={onPick}
        />
      </Tabs.Panel>
      <Tabs.Panel value="details" className={classes.sideContent}>
        <Details
          day={day}
          displayId={displayId}
          playhead={playhead}
          tagField={tagField}
          onPick={onPick}
          onSetTime={onSetTime}
        />
      </Tabs.Panel>
    </Tabs>
  );
});

function Details({
  day,
  displayId,
  playhead,
  tagField,
  onPick,
  onSetTime,
}: {
  readonly day: OpenDay;
  readonly displayId: string | null;
  readonly playhead: Playhead;
  readonly tagField: Ref<HTMLInputElement>;
  readonly onPick: (capture: Capture) => void;
  readonly onSetTime: DecideActions['setTime'];
}) {
  const displayIds = useMemo(() => [displayId], [displayId]);
  const [frame] = useFrames(day, displayIds, playhead);
  const capture = frame?.kind === 'capture' ? frame.capture : null;
  return <DetailsPanel capture={capture} tagField={tagField} onEditTags={onPick} onSetTime={onSetTime} />;
}
