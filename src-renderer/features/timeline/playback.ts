/** How much faster than life. */
export const playbackSpeeds = [1, 10, 60, 300] as const;
export type PlaybackSpeed = (typeof playbackSpeeds)[number];

/** A stretch without pictures longer than this is jumped over, in captured time. */
export const longestPauseMs = 20_000;

/** What playback needs to know about the display around the playhead. */
export interface PlaybackScene {
  /** Until when the picture at the playhead is known to have stood; null where there is none. */
  readonly shownUntil: number | null;
  /** When the next picture was taken; null where there is none, undefined while it is being found. */
  readonly nextAt: number | null | undefined;
}

export interface PlaybackStep {
  readonly at: number;
  /** True at the end of what there is to play. */
  readonly ended: boolean;
}

/**
 * Moves the playhead on by the time that went by. Time runs evenly while there are pictures; a stretch without any is
 * jumped over at once, and playback ends with the last picture. While the next picture is not known yet, it waits at
 * the end of the present one.
 */
export function playOn(at: number, elapsedMs: number, speed: number, scene: PlaybackScene): PlaybackStep {
  const target = at + Math.max(0, elapsedMs) * speed;
  const shownUntil = Math.max(at, scene.shownUntil ?? at);
  if (scene.nextAt === undefined) return { at: Math.min(target, shownUntil), ended: false };
  if (scene.nextAt === null) return { at: Math.min(target, shownUntil), ended: target >= shownUntil };
  if (target >= scene.nextAt) return { at: target, ended: false };
  const hole = scene.nextAt - shownUntil;
  if (hole > longestPauseMs && target > shownUntil) return { at: scene.nextAt, ended: false };
  return { at: target, ended: false };
}
