import { memo, useId, useMemo } from 'react';
import type { Comparison } from '../../../src-shared/contract/duplicates.ts';
import type { Placement, Size } from '../../lib/frame-zoom.ts';
import classes from './stage.module.css';
import { tileShapes } from './tile-outline.ts';

/** Lines around what changed. Their width does not follow the zoom, and they lie outside: what changed must be seen. */
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
  const { area, outline } = useMemo(() => tileShapes(columns, rows, changedTiles), [columns, rows, changedTiles]);
  const maskId = useId();
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
      <mask id={maskId} maskUnits="userSpaceOnUse" x={-1} y={-1} width={columns + 2} height={rows + 2}>
        <rect x={-1} y={-1} width={columns + 2} height={rows + 2} fill="#fff" />
        <path d={area} fill="#000" />
      </mask>
      <g mask={`url(#${maskId})`}>
        <path d={outline} className={classes.tilesHalo} />
        <path d={outline} className={classes.tilesLine} />
      </g>
    </svg>
  );
});
