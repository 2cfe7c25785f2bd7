import { useElementSize, useMergedRef } from '@mantine/hooks';
import {
  memo,
  type PointerEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { Comparison } from '../../../src-shared/contract/duplicates.ts';
import type { Size } from '../../lib/frame-zoom.ts';
import type { ComparisonView } from './comparison-views.ts';
import { OverlayPanes } from './overlay-panes.tsx';
import type { PairDrawing } from './pair-drawing.ts';
import { type PairZoom, panTo, placementOf, zoomTo } from './pair-zoom.ts';
import { frameOf, splitOf } from './pane-split.ts';
import type { PictureLoader } from './picture-loader.ts';
import { SidePanes } from './side-panes.tsx';
import classes from './stage.module.css';

/** What the page's keys and buttons ask of the stage. */
export interface PairStageHandle {
  fit(): void;
  /** Fit, or true size. */
  toggle(): void;
  zoomBy(factor: number): void;
}

/** Reference and candidate, side by side or on each other, zoomed and moved as one. */
export const PairStage = memo(function PairStage({
  view,
  reference,
  candidate,
  scrolledPixels,
  comparison,
  tiles,
  held,
  slider,
  onSlider,
  onZoomed,
  loader,
  children,
  ref,
}: {
  readonly view: ComparisonView;
  /** Both are undefined while they are being read. */
  readonly reference: Capture | undefined;
  readonly candidate: Capture | undefined;
  readonly scrolledPixels: number | null;
  readonly comparison: Comparison | undefined;
  readonly tiles: boolean;
  readonly held: boolean;
  readonly slider: number;
  readonly onSlider: (slider: number) => void;
  /** Tells the scale in percent of true pixels; null while the pictures are fitted. */
  readonly onZoomed: (percent: number | null) => void;
  readonly loader: PictureLoader;
  /** What stands there instead of pictures. */
  readonly children?: ReactNode;
  readonly ref?: Ref<PairStageHandle>;
}) {
  const { ref: sizeRef, width, height } = useElementSize<HTMLDivElement>();
  const element = useRef<HTMLDivElement>(null);
  const merged = useMergedRef(sizeRef, element);
  const [zoom, setZoom] = useState<PairZoom>(null);
  const [drag, setDrag] = useState<{ x: number; y: number } | null>(null);
  const ratio = globalThis.devicePixelRatio || 1;
  const scene = useMemo(
    (): Size => ({ width: reference?.width ?? 1920, height: reference?.height ?? 1080 }),
    [reference],
  );
  const split = view === 'side' ? splitOf({ width, height }, scene) : 'none';
  const frame = frameOf({ width, height }, split);
  const placement = placementOf(zoom, frame, scene, ratio);

  const latest = useRef({ placement, frame, scene });
  useEffect(() => {
    latest.current = { placement, frame, scene };
  });
  const percent = zoom ? Math.round(placement.scale * ratio * 100) : null;
  useEffect(() => onZoomed(percent), [percent, onZoomed]);

  const toScale = useCallback(
    (scale: number, point?: { x: number; y: number }) => {
      const { placement: from, frame: box, scene: size } = latest.current;
      setZoom(zoomTo(from, scale, box, size, ratio, point));
    },
    [ratio],
  );
  const toggle = useCallback(
    (point?: { x: number; y: number }) =>
      setZoom((before) => {
        if (before) return null;
        const { placement: from, frame: box, scene: size } = latest.current;
        return zoomTo(from, 1 / ratio, box, size, ratio, point);
      }),
    [ratio],
  );
  useImperativeHandle(
    ref,
    () => ({
      fit: () => setZoom(null),
      toggle: () => toggle(),
      zoomBy: (factor) => toScale(latest.current.placement.scale * factor),
    }),
    [toScale, toggle],
  );

  /** Where a pointer is within the pane that it is over. */
  const pointIn = useCallback((event: { clientX: number; clientY: number }): { x: number; y: number } => {
    const box = element.current?.getBoundingClientRect();
    const { frame: pane } = latest.current;
    const x = event.clientX - (box?.left ?? 0);
    const y = event.clientY - (box?.top ?? 0);
    return {
      x: x > pane.width ? x - ((box?.width ?? 0) - pane.width) : x,
      y: y > pane.height ? y - ((box?.height ?? 0) - pane.height) : y,
    };
  }, []);
  useEffect(() => {
    const node = element.current;
    if (!node) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      toScale(latest.current.placement.scale * Math.exp(-event.deltaY * 0.0022), pointIn(event));
    };
    node.addEventListener('wheel', onWheel, { passive: false });
    return () => node.removeEventListener('wheel', onWheel);
  }, [toScale, pointIn]);

  const onPointerMove = (event: PointerEvent): void => {
    if (!drag) return;
    setZoom(panTo(placement, event.clientX - drag.x, event.clientY - drag.y, frame, scene));
    setDrag({ x: event.clientX, y: event.clientY });
  };

  const scrolledBy = scrolledPixels === null || !candidate ? 0 : scrolledPixels * (scene.height / candidate.height);
  const drawing: PairDrawing | undefined = reference &&
    candidate && {
      reference,
      candidate,
      placement,
      scene,
      scrolledBy,
      comparison,
      tiles,
      held,
      loader,
    };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and buttons do the same; this is the mouse's way.
    <div
      ref={merged}
      className={classes.stage}
      data-zoomed={zoom ? true : undefined}
      data-dragging={drag ? true : undefined}
      data-split={split}
      data-view={view}
      onPointerDown={(event) => {
        if (event.button !== 0 || !zoom) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ x: event.clientX, y: event.clientY });
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => setDrag(null)}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={(event) => toggle(pointIn(event))}
    >
      {children}
      {width > 0 &&
        drawing &&
        (view === 'side' ? (
          <SidePanes drawing={drawing} />
        ) : (
          <OverlayPanes drawing={drawing} view={view} slider={slider} onSlider={onSlider} />
        ))}
    </div>
  );
});
