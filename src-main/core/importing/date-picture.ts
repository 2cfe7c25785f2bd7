import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import { type JudgedTime, judgeTime } from '../../../src-shared/domain/taken-time/judge-time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PictureMetadata } from '../../ports/picture-metadata.ts';
import { timeEvidenceOf } from './time-evidence.ts';

/** What is known of a file besides its bytes. */
export interface FileFacts {
  readonly name: string;
  /** The folders it lies in, nearest last. */
  readonly folders: readonly string[];
  readonly modifiedAt: number | null;
}

/** When a picture was taken, and why that is believed. */
export interface DatedPicture extends JudgedTime {
  readonly localDay: string;
}

/** Judges all evidence; where there is none at all, the picture is of now, with no confidence. */
export function datePicture(
  { name, folders, modifiedAt }: FileFacts,
  metadata: PictureMetadata,
  clock: Pick<Clock, 'now' | 'utcOffsetMinutes'>,
): DatedPicture {
  const now = clock.now();
  const utcOffsetMinutes = (atUtcMs: number) => clock.utcOffsetMinutes(atUtcMs);
  const file = { name, folders, modifiedAt: modifiedAt ?? undefined, now };
  const judged: JudgedTime = judgeTime(timeEvidenceOf(file, metadata, utcOffsetMinutes)) ?? {
    capturedAt: now,
    utcOffsetMinutes: utcOffsetMinutes(now),
    timestampSource: 'filesystem',
    confidence: 'none',
    evidence: [],
  };
  return { ...judged, localDay: localDayOf(judged.capturedAt, judged.utcOffsetMinutes) };
}
