import type { TimeEvidence } from '../../src-shared/contract/times.ts';
import type { ImportedFacts, NewCapture } from '../ports/repositories.ts';

/** A piece of evidence with everything it needs; give what the test is about. */
export function makeEvidence(given: Partial<TimeEvidence> = {}): TimeEvidence {
  return {
    kind: 'file_name',
    source: 'filename',
    capturedAt: Date.UTC(2024, 2, 1, 10, 15, 22),
    utcOffsetMinutes: 0,
    offset: 'assumed',
    says: 'wall',
    precisionMs: 1000,
    ambiguous: false,
    text: 'IMG_20240301_101522.jpg',
    ...given,
  };
}

/** What an imported picture tells of itself; give what the test is about. */
export function makeFacts(given: Partial<ImportedFacts> = {}): ImportedFacts {
  return { jobId: null, camera: null, evidence: [makeEvidence()], ...given };
}

/** What makes a capture an imported one whose name alone tells its time. */
export const importedByName: Partial<NewCapture> = {
  origin: 'import',
  timestampSource: 'filename',
  confidence: 'low',
  monitorIndex: null,
  displayId: null,
  displayName: null,
  displayX: null,
  displayY: null,
  displayWidth: null,
  displayHeight: null,
  displayScale: null,
  displayRotation: null,
};
