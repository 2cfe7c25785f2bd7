import type { TimeEvidence } from '../../../src-shared/contract/times.ts';
import { millisecondsPerDay, millisecondsPerMinute } from '../../../src-shared/domain/local-time.ts';
import { timeInFolders } from '../../../src-shared/domain/taken-time/folder-times.ts';
import { timesInName } from '../../../src-shared/domain/taken-time/name-times.ts';
import { readSaidTime } from '../../../src-shared/domain/taken-time/said-times.ts';
import { isPlausible, type ReadTime } from '../../../src-shared/domain/taken-time/wall-time.ts';
import type { TimeEvidenceKind, TimestampSource } from '../../../src-shared/domain/vocabulary.ts';
import type { PictureMetadata } from '../../ports/picture-metadata.ts';

/** What is known of a file besides its content. */
export interface FileToDate {
  readonly name: string;
  /** The names of the folders that hold it, nearest last. */
  readonly folders: readonly string[];
  /** UTC ms; undefined where it is not known. */
  readonly modifiedAt: number | undefined;
  /** UTC ms: what is later than tomorrow is no evidence. */
  readonly now: number;
}

/** Minutes east of UTC that are in force at an instant (UTC ms) where this machine is. */
export type UtcOffsetAt = (atUtcMs: number) => number;

const sourceByKind: Readonly<Record<TimeEvidenceKind, TimestampSource>> = {
  exif_original: 'exif',
  exif_digitized: 'exif',
  exif_modified: 'exif',
  exif_gps: 'exif',
  xmp: 'exif',
  png_text: 'exif',
  file_name: 'filename',
  folder_name: 'filename',
  file_modified: 'filesystem',
};

const maxTextLength = 200;

/**
 * All that tells when a picture was taken, in no particular order. An instant is shown in the zone of this machine at
 * that instant. A time on the wall without an offset is taken to be of this machine's zone: of an hour that came twice
 * the first, and an hour that was left out is counted with the offset before the change, so that the wall reads as said.
 * Never throws.
 */
export function timeEvidenceOf(
  { name, folders, modifiedAt, now }: FileToDate,
  metadata: PictureMetadata,
  utcOffsetMinutes: UtcOffsetAt,
): TimeEvidence[] {
  const found: { kind: TimeEvidenceKind; read: ReadTime }[] = [];
  for (const said of metadata.times) {
    const read = readSaidTime(said, now);
    if (read) found.push({ kind: said.kind, read });
  }
  for (const read of timesInName(name, now)) found.push({ kind: 'file_name', read });
  const folder = timeInFolders(folders, now);
  if (folder) found.push({ kind: 'folder_name', read: folder });
  if (modifiedAt !== undefined && isPlausible(modifiedAt, now)) {
    const text = new Date(modifiedAt).toISOString();
    const read: ReadTime = { atMs: Math.floor(modifiedAt), says: 'instant', precisionMs: 1, ambiguous: false, text };
    found.push({ kind: 'file_modified', read });
  }
  return found.map(({ kind, read }) => evidenceOf(kind, read, utcOffsetMinutes)).filter((one) => one.capturedAt >= 0);
}

function evidenceOf(kind: TimeEvidenceKind, read: ReadTime, utcOffsetMinutes: UtcOffsetAt): TimeEvidence {
  const { precisionMs, ambiguous, says } = read;
  const text = read.text.slice(0, maxTextLength);
  const base = { kind, source: sourceByKind[kind], precisionMs, ambiguous, says, text };
  if (read.utcOffsetMinutes !== undefined) {
    return { ...base, capturedAt: read.atMs, utcOffsetMinutes: read.utcOffsetMinutes, offset: 'stated' };
  }
  const offset = (atUtcMs: number) => Math.round(utcOffsetMinutes(atUtcMs));
  if (says === 'instant') {
    return { ...base, capturedAt: read.atMs, utcOffsetMinutes: offset(read.atMs), offset: 'assumed' };
  }
  return { ...base, ...instantOnWall(read.atMs, offset), offset: 'assumed' };
}

/** The instant at which the wall shows a time (as if it were UTC) in a zone. */
function instantOnWall(wallMs: number, offset: UtcOffsetAt): { capturedAt: number; utcOffsetMinutes: number } {
  const before = offset(wallMs - millisecondsPerDay);
  const after = offset(wallMs + millisecondsPerDay);
  const first = { capturedAt: wallMs - before * millisecondsPerMinute, utcOffsetMinutes: before };
  const second = { capturedAt: wallMs - after * millisecondsPerMinute, utcOffsetMinutes: after };
  if (offset(first.capturedAt) === before) return first;
  return offset(second.capturedAt) === after ? second : first;
}
