import { clampPlacement, fitPlacement, type Placement, panBy, type Size, zoomAt } from '../../lib/frame-zoom.ts';

/**
 * How closely two pictures are looked at: a scale, and the point of the reference in the middle. Not tied to the size
 * of a frame, so that it holds on when the view changes from one picture to two. Null is the whole picture.
 */
export type PairZoom = { readonly scale: number; readonly centreX: number; readonly centreY: number } | null;

function zoomOf(placement: Placement, frame: Size): PairZoom {
  return {
    scale: placement.scale,
    centreX: (frame.width / 2 - placement.x) / placement.scale,
    centreY: (frame.height / 2 - placement.y) / placement.scale,
  };
}

/** Where the pictures lie in a frame of this size. */
export function placementOf(zoom: PairZoom, frame: Size, picture: Size, pixelRatio: number): Placement {
  if (!zoom) return fitPlacement(frame, picture, pixelRatio);
  const placement = {
    scale: zoom.scale,
    x: frame.width / 2 - zoom.centreX * zoom.scale,
    y: frame.height / 2 - zoom.centreY * zoom.scale,
  };
  return clampPlacement(placement, frame, picture);
}

/** Another scale, with the point of the frame held where it is; the whole picture where it would be smaller than that. */
export function zoomTo(
  from: Placement,
  scale: number,
  frame: Size,
  picture: Size,
  pixelRatio: number,
  point: { readonly x: number; readonly y: number } = { x: frame.width / 2, y: frame.height / 2 },
): PairZoom {
  if (scale <= fitPlacement(frame, picture, pixelRatio).scale * 1.001) return null;
  return zoomOf(zoomAt(from, point, scale, frame, picture), frame);
}

/** Moves the picture by some pixels of the frame. */
export function panTo(from: Placement, x: number, y: number, frame: Size, picture: Size): PairZoom {
  return zoomOf(panBy(from, x, y, frame, picture), frame);
}
