import type { ScreenSourceCandidate } from '../../ports/screen-source.ts';
import { demoCandidate } from './demo-source.ts';
import { nativeCandidate } from './native-source.ts';
import { screenshotDesktopCandidate } from './screenshot-desktop-source.ts';

/**
 * The sources that need no Electron, best first. The automatic choice takes the first one whose probe succeeds.
 * The host says whether the session is a Wayland one, since only it reads the environment.
 */
export function screenSourceCandidates(
  session: { readonly wayland: boolean } = { wayland: false },
): readonly ScreenSourceCandidate[] {
  return [nativeCandidate(session), screenshotDesktopCandidate(session), demoCandidate];
}
