import { IconCheck } from '@tabler/icons-react';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Capture, ListOrder } from '../../../src-shared/contract/captures.ts';
import { formatDuration, formatTime } from '../../lib/format.ts';
import { thumbnailUrl } from '../../lib/media.ts';
import type { Playhead } from '../../lib/playhead.ts';
import { isSelected, type Selection } from '../../lib/selection.ts';
import { ForeignText } from '../../ui/foreign-text.tsx';
import { KeptMark } from '../../ui/verdict/verdict-buttons.tsx';
import { bucketOptions, loadedBucket, versionOfPages } from './bucket-pages.ts';
import classes from './capture-list.module.css';
import { type DayIndex, inOrder, type Place, placeOf, positionOf } from './day-index.ts';
import { captureAtPosition, indexOfWalk, ofWalk, positionAt, positionKnown, type Walk } from './step.ts';
import type { SelectionActions } from './use-capture-selection.ts';
import type { OpenDay } from './use-frames.ts';

const rowHeightPixels = 64;
const settleMs = 70;
const shortHoldMs = 60_000;
const stepByKey: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 };

/**
 * The buckets to load for what is in sight: at once where the list rested before, and while it is being scrolled, when
 * it comes to rest.
 */
function useSettledMinutes(inSight: string): readonly number[] {
  const [settled, setSettled] = useState('');
  const changedAt = useRef(0);
  useEffect(() => {
    const now = performance.now();
    const rested = now - changedAt.current > 2 * settleMs;
    changedAt.current = now;
    if (rested) {
      setSettled(inSight);
      return;
    }
    const timer = setTimeout(() => setSettled(inSight), settleMs);
    return () => clearTimeout(timer);
  }, [inSight]);
  return useMemo(() => settled.split(',').filter(Boolean).map(Number), [settled]);
}

/**
 * Follows the playhead to a position in the walk: at once when it jumps, and at intervals while it is dragged. Looks
 * again when the loaded pages changed, since captures may have come or gone before it.
 */
function useActivePosition(day: OpenDay, walk: Walk, playhead: Playhead, opensAt: number, version: string): number {
  const queries = useQueryClient();
  const [position, setPosition] = useState(() => positionKnown(queries, day, walk, opensAt).position);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the position is also read from the loaded pages.
  useLayoutEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      timer = undefined;
      const { at } = playhead.get();
      const known = positionKnown(queries, day, walk, at);
      if (known.exact) {
        setPosition(known.position);
        return;
      }
      void positionAt(queries, day, walk, at).then(
        (found) => {
          if (current) setPosition(found);
        },
        () => undefined,
      );
    };
    look();
    const stop = playhead.subscribe(() => {
      const { scrubbing, playing } = playhead.get();
      if (timer === undefined) timer = setTimeout(look, scrubbing || playing ? 120 : 0);
    });
    return () => {
      current = false;
      clearTimeout(timer);
      stop();
    };
  }, [queries, day, walk, playhead, version]);
  return position;
}

/** The first row that was wholly in sight, and where it stood. */
interface ReadRow {
  readonly index: DayIndex;
  readonly list: string;
  readonly walk: Walk;
  readonly row: number;
  readonly place: Place;
  readonly id: string | undefined;
}

/**
 * The captures of the day as a list that is as long as the day, of which only the rows in sight exist and only their
 * five-minute buckets are loaded.
 */
export const CaptureList = memo(function CaptureList({
  day,
  walk,
  order,
  playhead,
  opensAt,
  selection,
  selected,
  onPick,
}: {
  readonly day: OpenDay;
  readonly walk: Walk;
  readonly selection: Selection;
  readonly selected: SelectionActions;
  readonly order: ListOrder;
  readonly playhead: Playhead;
  /** The moment that is in sight when the list comes up. */
  readonly opensAt: number;
  readonly onPick: (capture: Capture) => void;
}) {
  const queries = useQueryClient();
  const scroller = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  const [loadedVersion, setLoadedVersion] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the index also reads the loaded pages from the cache.
  const index = useMemo(() => indexOfWalk(queries, day, walk), [queries, day, walk, loadedVersion]);

  const active = useActivePosition(day, walk, playhead, opensAt, loadedVersion);
  const activeRow = active < 0 ? -1 : inOrder(index, active, order);

  const virtualizer = useVirtualizer({
    count: index.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPixels,
    overscan: 6,
    getItemKey: (row) => inOrder(index, row, order),
    initialRect: { width: 300, height: 500 },
    // About the middle, where the position also comes to lie after a jump.
    initialOffset: () => Math.max(0, activeRow - 3) * rowHeightPixels,
  });
  const rows = virtualizer.getVirtualItems();

  const inSight = [
    ...new Set(
      rows.map((row) => placeOf(index, inOrder(index, row.index, order))?.minute).filter((each) => each !== undefined),
    ),
  ].join(',');
  const minutes = useSettledMinutes(inSight);
  const version = useQueries({
    queries: minutes.map((minute) => bucketOptions(day, minute)),
    combine: versionOfPages,
  });
  // The index above is made from what these bring.
  if (version !== loadedVersion) setLoadedVersion(version);

  const captureOfRow = (row: number): Capture | undefined => {
    const place = placeOf(index, inOrder(index, row, order));
    if (!place) return undefined;
    const page = loadedBucket(queries, day, place.minute);
    return page && ofWalk(page, walk)[place.offset];
  };

  // Captures come and go above what the person reads, and that must not move under their eyes.
  const read = useRef<ReadRow | undefined>(undefined);
  const list = `${day.view.day} ${order}`;
  useLayoutEffect(() => {
    const last = read.current;
    const offset = virtualizer.scrollOffset ?? 0;
    const staysAtTop = order === 'newest' && offset <= rowHeightPixels;
    if (last && last.index !== index && last.list === list && last.walk === walk) {
      const page = loadedBucket(queries, day, last.place.minute);
      const found = page && ofWalk(page, walk).findIndex((capture) => capture.id === last.id);
      const place = { ...last.place, offset: found === undefined || found === -1 ? last.place.offset : found };
      const position = positionOf(index, place);
      const moved = position === undefined ? 0 : inOrder(index, position, order) - last.row;
      if (moved !== 0 && !staysAtTop && !playhead.get().following) {
        virtualizer.scrollToOffset(offset + moved * rowHeightPixels);
        read.current = { ...last, index, row: last.row + moved, place };
        return;
      }
    }
    const row = Math.ceil(offset / rowHeightPixels);
    const place = placeOf(index, inOrder(index, row, order));
    read.current = place && { index, list, walk, row, place, id: captureOfRow(row)?.id };
  });

  // Only another picture is brought into sight; the same one in another row is where the person left it.
  const shownId = useRef<string | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the capture of a row is looked up, not waited for.
  useLayoutEffect(() => {
    if (activeRow < 0) return;
    const id = captureOfRow(activeRow)?.id;
    const same = id !== undefined && id === shownId.current;
    shownId.current = id;
    if (same) return;
    const height = scroller.current?.clientHeight ?? 0;
    const distance = activeRow * rowHeightPixels - (virtualizer.scrollOffset ?? 0);
    const near = distance > -2 * rowHeightPixels && distance < height + rowHeightPixels;
    virtualizer.scrollToIndex(activeRow, { align: near ? 'auto' : 'center' });
  }, [activeRow, virtualizer]);
  useEffect(() => {
    if (activeRow >= 0) shownId.current ??= captureOfRow(activeRow)?.id;
  });

  // The focus stays in the list while the keyboard walks through it.
  useEffect(() => {
    if (!hadFocus.current || activeRow < 0) return;
    scroller.current?.querySelector<HTMLElement>(`[data-row="${activeRow}"]`)?.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepByKey[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    hadFocus.current = true;
    const row = Math.min(index.total - 1, Math.max(0, activeRow + step));
    const start = captureOfRow(activeRow) ?? null;
    const reaches = event.shiftKey;
    void captureAtPosition(queries, day, walk, inOrder(index, row, order)).then((capture) => {
      if (!capture) return;
      if (reaches) selected.reach(capture, start);
      onPick(capture);
    });
  };
  const onRowClick = useCallback(
    (capture: Capture, event: MouseEvent) => {
      if (event.shiftKey) selected.reach(capture, shownNow.current);
      else if (event.ctrlKey || event.metaKey) selected.toggle(capture);
      else {
        selected.anchor(capture);
        onPick(capture);
      }
    },
    [selected, onPick],
  );
  const shownNow = useRef<Capture | null>(null);
  useEffect(() => {
    shownNow.current = captureOfRow(activeRow) ?? null;
  });

  const rowIsSelected = (row: number): boolean => {
    const capture = captureOfRow(row);
    return capture !== undefined && isSelected(selection, capture.id);
  };

  const focusable = rows.some((row) => row.index === activeRow) ? activeRow : rows[0]?.index;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows inside are buttons; this moves the focus among them.
    <div
      ref={scroller}
      className={classes.scroller}
      onKeyDown={onKeyDown}
      onFocus={() => {
        hadFocus.current = true;
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) hadFocus.current = false;
      }}
    >
      <ul className={classes.list} aria-label="Captures" style={{ height: virtualizer.getTotalSize() }}>
        {rows.map((row) => (
          <li
            key={row.key}
            className={classes.item}
            style={{ transform: `translateY(${row.start}px)`, height: rowHeightPixels }}
            aria-setsize={index.total}
            aria-posinset={row.index + 1}
          >
            <Row
              capture={captureOfRow(row.index)}
              row={row.index}
              active={row.index === activeRow}
              focusable={row.index === focusable}
              showDisplay={walk === 'all'}
              selected={rowIsSelected(row.index)}
              onClick={onRowClick}
            />
          </li>
        ))}
      </ul>
    </div>
  );
});

const Row = memo(function Row({
  capture,
  row,
  active,
  focusable,
  showDisplay,
  selected,
  onClick,
}: {
  readonly capture: Capture | undefined;
  readonly row: number;
  readonly active: boolean;
  readonly focusable: boolean;
  readonly showDisplay: boolean;
  readonly selected: boolean;
  readonly onClick: (capture: Capture, event: MouseEvent) => void;
}) {
  if (!capture) {
    return (
      <div className={classes.row} aria-busy>
        <span className={classes.thumbnail} />
        <span className={classes.lines}>
          <span className={classes.placeholder} />
        </span>
      </div>
    );
  }
  const heldMs = capture.endedAt - capture.capturedAt;
  const title = capture.windowTitle || capture.appName || capture.originalFilename || '';
  return (
    <button
      type="button"
      className={classes.row}
      data-row={row}
      aria-current={active ? 'true' : undefined}
      data-selected={selected || undefined}
      tabIndex={focusable ? 0 : -1}
      onClick={(event) => onClick(capture, event)}
    >
      <span className={classes.thumbnail}>
        {capture.missingAt === null ? (
          <img src={thumbnailUrl(capture.id, 96)} alt="" decoding="async" draggable={false} />
        ) : (
          <span className={classes.lost}>File gone</span>
        )}
        {selected && (
          <span className={classes.check}>
            <IconCheck size={13} stroke={3} aria-hidden />
            <span className={classes.hidden}>Selected</span>
          </span>
        )}
      </span>
      <span className={classes.lines}>
        <span className={classes.first}>
          <span className={classes.time}>{formatTime(capture.capturedAt, capture.utcOffsetMinutes)}</span>
          {showDisplay ? (
            <span className={classes.display}>{capture.displayName ?? 'Imported'}</span>
          ) : (
            <span className={classes.hidden}>{capture.displayName ?? 'Imported'}</span>
          )}
          {capture.reviewState === 'kept' && <KeptMark />}
        </span>
        {title && (
          <span className={classes.title}>
            <ForeignText text={title} />
          </span>
        )}
        {heldMs >= shortHoldMs && <span className={classes.title}>unchanged for {formatDuration(heldMs)}</span>}
      </span>
    </button>
  );
});
