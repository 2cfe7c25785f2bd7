import type { Capture } from '../../src-shared/contract/captures.ts';
import { formatTime } from './format.ts';

/** How a picture is called: its display and its own local time, `DUMMY0 at 14:03:05`. */
export function pictureName(capture: Capture): string {
  const where = capture.displayName ?? capture.originalFilename ?? 'Picture';
  return `${where} at ${formatTime(capture.capturedAt, capture.utcOffsetMinutes)}`;
}
