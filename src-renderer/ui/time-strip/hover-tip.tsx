import { type Lane, minutesPerBucket } from '../../../src-shared/contract/timeline.ts';
import { type DayClock, minuteOfInstant, offsetAtInstant } from '../../lib/day-clock.ts';
import { formatDuration, formatMinute, formatQuantity, formatTime } from '../../lib/format.ts';
import { gapLabel, gapSentence } from '../../lib/gap-words.ts';
import type { GapBlock } from './gap-blocks.ts';
import classes from './time-strip.module.css';

/** What lies under the pointer: the time, and the gap or the number of pictures there. */
export function HoverTip({
  at,
  pixel,
  widthPixels,
  clock,
  lane,
  blocks,
}: {
  readonly at: number;
  readonly pixel: number;
  readonly widthPixels: number;
  readonly clock: DayClock;
  readonly lane: Lane | undefined;
  readonly blocks: readonly GapBlock[];
}) {
  const offset = offsetAtInstant(clock, at);
  const block = blocks.findLast((each) => each.startedAt <= at && (each.endedAt === null || each.endedAt >= at));
  const minute = minuteOfInstant(clock, at);
  const bucket = lane?.buckets.find((each) => each.minute <= minute && minute < each.minute + minutesPerBucket);
  const placement = pixel < widthPixels / 2 ? { left: pixel + 8 } : { right: widthPixels - pixel + 8 };
  return (
    <div className={classes.tip} style={placement}>
      <strong>{formatTime(at, offset)}</strong>
      {block ? (
        <div>
          {block.reasons.length === 1 && block.reasons[0]
            ? gapSentence(block.reasons[0])
            : block.reasons.map(gapLabel).join(', ')}
          <br />
          {formatMinute(block.startedAt, offset)} to{' '}
          {block.endedAt === null ? 'now' : formatMinute(block.endedAt, offset)}
          {block.endedAt !== null && ` (${formatDuration(block.endedAt - block.startedAt)})`}
        </div>
      ) : (
        bucket &&
        bucket.captures > 0 && (
          <div>
            {formatQuantity(bucket.captures, 'capture')} around {formatMinute(at - (at % 300_000), offset)}
          </div>
        )
      )}
    </div>
  );
}
