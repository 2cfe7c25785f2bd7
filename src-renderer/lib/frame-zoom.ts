/** A size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How a picture lies in its frame: its scale and where its top left corner is, in CSS pixels of the frame. */
export interface Placement {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const largestScale = 8;

/** The whole picture, as large as the frame allows but never enlarged beyond its own pixels. */
export function fitPlacement(frame: Size, picture: Size, pixelRatio = 1): Placement {
  if (frame.width <= 0 || frame.height <= 0 || picture.width <= 0 || picture.height <= 0) {
    return { scale: 1, x: 0, y: 0 };
  }
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height, 1 / pixelRatio);
  return {
    scale,
    x: (frame.width - picture.width * scale) / 2,
    y: (frame.height - picture.height * scale) / 2,
  };
}

/** Keeps the picture in sight: centred where it is smaller than the frame, without empty edges where it is larger. */
export function clampPlacement(placement: Placement, frame: Size, picture: Size): Placement {
  const { scale } = placement;
  const along = (offset: number, frameLength: number, pictureLength: number): number => {
    const length = pictureLength * scale;
    if (length <= frameLength) return (frameLength - length) / 2;
    return Math.min(0, Math.max(frameLength - length, offset));
  };
  return {
    scale,
    x: along(placement.x, frame.width, picture.width),
    y: along(placement.y, frame.height, picture.height),
  };
}

/** Scales to `scale` and keeps the pixel under the pointer where it is. Never smaller than the whole picture. */
export function zoomAt(
  placement: Placement,
  pointer: { readonly x: number; readonly y: number },
  scale: number,
  frame: Size,
  picture: Size,
): Placement {
  const smallest = fitPlacement(frame, picture).scale;
  const next = Math.min(largestScale, Math.max(smallest, scale));
  const ratio = next / placement.scale;
  return clampPlacement(
    {
      scale: next,
      x: pointer.x - (pointer.x - placement.x) * ratio,
      y: pointer.y - (pointer.y - placement.y) * ratio,
    },
    frame,
    picture,
  );
}

/** Moves the picture by some pixels. */
export function panBy(placement: Placement, x: number, y: number, frame: Size, picture: Size): Placement {
  return clampPlacement({ scale: placement.scale, x: placement.x + x, y: placement.y + y }, frame, picture);
}
