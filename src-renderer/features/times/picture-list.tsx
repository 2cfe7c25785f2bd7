import { IconCheck, IconPlayerSkipForward } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useRef } from 'react';
import type { DatedPicture } from '../../../src-shared/contract/times.ts';
import { formatDayOfMonth, formatMinute } from '../../lib/format.ts';
import { thumbnailUrl } from '../../lib/media.ts';
import { isSelected, type Selection } from '../../lib/selection.ts';
import { ForeignText } from '../../ui/foreign-text.tsx';
import classes from './times.module.css';
import { indexOfCurrent, type TimesSession } from './times-session.ts';

const rowHeightPixels = 64;

/** How a picture was pointed at: alone, besides the others (Ctrl), or from the last one up to it (Shift). */
export type Reach = 'alone' | 'besides' | 'up-to';

/** All pictures of the walk, of which only the rows in sight exist. */
export function PictureList({
  session,
  total,
  selection,
  onPoint,
  onKeyDown,
}: {
  readonly session: TimesSession;
  /** With those that are not loaded yet. */
  readonly total: number;
  readonly selection: Selection;
  readonly onPoint: (id: string, reach: Reach) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}) {
  const { pictures } = session;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: pictures.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPixels,
    overscan: 6,
  });
  const current = indexOfCurrent(session);
  const shown = useRef(-1);
  const hadFocus = useRef(false);
  useEffect(() => {
    if (current >= 0 && shown.current !== current) {
      shown.current = current;
      virtualizer.scrollToIndex(current, { align: 'auto' });
    }
    if (!hadFocus.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${current}"]`);
    if (row && document.activeElement !== row) row.focus({ preventScroll: true });
  });
  const items = virtualizer.getVirtualItems();
  const focusable = items.some((item) => item.index === current) ? current : (items[0]?.index ?? -1);
  return (
    <div
      ref={scroller}
      className={classes.list}
      role="listbox"
      aria-label="Pictures of uncertain time"
      aria-multiselectable
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onFocus={() => {
        hadFocus.current = true;
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) hadFocus.current = false;
      }}
    >
      <div role="presentation" className={classes.canvas} style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const picture = pictures[item.index];
          if (!picture) return null;
          const { id } = picture.capture;
          return (
            <Row
              key={id}
              picture={picture}
              index={item.index}
              start={item.start}
              total={Math.max(total, pictures.length)}
              current={item.index === current}
              focusable={item.index === focusable}
              selected={isSelected(selection, id)}
              state={session.settled.has(id) ? 'settled' : session.skipped.has(id) ? 'skipped' : 'open'}
              onPoint={onPoint}
            />
          );
        })}
      </div>
    </div>
  );
}

const Row = memo(function Row({
  picture,
  index,
  start,
  total,
  current,
  focusable,
  selected,
  state,
  onPoint,
}: {
  readonly picture: DatedPicture;
  readonly index: number;
  readonly start: number;
  readonly total: number;
  readonly current: boolean;
  readonly focusable: boolean;
  readonly selected: boolean;
  readonly state: 'settled' | 'skipped' | 'open';
  readonly onPoint: (id: string, reach: Reach) => void;
}) {
  const { capture } = picture;
  const name = capture.originalFilename ?? 'Picture';
  const point = (event: MouseEvent): void => {
    onPoint(capture.id, event.shiftKey ? 'up-to' : event.ctrlKey || event.metaKey ? 'besides' : 'alone');
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys of all its options.
    <div
      role="option"
      aria-selected={selected}
      aria-current={current ? 'true' : undefined}
      aria-setsize={total}
      aria-posinset={index + 1}
      tabIndex={focusable ? 0 : -1}
      data-index={index}
      data-state={state}
      className={classes.row}
      style={{ transform: `translateY(${start}px)`, height: rowHeightPixels }}
      onClick={point}
    >
      <span className={classes.thumbnail}>
        {capture.missingAt === null && (
          <img src={thumbnailUrl(capture.id, 96)} alt="" decoding="async" draggable={false} />
        )}
        <span
          className={classes.check}
          aria-hidden
          onClick={(event) => {
            event.stopPropagation();
            onPoint(capture.id, event.shiftKey ? 'up-to' : 'besides');
          }}
        >
          <IconCheck size={13} stroke={3} />
        </span>
      </span>
      <span className={classes.rowText}>
        <span className={classes.rowName} title={name}>
          <ForeignText text={name} />
        </span>
        <span className={classes.rowTime}>
          {state === 'settled' ? (
            <>
              <IconCheck size={13} stroke={2.5} aria-hidden /> Settled
            </>
          ) : state === 'skipped' ? (
            <>
              <IconPlayerSkipForward size={13} aria-hidden /> Left for later
            </>
          ) : (
            `${formatDayOfMonth(capture.localDay)} ${capture.localDay.slice(0, 4)}, ${formatMinute(capture.capturedAt, capture.utcOffsetMinutes)}`
          )}
        </span>
      </span>
    </div>
  );
});
