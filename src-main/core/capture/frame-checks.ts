import type { Display } from '../../../src-shared/contract/capture-control.ts';
import type { GapReason } from '../../../src-shared/domain/vocabulary.ts';
import type { RawFrame } from '../../ports/screen-source.ts';
import { framesEqual, isUniform } from './compare-frames.ts';

/** Why a grabbed picture may not be filed. */
export interface Refusal {
  readonly reason: GapReason;
  readonly problem: string;
}

/** What is wrong with this picture by itself; null where nothing is. */
export function checkFrame(display: Display, frame: RawFrame): Refusal | null {
  if (frame.data.byteLength === 0 || frame.width === 0 || frame.height === 0) {
    return { reason: 'refused_empty', problem: `The picture of ${display.name} was empty.` };
  }
  if (frame.width !== display.width || frame.height !== display.height) {
    return {
      reason: 'refused_size',
      problem: `The picture of ${display.name} is ${frame.width} × ${frame.height} pixels, the display ${display.width} × ${display.height}.`,
    };
  }
  if (frame.data.byteLength !== frame.width * frame.height * 4) {
    return { reason: 'refused_size', problem: `The picture of ${display.name} has too few or too many bytes.` };
  }
  return null;
}

/** True where both displays show the same part of the desktop, as mirrored outputs do. */
export function mirrored(one: Display, other: Display): boolean {
  return one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;
}

/** True where anything differs that decides which pixels belong to a display. */
export function layoutDiffers(one: Display, other: Display): boolean {
  return !mirrored(one, other) || one.rotation !== other.rotation || one.scale !== other.scale;
}

/**
 * Displays whose pictures are the same although they show different parts of the desktop: a source that took one for
 * the other. Nobody can tell which one is right, so both are refused. Mirrored outputs and screens of one plain colour
 * are the same by right.
 */
export function findSamePixels(frames: readonly { display: Display; frame: RawFrame }[]): ReadonlySet<string> {
  const refused = new Set<string>();
  for (const [position, one] of frames.entries()) {
    for (const other of frames.slice(position + 1)) {
      if (mirrored(one.display, other.display)) continue;
      if (!framesEqual(one.frame, other.frame) || isUniform(one.frame)) continue;
      refused.add(one.display.id);
      refused.add(other.display.id);
    }
  }
  return refused;
}
