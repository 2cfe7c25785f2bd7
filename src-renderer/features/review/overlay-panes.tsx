import { useReducedMotion } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { ChangedTiles } from './changed-tiles.tsx';
import type { ComparisonView } from './comparison-views.ts';
import type { PairDrawing } from './pair-drawing.ts';
import { PictureLayer, PictureNote, Scene } from './picture-layer.tsx';
import classes from './stage.module.css';

const flickerMs = 500;
/** Small differences are hardly seen: what is left of the picture is made this many times brighter. */
const brightening = 4;

/** True and false in turn, about twice a second; still where the person wants no motion. */
function useAlternating(on: boolean): boolean {
  const still = useReducedMotion();
  const [second, setSecond] = useState(true);
  useEffect(() => {
    setSecond(true);
    if (!on || still) return;
    const timer = setInterval(() => setSecond((before) => !before), flickerMs);
    return () => clearInterval(timer);
  }, [on, still]);
  return second;
}

/** The candidate lying on the reference: in turn, up to a line, or as their difference. */
export function OverlayPanes({
  drawing,
  view,
  slider,
  onSlider,
}: {
  readonly drawing: PairDrawing;
  readonly view: Exclude<ComparisonView, 'side'>;
  readonly slider: number;
  readonly onSlider: (slider: number) => void;
}) {
  const { reference, candidate, placement, scene, scrolledBy, comparison, tiles, held, loader } = drawing;
  const turn = useAlternating(view === 'flicker' && !held);
  const showsCandidate = view === 'flicker' ? turn && !held : !held;
  const differs = view === 'difference' && !held;
  const slides = view === 'slider' && !held;
  const marks = tiles && comparison && showsCandidate && (
    <ChangedTiles comparison={comparison} placement={placement} size={scene} top={scrolledBy} />
  );
  return (
    <div className={classes.pane} data-differs={differs || undefined}>
      {differs ? (
        <Scene
          placement={placement}
          size={scene}
          className={classes.differing}
          style={{ filter: `brightness(${brightening})`, clipPath: overlap(scrolledBy, scene.height) }}
        >
          <PictureLayer capture={reference} loader={loader} />
          <PictureLayer capture={candidate} loader={loader} top={scrolledBy} className={classes.difference} />
        </Scene>
      ) : (
        <>
          <Scene placement={placement} size={scene}>
            <PictureLayer capture={reference} loader={loader} />
          </Scene>
          {/* Always there, so that it is painted already when its turn comes. */}
          <div
            className={classes.over}
            style={{
              opacity: showsCandidate ? 1 : 0,
              clipPath: slides ? `inset(0 0 0 ${slider * 100}%)` : undefined,
            }}
          >
            <Scene placement={placement} size={scene} className={classes.clipped}>
              <PictureLayer capture={candidate} loader={loader} top={scrolledBy} />
            </Scene>
          </div>
        </>
      )}
      {slides && marks ? (
        <div className={classes.over} style={{ clipPath: `inset(0 0 0 ${slider * 100}%)` }}>
          {marks}
        </div>
      ) : (
        marks
      )}
      <PictureNote capture={reference} loader={loader} />
      <PictureNote capture={candidate} loader={loader} />
      {slides && <SliderHandle slider={slider} onSlider={onSlider} />}
      {view === 'slider' && !held ? (
        <>
          <span className={classes.tag} data-role="reference">
            Reference
          </span>
          <span className={classes.tag} data-role="candidate" data-end>
            Candidate
          </span>
        </>
      ) : differs ? (
        <span className={classes.tag} data-role="difference">
          Difference, {brightening} times brighter
        </span>
      ) : (
        <span className={classes.tag} data-role={showsCandidate ? 'candidate' : 'reference'}>
          {showsCandidate ? 'Candidate' : held ? 'Reference (held)' : 'Reference'}
        </span>
      )}
    </div>
  );
}

/** Where both pictures are: beyond it a scrolled one differs from nothing. */
function overlap(scrolledBy: number, height: number): string | undefined {
  if (scrolledBy === 0) return undefined;
  const top = Math.max(0, scrolledBy);
  const bottom = Math.max(0, -scrolledBy);
  return `inset(${Math.min(height, top)}px 0 ${Math.min(height, bottom)}px 0)`;
}

function SliderHandle({ slider, onSlider }: { readonly slider: number; readonly onSlider: (slider: number) => void }) {
  const handle = useRef<HTMLDivElement>(null);
  const [dragging, setDragging] = useState(false);
  const moveTo = (event: PointerEvent): void => {
    const box = handle.current?.parentElement?.getBoundingClientRect();
    if (box) onSlider((event.clientX - box.left) / box.width);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -0.02, ArrowRight: 0.02, ArrowDown: -0.02, ArrowUp: 0.02, Home: -1, End: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onSlider(slider + by);
  };
  return (
    <div
      ref={handle}
      role="slider"
      tabIndex={0}
      aria-label="Where the reference ends"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(slider * 100)}
      aria-valuetext={`${Math.round(slider * 100)} % reference`}
      className={classes.handle}
      data-dragging={dragging || undefined}
      style={{ left: `${slider * 100}%` }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
      }}
      onPointerMove={(event) => dragging && moveTo(event)}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
      onDoubleClick={(event) => event.stopPropagation()}
    />
  );
}
