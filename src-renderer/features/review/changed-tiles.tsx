import { memo, useMemo } from 'react';
import type { Comparison } from '../../../src-shared/contract/duplicates.ts';
import type { Placement, Size } from '../../lib/frame-zoom.ts';
import classes from './stage.module.css';
import { tileOutline } from './tile-outline.ts';

/** Lines around what changed, lying on the picture; their width does not follow the zoom. */
export const ChangedTiles = memo(function ChangedTiles({
  comparison,
  placement,
  size,
  top,
}: {
  readonly comparison: Comparison;
  readonly placement: Placement;
  readonly size: Size;
  /** How far down the candidate lies, in pixels of the plane. */
  readonly top: number;
}) {
  const { columns, rows, changedTiles } = comparison;
  const outline = useMemo(() => tileOutline(columns, rows, changedTiles), [columns, rows, changedTiles]);
  if (outline === '' || columns === 0 || rows === 0) return null;
  return (
    <svg
      className={classes.tiles}
      viewBox={`0 0 ${columns} ${rows}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      style={{
        left: placement.x,
        top: placement.y + top * placement.scale,
        width: size.width * placement.scale,
        height: size.height * placement.scale,
      }}
    >
      <path d={outline} className={classes.tilesHalo} />
      <path d={outline} className={classes.tilesLine} />
    </svg>
  );
});
