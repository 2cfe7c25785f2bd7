import type { GapReason } from '../../src-shared/domain/vocabulary.ts';

interface GapWords {
  /** Two or three words, for a label on the timeline. */
  readonly label: string;
  /** One sentence for a person. */
  readonly sentence: string;
}

const words: Readonly<Record<GapReason, GapWords>> = {
  off: { label: 'Capture off', sentence: 'Capture was switched off.' },
  not_running: { label: 'Not running', sentence: 'Afterimage was not running.' },
  starting: { label: 'Starting', sentence: 'Capture was starting up.' },
  stalled: { label: 'Stalled', sentence: 'No picture reached the disk, and the screen source was restarted.' },
  paused: { label: 'Paused', sentence: 'Capture was paused.' },
  asleep: { label: 'Asleep', sentence: 'The computer was asleep.' },
  locked: { label: 'Locked', sentence: 'The screen was locked.' },
  idle: { label: 'Away', sentence: 'There was no keyboard or mouse input.' },
  excluded: { label: 'Excluded', sentence: 'A window that is never captured had the focus.' },
  no_permission: { label: 'No permission', sentence: 'The system did not allow pictures of the screen.' },
  disk_floor: { label: 'Disk full', sentence: 'Too little space was free on the disk.' },
  no_display: { label: 'No display', sentence: 'No display was connected.' },
  library_unavailable: { label: 'No library', sentence: 'The library could not be reached.' },
  display_unplugged: { label: 'Unplugged', sentence: 'This display was not connected.' },
  refused_empty: { label: 'Empty picture', sentence: 'The screen source gave an empty picture, which was refused.' },
  refused_size: {
    label: 'Wrong size',
    sentence: 'The screen source gave a picture of the wrong size, which was refused.',
  },
  refused_same_pixels: {
    label: 'Same pixels',
    sentence: 'The screen source gave the same picture for two displays, which was refused.',
  },
  grab_failed: { label: 'Grab failed', sentence: 'The screen source could not take the picture.' },
  grab_timeout: { label: 'Too slow', sentence: 'The screen source did not answer in time.' },
  store_failed: { label: 'Not stored', sentence: 'The picture could not be written to the disk.' },
};

/** A gap's reason in two or three words. */
export function gapLabel(reason: GapReason): string {
  return words[reason].label;
}

/** A gap's reason as one sentence. */
export function gapSentence(reason: GapReason): string {
  return words[reason].sentence;
}
