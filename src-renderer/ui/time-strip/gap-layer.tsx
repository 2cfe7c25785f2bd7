import { memo } from 'react';
import { gapLabel } from '../../lib/gap-words.ts';
import type { GapBlock } from './gap-blocks.ts';
import classes from './time-strip.module.css';
import { pixelOfMinute, type TimeWindow } from './time-window.ts';

/** The words of a block: its reason, or how many reasons lie under it. */
export function blockLabel(block: GapBlock): string {
  return block.reasons.map(gapLabel).join(', ');
}

/** The hatched gaps of one lane. Each is named for assistive technology, and on the screen where there is room. */
export const GapLayer = memo(function GapLayer({
  blocks,
  window,
  widthPixels,
  nameOf,
}: {
  readonly blocks: readonly GapBlock[];
  readonly window: TimeWindow;
  readonly widthPixels: number;
  readonly nameOf: (block: GapBlock) => string;
}) {
  return blocks
    .filter((block) => block.toMinute > window.from && block.fromMinute < window.to)
    .map((block) => {
      const left = Math.max(0, pixelOfMinute(window, block.fromMinute, widthPixels));
      const right = Math.min(widthPixels, pixelOfMinute(window, block.toMinute, widthPixels));
      const label = blockLabel(block);
      // About six pixels a letter, and the padding.
      const hasRoom = right - left > label.length * 6 + 16;
      return (
        <div
          key={block.key}
          className={classes.gap}
          style={{ left, width: Math.max(2, right - left) }}
          data-narrow={hasRoom ? undefined : true}
          data-reason={block.reasons[0]}
          role="img"
          aria-label={nameOf(block)}
        >
          {hasRoom && <span className={classes.gapLabel}>{label}</span>}
        </div>
      );
    });
});
