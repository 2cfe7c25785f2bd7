import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconCheck, IconPhotoOff } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, memo, type RefObject, useEffect, useRef, useState } from 'react';
import type { TrashedCapture } from '../../../src-shared/contract/trash.ts';
import { formatMoment, offsetHere } from '../../lib/format.ts';
import { thumbnailUrl } from '../../lib/media.ts';
import { useNow } from '../../lib/now.ts';
import { isSelected, type Selection } from '../../lib/selection.ts';
import classes from './trash.module.css';
import { discardedInWords, nameOfPicture, purgeInWords, takenInWords } from './trash-words.ts';
import type { Reach } from './use-trash-selection.ts';

const leastTilePixels = 196;
const gapPixels = 10;
const mostAttempts = 4;
const retryMs = 700;
/** The lines of text below a picture, and its padding. */
const textPixels = 84;

/** How the grid is laid out now; for who moves in it by keys. */
export interface GridShape {
  readonly columns: number;
  readonly rowsPerPage: number;
}

/** All pictures of the trash as tiles, of which only those in sight exist. */
export function TrashGrid({
  pictures,
  total,
  selection,
  focusIndex,
  shape,
  onPoint,
  onOpen,
  onKeyDown,
  onNearEnd,
}: {
  readonly pictures: readonly TrashedCapture[];
  /** With those that are not loaded yet. */
  readonly total: number;
  readonly selection: Selection;
  readonly focusIndex: number;
  readonly shape: RefObject<GridShape>;
  readonly onPoint: (index: number, reach: Reach) => void;
  readonly onOpen: (index: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onNearEnd: () => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: sizeRef, width, height } = useElementSize<HTMLDivElement>();
  const merged = useMergedRef(scroller, sizeRef);
  const columns = Math.max(1, Math.floor((width + gapPixels) / (leastTilePixels + gapPixels)));
  const tileWidth = (width - gapPixels * (columns - 1)) / columns;
  const rowHeight = Math.round((tileWidth * 9) / 16) + textPixels + gapPixels;
  const rows = Math.ceil(pictures.length / columns);
  const virtualizer = useVirtualizer({
    count: width === 0 ? 0 : rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 3,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another height of the rows asks for another measure.
  useEffect(() => virtualizer.measure(), [rowHeight]);
  useEffect(() => {
    shape.current = { columns, rowsPerPage: Math.max(1, Math.floor(height / rowHeight)) };
  });

  const items = virtualizer.getVirtualItems();
  const lastRow = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastRow >= rows - 4) onNearEnd();
  }, [lastRow, rows, onNearEnd]);

  // The keyboard stays where it is, also when the tile under it goes.
  const hadFocus = useRef(false);
  const shownFocus = useRef(focusIndex);
  const focusRow = Math.floor(Math.max(0, focusIndex) / columns);
  useEffect(() => {
    if (shownFocus.current !== focusIndex) {
      shownFocus.current = focusIndex;
      virtualizer.scrollToIndex(focusRow, { align: 'auto' });
    }
    if (!hadFocus.current) return;
    const tile = scroller.current?.querySelector<HTMLElement>(`[data-index="${focusIndex}"]`);
    if (tile && document.activeElement !== tile) tile.focus({ preventScroll: true });
  });

  const nowMs = useNow();
  const nowMinute = Math.floor(nowMs / 10_000) * 10_000;
  return (
    <div
      ref={merged}
      className={classes.scroller}
      role="listbox"
      aria-label="Discarded pictures"
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
        {items.map((row) => (
          <div
            key={row.key}
            role="presentation"
            className={classes.row}
            style={{
              transform: `translateY(${row.start}px)`,
              height: rowHeight - gapPixels,
              gridTemplateColumns: `repeat(${columns}, 1fr)`,
            }}
          >
            {pictures.slice(row.index * columns, (row.index + 1) * columns).map((picture, place) => {
              const index = row.index * columns + place;
              return (
                <Tile
                  key={picture.id}
                  picture={picture}
                  index={index}
                  total={Math.max(total, pictures.length)}
                  widthPixels={tileWidth}
                  selected={isSelected(selection, picture.id)}
                  focusable={index === focusIndex}
                  nowMs={nowMinute}
                  onPoint={onPoint}
                  onOpen={onOpen}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

function Lost({ label }: { readonly label: string }) {
  return (
    <span className={classes.lost}>
      <IconPhotoOff size={18} stroke={1.5} aria-hidden /> {label}
    </span>
  );
}

/** Asked for again where it fails: just after a decision the file may be on its way to the trash. */
function Thumbnail({ url }: { readonly url: string }) {
  const [failures, setFailures] = useState(0);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (failures === 0 || failures >= mostAttempts) return;
    const timer = setTimeout(() => setAttempt(failures), retryMs * failures);
    return () => clearTimeout(timer);
  }, [failures]);
  if (failures >= mostAttempts) return <Lost label="Cannot be read" />;
  return (
    <img
      key={attempt}
      src={url}
      alt=""
      decoding="async"
      draggable={false}
      hidden={failures > attempt}
      onError={() => setFailures(attempt + 1)}
    />
  );
}

const Tile = memo(function Tile({
  picture,
  index,
  total,
  widthPixels,
  selected,
  focusable,
  nowMs,
  onPoint,
  onOpen,
}: {
  readonly picture: TrashedCapture;
  readonly index: number;
  readonly total: number;
  readonly widthPixels: number;
  readonly selected: boolean;
  readonly focusable: boolean;
  readonly nowMs: number;
  readonly onPoint: (index: number, reach: Reach) => void;
  readonly onOpen: (index: number) => void;
}) {
  const point = (event: MouseEvent): void => {
    onPoint(index, event.shiftKey ? 'up-to' : event.ctrlKey || event.metaKey ? 'besides' : 'alone');
  };
  const { trashedAt, purgesAt } = picture;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys of all its options.
    <div
      role="option"
      aria-selected={selected}
      aria-setsize={total}
      aria-posinset={index + 1}
      tabIndex={focusable ? 0 : -1}
      data-index={index}
      className={classes.tile}
      onClick={point}
      onDoubleClick={() => onOpen(index)}
    >
      <span className={classes.picture}>
        {picture.missingAt === null ? (
          <Thumbnail url={thumbnailUrl(picture.id, widthPixels)} />
        ) : (
          <Lost label="File gone" />
        )}
        <span
          className={classes.check}
          aria-hidden
          onClick={(event) => {
            event.stopPropagation();
            onPoint(index, event.shiftKey ? 'up-to' : 'besides');
          }}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          <IconCheck size={14} stroke={3} />
        </span>
      </span>
      <span className={classes.name}>{nameOfPicture(picture)}</span>
      <span className={classes.line}>{takenInWords(picture)}</span>
      <span
        className={classes.line}
        title={trashedAt === null ? undefined : formatMoment(trashedAt, offsetHere(trashedAt))}
      >
        {discardedInWords(trashedAt, nowMs)}
      </span>
      <span
        className={classes.line}
        title={purgesAt === null ? undefined : formatMoment(purgesAt, offsetHere(purgesAt))}
      >
        {purgeInWords(purgesAt, nowMs)}
      </span>
    </div>
  );
});
