import { Text } from '@mantine/core';
import type { CaptureStatus } from '../../../src-shared/contract/capture-control.ts';
import { countHealthyDisplays, isSilent, wordsOfStatus } from '../../lib/capture-words.ts';
import {
  formatAgo,
  formatCountdown,
  formatDuration,
  formatMinute,
  formatQuantity,
  offsetHere,
} from '../../lib/format.ts';
import { useCaptureStatus, useConnectionState } from '../../lib/live.tsx';
import { useNow } from '../../lib/now.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import classes from './capture-state.module.css';

function detailOf(status: CaptureStatus, nowMs: number): string {
  if (status.state === 'paused') {
    if (status.pausedUntil === null) return 'until you resume';
    const left = status.pausedUntil - nowMs;
    const end = formatMinute(status.pausedUntil, offsetHere(status.pausedUntil));
    return left > 0 ? `${formatCountdown(left)} left, until ${end}` : 'ending';
  }
  if (isSilent(status, nowMs)) {
    return `no frame reached the disk for ${formatDuration(nowMs - (status.lastFrameAt ?? status.since))}`;
  }
  if (status.recording) {
    const { connected } = countHealthyDisplays(status);
    const displays = `${formatQuantity(connected, 'display')} every ${status.intervalSeconds} s`;
    return status.lastFrameAt === null ? displays : `last frame ${formatAgo(nowMs - status.lastFrameAt)} · ${displays}`;
  }
  return status.message;
}

/** What capture is doing, in a sign and words. Always on the screen. */
export function CaptureIndicator() {
  const status = useCaptureStatus();
  const connected = useConnectionState() === 'open';
  const nowMs = useNow();
  const words = wordsOfStatus(status, connected, nowMs);
  const detail = !connected ? 'No connection to Afterimage' : status ? detailOf(status, nowMs) : '';
  return (
    <section
      className={classes.indicator}
      aria-label="Capture state"
      data-state={status && isSilent(status, nowMs) ? 'stalled' : status?.state}
      title={status?.message}
    >
      <StateMark shape={words.shape} tone={words.tone} />
      <div className={classes.words}>
        {/* Only the words of the state are announced: the detail changes every second. */}
        <Text component="span" fw={600} role="status" className={classes.label}>
          {words.label}
        </Text>
        <Text component="span" size="sm" c="dimmed" truncate className={classes.detail}>
          {detail}
        </Text>
      </div>
    </section>
  );
}
