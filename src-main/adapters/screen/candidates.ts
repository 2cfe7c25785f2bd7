import type { ScreenSourceCandidate } from '../../ports/screen-source.ts';
import { demoCandidate } from './demo-source.ts';
import { nativeCandidate } from './native-source.ts';
import { screenshotDesktopCandidate } from './screenshot-desktop-source.ts';

const nativeMerit = 'The screens can be read directly here, which costs the least.';
const waylandNote = 'In a Wayland session the desktop may ask before each picture.';

/**
 * The sources that need no Electron, best first. The automatic choice takes the first one whose probe succeeds.
 * The host says whether the session is a Wayland one, since only it reads the environment.
 */
export function screenSourceCandidates(
  session: { readonly wayland: boolean } = { wayland: false },
): readonly ScreenSourceCandidate[] {
  const native = {
    ...nativeCandidate(session),
    merit: session.wayland ? `${nativeMerit} ${waylandNote}` : nativeMerit,
  };
  return [native, screenshotDesktopCandidate(session), demoCandidate];
}
