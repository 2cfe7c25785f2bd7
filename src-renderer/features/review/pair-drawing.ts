import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { Comparison } from '../../../src-shared/contract/duplicates.ts';
import type { Placement, Size } from '../../lib/frame-zoom.ts';
import type { PictureLoader } from './picture-loader.ts';

/** What the panes need to draw the two pictures so that they lie on each other. */
export interface PairDrawing {
  readonly reference: Capture;
  readonly candidate: Capture;
  readonly placement: Placement;
  /** The size of the reference: the candidate is drawn over it at that size, whatever its own. */
  readonly scene: Size;
  /** How far down the candidate lies on the reference, in pixels of the reference; not 0 where it is scrolled. */
  readonly scrolledBy: number;
  readonly comparison: Comparison | undefined;
  readonly tiles: boolean;
  /** True while the key is held that shows the reference in place of the candidate. */
  readonly held: boolean;
  readonly loader: PictureLoader;
}
