import type { Display } from '../../../src-shared/contract/capture-control.ts';
import type { GapReason } from '../../../src-shared/domain/vocabulary.ts';
import type { RawFrame } from '../../ports/screen-source.ts';

/** How one display ended one tick. */
export interface DisplayOutcome {
  readonly display: Display;
  readonly outcome: 'stored' | 'held' | 'gap';
  readonly captureId: string | null;
  readonly gapReason: GapReason | null;
  readonly problem: string | null;
  readonly bytes: number;
  /** The frame that was stored, to compare the next one with. */
  readonly frame: RawFrame | null;
}
