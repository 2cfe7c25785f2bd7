import type { Size } from '../../lib/frame-zoom.ts';

/** How the stage is cut in two: beside each other, above each other, or not at all. */
export type PaneSplit = 'beside' | 'above' | 'none';

const gapPixels = 2;

/** The size of one pane of a stage that is cut so. */
export function frameOf(stage: Size, split: PaneSplit): Size {
  if (split === 'beside') return { width: Math.max(0, (stage.width - gapPixels) / 2), height: stage.height };
  if (split === 'above') return { width: stage.width, height: Math.max(0, (stage.height - gapPixels) / 2) };
  return stage;
}

/** The cut that shows the two pictures larger. */
export function splitOf(stage: Size, picture: Size): PaneSplit {
  const scaleIn = (frame: Size): number => Math.min(frame.width / picture.width, frame.height / picture.height);
  return scaleIn(frameOf(stage, 'above')) > scaleIn(frameOf(stage, 'beside')) ? 'above' : 'beside';
}
