import { ChangedTiles } from './changed-tiles.tsx';
import type { PairDrawing } from './pair-drawing.ts';
import { PictureLayer, PictureNote, Scene } from './picture-layer.tsx';
import classes from './stage.module.css';

/** The reference in one pane, the candidate in the other. */
export function SidePanes({ drawing }: { readonly drawing: PairDrawing }) {
  const { reference, candidate, placement, scene, scrolledBy, comparison, tiles, held, loader } = drawing;
  const second = held ? reference : candidate;
  const marked = tiles && comparison;
  return (
    <>
      <div className={classes.pane}>
        <Scene placement={placement} size={scene}>
          <PictureLayer capture={reference} loader={loader} />
        </Scene>
        {marked && scrolledBy === 0 && (
          <ChangedTiles comparison={comparison} placement={placement} size={scene} top={0} />
        )}
        <PictureNote capture={reference} loader={loader} />
        <span className={classes.tag} data-role="reference">
          Reference
        </span>
      </div>
      <div className={classes.pane}>
        <Scene placement={placement} size={scene}>
          <PictureLayer capture={second} loader={loader} />
        </Scene>
        {marked && !held && <ChangedTiles comparison={comparison} placement={placement} size={scene} top={0} />}
        <PictureNote capture={second} loader={loader} />
        <span className={classes.tag} data-role={held ? 'reference' : 'candidate'}>
          {held ? 'Reference (held)' : 'Candidate'}
        </span>
      </div>
    </>
  );
}
