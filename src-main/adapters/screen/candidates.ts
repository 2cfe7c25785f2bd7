import type { ScreenSourceCandidate } from '../../ports/screen-source.ts';
import { demoCandidate } from './demo-source.ts';
import { nativeCandidate } from './native-source.ts';

/** The sources that need no Electron, best first. The automatic choice takes the first one whose probe succeeds. */
export function screenSourceCandidates(): readonly ScreenSourceCandidate[] {
  return [nativeCandidate, demoCandidate];
}
