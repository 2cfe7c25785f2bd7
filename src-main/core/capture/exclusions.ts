import type { ActiveWindowInfo } from '../../ports/surroundings.ts';
import type { CaptureSettings } from './capture-settings.ts';

/** Whether the focused window forbids capturing, and why in one sentence. */
export interface Exclusion {
  readonly excluded: boolean;
  readonly reason: string | null;
}

export function hasExclusions(settings: Pick<CaptureSettings, 'excludedApps' | 'excludedTitles'>): boolean {
  return settings.excludedApps.length > 0 || settings.excludedTitles.length > 0;
}

/**
 * Matches parts of the program's name and of the window's title, in any case. While exclusions are set, a window that
 * cannot be known, or whose name or title is empty, counts as excluded: it could be the one that must not be seen.
 */
export function checkExclusion(
  settings: Pick<CaptureSettings, 'excludedApps' | 'excludedTitles'>,
  window: ActiveWindowInfo | undefined,
): Exclusion {
  if (!hasExclusions(settings)) return { excluded: false, reason: null };
  const unknown =
    !window ||
    (settings.excludedApps.length > 0 && window.appName === '') ||
    (settings.excludedTitles.length > 0 && window.windowTitle === '');
  if (unknown) {
    return {
      excluded: true,
      reason: 'It cannot be told which window has the focus, and some are never to be captured.',
    };
  }
  const contains = (text: string, part: string) => text.toLocaleLowerCase().includes(part.toLocaleLowerCase());
  if (settings.excludedApps.some((part) => contains(window.appName, part))) {
    return { excluded: true, reason: 'A program that is never to be captured has the focus.' };
  }
  if (settings.excludedTitles.some((part) => contains(window.windowTitle, part))) {
    return { excluded: true, reason: 'A window that is never to be captured has the focus.' };
  }
  return { excluded: false, reason: null };
}
