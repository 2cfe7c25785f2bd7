import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { DayView, Gap } from '../../../src-shared/contract/timeline.ts';

const midnight = Date.parse('2026-11-22T00:00:00Z');
let made = 0;

function nextId(): string {
  made += 1;
  return `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`;
}

/** A capture for tests. */
export function aCapture(rest: Partial<Capture> = {}): Capture {
  const id = nextId();
  const capturedAt = rest.capturedAt ?? midnight + 540 * 60_000;
  return {
    id,
    groupId: nextId(),
    origin: 'screen',
    filepath: `captures/2026/11/22/${id}.jpg`,
    originalFilename: null,
    originalPath: null,
    utcOffsetMinutes: 0,
    localDay: '2026-11-22',
    timestampSource: 'capture',
    confidence: 'high',
    monitorIndex: 0,
    displayId: 'display-a',
    displayName: 'A',
    displayX: 0,
    displayY: 0,
    displayWidth: 1920,
    displayHeight: 1080,
    displayScale: 1,
    displayRotation: 0,
    width: 1920,
    height: 1080,
    fileSize: 261_000,
    mimeType: 'image/jpeg',
    sha256: '0'.repeat(64),
    appName: null,
    windowTitle: null,
    reviewState: 'unreviewed',
    trashedAt: null,
    missingAt: null,
    createdAt: capturedAt,
    updatedAt: capturedAt,
    endedAt: capturedAt,
    ...rest,
    capturedAt,
  };
}

/** A gap of all displays for tests. */
export function aGap(rest: Partial<Gap> = {}): Gap {
  return { id: nextId(), startedAt: midnight, endedAt: midnight + 60_000, reason: 'paused', displayId: null, ...rest };
}

/** A day without captures for tests. */
export function aDayView(rest: Partial<DayView> = {}): DayView {
  return {
    day: '2026-11-22',
    startsAt: midnight,
    endsAt: midnight + 86_400_000,
    utcOffsetMinutes: 0,
    captures: 0,
    bytes: 0,
    firstAt: null,
    lastAt: null,
    lanes: [],
    gaps: [],
    previousDay: null,
    nextDay: null,
    ...rest,
  };
}
