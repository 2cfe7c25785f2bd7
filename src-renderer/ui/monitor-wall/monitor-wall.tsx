import { useElementSize } from '@mantine/hooks';
import { memo, type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { GapReason } from '../../../src-shared/domain/vocabulary.ts';
import { formatTime } from '../../lib/format.ts';
import { gapLabel } from '../../lib/gap-words.ts';
import { fullUrl, thumbnailUrl } from '../../lib/media.ts';
import { pictureName } from '../../lib/picture-name.ts';
import { layOutWall } from '../../lib/wall-layout.ts';
import { Picture } from '../picture.tsx';
import { KeptMark } from '../verdict/verdict-buttons.tsx';
import classes from './monitor-wall.module.css';

/** One display on the wall. */
export interface WallScreen {
  readonly key: string;
  readonly name: string;
  /** Its picture at the moment; null where there is none. */
  readonly capture: Capture | null;
  /** The last picture known, for the place and size of a display without a picture now. */
  readonly lastKnown: Capture | null;
  readonly gapReason: GapReason | null;
}

function sizeOf(capture: Capture | null): { width: number; height: number } {
  if (!capture) return { width: 1920, height: 1080 };
  return { width: capture.displayWidth ?? capture.width, height: capture.displayHeight ?? capture.height };
}

const gutterPixels = 3;
const largestThumbnailPixels = 1280;

/** All displays of one moment in their true layout and relative size. */
export const MonitorWall = memo(function MonitorWall({
  screens,
  onPick,
  onPoint,
  tools,
}: {
  readonly screens: readonly WallScreen[];
  readonly onPick?: (key: string) => void;
  /** The picture under the pointer, or with the focus; null when it leaves. */
  readonly onPoint?: (capture: Capture | null) => void;
  /** What can be done with a picture, shown while it is pointed at. */
  readonly tools?: (capture: Capture) => ReactNode;
}) {
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const layout = useMemo(
    () =>
      layOutWall(
        screens.map((screen) => {
          const known = screen.capture ?? screen.lastKnown;
          return { key: screen.key, x: known?.displayX ?? null, y: known?.displayY ?? null, ...sizeOf(known) };
        }),
      ),
    [screens],
  );
  const pointed = useRef<string | null>(null);
  const point = (key: string | null): void => {
    pointed.current = key;
    onPoint?.(screens.find((screen) => screen.key === key)?.capture ?? null);
  };
  // Another picture may have come under a pointer that rests.
  useEffect(() => {
    if (pointed.current !== null) onPoint?.(screens.find(({ key }) => key === pointed.current)?.capture ?? null);
  }, [screens, onPoint]);
  const wallWidth = Math.min(width, height * layout.aspectRatio);
  const wallHeight = wallWidth / layout.aspectRatio;
  return (
    <div className={classes.frame}>
      <div ref={ref} className={classes.space}>
        <ul className={classes.wall} aria-label="Displays" style={{ width: wallWidth, height: wallHeight }}>
          {layout.tiles.map((tile) => {
            const screen = screens.find((each) => each.key === tile.key);
            if (!screen) return null;
            return (
              <li
                key={tile.key}
                className={classes.tile}
                style={{
                  left: `${tile.left * 100}%`,
                  top: `${tile.top * 100}%`,
                  width: `calc(${tile.width * 100}% - ${gutterPixels}px)`,
                  height: `calc(${tile.height * 100}% - ${gutterPixels}px)`,
                }}
                onPointerEnter={() => point(screen.key)}
                onPointerLeave={() => point(null)}
                onFocus={() => point(screen.key)}
                onBlur={() => point(null)}
              >
                <Screen screen={screen} widthPixels={tile.width * wallWidth} onPick={onPick} />
                {screen.capture && tools && <div className={classes.tools}>{tools(screen.capture)}</div>}
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
});

function Screen({
  screen,
  widthPixels,
  onPick,
}: {
  readonly screen: WallScreen;
  readonly widthPixels: number;
  readonly onPick?: (key: string) => void;
}) {
  const { capture, name } = screen;
  const lost = capture !== null && capture.missingAt !== null;
  const picture = lost ? null : capture;
  const pixels = widthPixels * (globalThis.devicePixelRatio || 1);
  const label = picture
    ? undefined
    : lost
      ? 'File gone'
      : screen.gapReason
        ? gapLabel(screen.gapReason)
        : 'No picture known';
  const content = (
    <>
      {picture ? (
        <Picture
          className={classes.picture}
          url={pixels > largestThumbnailPixels ? fullUrl(picture.id) : thumbnailUrl(picture.id, widthPixels)}
          alt={pictureName(picture)}
        />
      ) : (
        <span className={classes.gap} role="img" aria-label={`${name}: ${label}`}>
          <span className={classes.gapLabel}>{label}</span>
        </span>
      )}
      <span className={classes.name} aria-hidden>
        {name}
        {picture && <span className={classes.time}>{formatTime(picture.capturedAt, picture.utcOffsetMinutes)}</span>}
        {picture?.reviewState === 'kept' && (
          <span className={classes.kept}>
            <KeptMark />
          </span>
        )}
      </span>
    </>
  );
  if (!onPick) return <div className={classes.screen}>{content}</div>;
  return (
    <button type="button" className={classes.screen} onClick={() => onPick(screen.key)}>
      {content}
    </button>
  );
}
