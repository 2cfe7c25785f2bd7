import { Button, Group, Text } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconPhotoOff } from '@tabler/icons-react';
import {
  memo,
  type PointerEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { formatDuration, formatMinute, formatMoment } from '../../lib/format.ts';
import { clampPlacement, fitPlacement, type Placement, panBy, type Size, zoomAt } from '../../lib/frame-zoom.ts';
import { gapLabel, gapSentence } from '../../lib/gap-words.ts';
import { fullUrl } from '../../lib/media.ts';
import { pictureName } from '../../lib/picture-name.ts';
import { Picture } from '../../ui/picture.tsx';
import classes from './frame-viewer.module.css';
import type { Frame } from './frames.ts';

/** What the page's keys and buttons ask of the viewer. */
export interface FrameViewerHandle {
  fit(): void;
  actualSize(): void;
  zoomBy(factor: number): void;
  fullScreen(): void;
}

/** The picture at the playhead, large: fitted or at its own pixels, with zoom and pan. Gaps and lost files say so. */
export const FrameViewer = memo(function FrameViewer({
  frame,
  utcOffsetMinutes,
  onJump,
  onZoomed,
  children,
  ref,
}: {
  readonly frame: Frame;
  readonly utcOffsetMinutes: number;
  /** Goes to the picture before or after a gap. */
  readonly onJump: (direction: -1 | 1) => void;
  /** Tells the scale in percent of true pixels; null while the picture is fitted. */
  readonly onZoomed: (percent: number | null) => void;
  /** What lies over the picture. */
  readonly children?: ReactNode;
  readonly ref?: Ref<FrameViewerHandle>;
}) {
  // While the next one is being found, the last one stays: no flash on the way.
  const lastKnown = useRef<Frame>(frame);
  if (frame.kind !== 'loading') lastKnown.current = frame;
  const shown = frame.kind === 'loading' ? lastKnown.current : frame;

  return (
    <div className={classes.viewer} data-kind={shown.kind} aria-busy={frame.kind === 'loading'}>
      {shown.kind === 'capture' && shown.capture.missingAt === null && (
        <ZoomablePicture capture={shown.capture} onZoomed={onZoomed} ref={ref} />
      )}
      {shown.kind === 'capture' && shown.capture.missingAt !== null && <LostFile capture={shown.capture} />}
      {shown.kind === 'gap' && (
        <div className={classes.gap} role="img" aria-label={`Gap: ${gapLabel(shown.gap.reason)}`}>
          <div className={classes.note}>
            <Text fw={600}>{gapLabel(shown.gap.reason)}</Text>
            <Text size="sm">{gapSentence(shown.gap.reason)}</Text>
            <Text size="sm" c="dimmed">
              {formatMinute(shown.gap.startedAt, utcOffsetMinutes)} to{' '}
              {shown.gap.endedAt === null ? 'now' : formatMinute(shown.gap.endedAt, utcOffsetMinutes)}
              {shown.gap.endedAt !== null && ` (${formatDuration(shown.gap.endedAt - shown.gap.startedAt)})`}
            </Text>
            <Group gap="xs" mt="xs" justify="center">
              <Button size="xs" variant="default" onClick={() => onJump(-1)}>
                Picture before
              </Button>
              {shown.gap.endedAt !== null && (
                <Button size="xs" variant="default" onClick={() => onJump(1)}>
                  Picture after
                </Button>
              )}
            </Group>
          </div>
        </div>
      )}
      {shown.kind === 'nothing-yet' && (
        <div className={classes.note}>
          <Text fw={600}>No picture yet</Text>
          <Text size="sm" c="dimmed">
            Nothing was captured on this display before this moment of the day.
          </Text>
          <Group gap="xs" mt="xs" justify="center">
            <Button size="xs" variant="default" onClick={() => onJump(1)}>
              First picture
            </Button>
          </Group>
        </div>
      )}
      {shown.kind === 'loading' && <div className={classes.skeleton} />}
      {children}
    </div>
  );
});

function LostFile({ capture }: { readonly capture: Capture }) {
  return (
    <div className={classes.note} role="alert">
      <IconPhotoOff size={32} stroke={1.5} aria-hidden />
      <Text fw={600}>The file of this picture is gone</Text>
      <Text size="sm" c="dimmed">
        It was found missing on {formatMoment(capture.missingAt ?? 0, capture.utcOffsetMinutes)}. What is known about it
        is kept: {pictureName(capture)}, {capture.width} × {capture.height}.
      </Text>
      <Text size="xs" ff="monospace" c="dimmed">
        {capture.filepath}
      </Text>
    </div>
  );
}

function ZoomablePicture({
  capture,
  onZoomed,
  ref,
}: {
  readonly capture: Capture;
  readonly onZoomed: (percent: number | null) => void;
  readonly ref?: Ref<FrameViewerHandle>;
}) {
  const { ref: sizeRef, width, height } = useElementSize<HTMLDivElement>();
  const element = useRef<HTMLDivElement>(null);
  const merged = useMergedRef(sizeRef, element);
  const frame: Size = { width, height };
  const [zoomed, setZoomed] = useState<Placement | null>(null);
  const [drag, setDrag] = useState<{ x: number; y: number } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  // The picture on the screen may still be the one before, of another display and size.
  const [picture, setPicture] = useState<Size>({ width: capture.width, height: capture.height });
  const url = fullUrl(capture.id);
  const ratio = globalThis.devicePixelRatio || 1;
  const placement = zoomed ? clampPlacement(zoomed, frame, picture) : fitPlacement(frame, picture, ratio);

  const latest = useRef({ placement, frame, picture, capture });
  useEffect(() => {
    latest.current = { placement, frame, picture, capture };
  });

  const percent = zoomed ? Math.round(placement.scale * ratio * 100) : null;
  useEffect(() => onZoomed(percent), [percent, onZoomed]);

  const zoomTo = useCallback(
    (scale: number, pointer?: { x: number; y: number }) => {
      const { placement: from, frame: box, picture: size } = latest.current;
      const next = zoomAt(from, pointer ?? { x: box.width / 2, y: box.height / 2 }, scale, box, size);
      const fitted = fitPlacement(box, size, ratio).scale;
      setZoomed(next.scale <= fitted * 1.001 ? null : next);
    },
    [ratio],
  );

  useImperativeHandle(
    ref,
    () => ({
      fit: () => setZoomed(null),
      actualSize: () => zoomTo(1 / ratio),
      zoomBy: (factor) => zoomTo(latest.current.placement.scale * factor),
      fullScreen: () => {
        if (document.fullscreenElement) void document.exitFullscreen();
        else void element.current?.requestFullscreen();
      },
    }),
    [zoomTo, ratio],
  );

  useEffect(() => {
    const node = element.current;
    if (!node) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = node.getBoundingClientRect();
      const pointer = { x: event.clientX - box.left, y: event.clientY - box.top };
      zoomTo(latest.current.placement.scale * Math.exp(-event.deltaY * 0.0022), pointer);
    };
    node.addEventListener('wheel', onWheel, { passive: false });
    return () => node.removeEventListener('wheel', onWheel);
  }, [zoomTo]);

  const onShown = useCallback((shownUrl: string) => {
    const { capture: wanted } = latest.current;
    setFailed(null);
    if (shownUrl === fullUrl(wanted.id)) {
      setPicture((before) =>
        before.width === wanted.width && before.height === wanted.height
          ? before
          : { width: wanted.width, height: wanted.height },
      );
    }
  }, []);

  const onPointerMove = (event: PointerEvent): void => {
    if (!drag) return;
    setZoomed(panBy(placement, event.clientX - drag.x, event.clientY - drag.y, frame, picture));
    setDrag({ x: event.clientX, y: event.clientY });
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and buttons do the same; this is the mouse's way.
    <div
      ref={merged}
      className={classes.canvas}
      data-zoomed={zoomed ? true : undefined}
      data-dragging={drag ? true : undefined}
      onPointerDown={(event) => {
        if (event.button !== 0 || !zoomed) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ x: event.clientX, y: event.clientY });
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => setDrag(null)}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        if (zoomed) setZoomed(null);
        else zoomTo(1 / ratio, { x: event.clientX - box.left, y: event.clientY - box.top });
      }}
    >
      <Picture
        url={url}
        alt={pictureName(capture)}
        className={classes.picture}
        style={{
          width: picture.width,
          height: picture.height,
          transform: `translate(${placement.x}px, ${placement.y}px) scale(${placement.scale})`,
          imageRendering: placement.scale * ratio > 2 ? 'pixelated' : undefined,
          visibility: width === 0 || failed === url ? 'hidden' : undefined,
        }}
        onShown={onShown}
        onFailed={setFailed}
      />
      {failed === url && (
        <div className={classes.note} role="alert">
          <IconPhotoOff size={32} stroke={1.5} aria-hidden />
          <Text fw={600}>This picture could not be loaded</Text>
          <Text size="xs" ff="monospace" c="dimmed">
            {capture.filepath}
          </Text>
        </div>
      )}
    </div>
  );
}
