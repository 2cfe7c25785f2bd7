import type { CaptureStatus } from '../../../src-shared/contract/capture-control.ts';

/** What capture says while there is no library to capture into. */
export function unavailableCaptureStatus(message: string, since: number): CaptureStatus {
  return {
    state: 'library_unavailable',
    recording: false,
    since,
    message,
    consentGiven: false,
    enabled: false,
    pausedUntil: null,
    intervalSeconds: 0,
    source: null,
    lastTickAt: null,
    lastFrameAt: null,
    ticks: { taken: 0, late: 0, stored: 0, held: 0, gaps: 0 },
    displays: [],
  };
}
