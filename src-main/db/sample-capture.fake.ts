import { randomUUID } from 'node:crypto';
import { v7 as uuidV7 } from 'uuid';
import { localDayOf } from '../../src-shared/domain/local-time.ts';
import type { NewCapture } from '../ports/repositories.ts';

/** A capture with everything it needs; give what the test is about. */
export function makeCapture(given: Partial<NewCapture> = {}): NewCapture {
  const capturedAt = given.capturedAt ?? Date.UTC(2026, 5, 15, 9, 0, 0);
  const utcOffsetMinutes = given.utcOffsetMinutes ?? 0;
  const id = given.id ?? uuidV7({ msecs: Math.max(0, capturedAt) });
  const localDay = given.localDay ?? localDayOf(capturedAt, utcOffsetMinutes);
  return {
    id,
    groupId: randomUUID(),
    origin: 'screen',
    filepath: `captures/${localDay.replaceAll('-', '/')}/${id}.jpg`,
    originalFilename: null,
    originalPath: null,
    capturedAt,
    utcOffsetMinutes,
    localDay,
    endedAt: capturedAt,
    timestampSource: 'capture',
    confidence: 'high',
    monitorIndex: 0,
    displayId: 'display-a',
    displayName: 'Left',
    displayX: 0,
    displayY: 0,
    displayWidth: 1920,
    displayHeight: 1080,
    displayScale: 1,
    displayRotation: 0,
    width: 1920,
    height: 1080,
    fileSize: 1000,
    mimeType: 'image/jpeg',
    sha256: 'a'.repeat(64),
    appName: null,
    windowTitle: null,
    reviewState: 'unreviewed',
    trashedAt: null,
    missingAt: null,
    ...given,
  };
}
