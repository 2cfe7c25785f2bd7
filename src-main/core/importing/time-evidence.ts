import type { TimeEvidence } from '../../../src-shared/contract/times.ts';
import { millisecondsPerDay, millisecondsPerMinute } from '../../../src-shared/domain/local-time.ts';
import { timeInFolders } from '../../../src-shared/domain/taken-time/folder-times.ts';
import { agreementToleranceMs } from '../../../src-shared/domain/taken-time/judge-time.ts';
import { timesInName } from '../../../src-shared/domain/taken-time/name-times.ts';
import { readSaidTime } from '../../../src-shared/domain/taken-time/said-times.ts';
import { isPlausible, type ReadTime, secondMs } from '../../../src-shared/domain/taken-time/wall-time.ts';
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
  const evidence = found.map(({ kind, read }) => evidenceOf(kind, read, utcOffsetMinutes));
  return withoutEchoes(
    name,
    withOwnOffsets(evidence).filter((one) => one.capturedAt >= 0),
  );
}

/** An export of Afterimage calls a file by its time and its id, which is of version 7. */
const exportedName = /_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?:_\d+)?\.[a-z]+$/i;

/** Where such a name says what the picture's data say, it was made of them, and is no second witness. */
function withoutEchoes(name: string, evidence: readonly TimeEvidence[]): TimeEvidence[] {
  const said = exportedName.test(name) ? evidence.filter(({ source }) => source === 'exif') : [];
  return evidence.filter(
    (one) => one.kind !== 'file_name' || !said.some((other) => isSameMoment(wallOf(other), wallOf(one))),
  );
}

const quarterHourMs = 15 * millisecondsPerMinute;

/**
 * A picture may tell its own time zone, so that nothing about it is assumed: where another of its texts says the same
 * time on the wall with an offset, or where it tells UTC as well, by satellite or by its name. There the two differ by
 * whole quarters of an hour, as all zones do, and by how many is the offset.
 */
function withOwnOffsets(evidence: readonly TimeEvidence[]): TimeEvidence[] {
  const stated = evidence.filter((one) => one.offset === 'stated' && one.source === 'exif');
  const utc = evidence.filter(tellsUtc);
  return evidence.map((one) => {
    if (one.offset === 'stated' || one.says === 'instant' || one.precisionMs > secondMs || one.ambiguous) return one;
    const wallMs = wallOf(one);
    const offsets = [
      ...stated.filter((other) => isSameMoment(wallOf(other), wallMs)).map((other) => other.utcOffsetMinutes),
      ...utc
        .map(({ capturedAt }) => Math.round((wallMs - capturedAt) / quarterHourMs) * 15)
        .filter((minutes, index) => {
          const isOfSomeZone = minutes >= -12 * 60 && minutes <= 14 * 60;
          return isOfSomeZone && isSameMoment(utc[index]?.capturedAt ?? 0, wallMs - minutes * millisecondsPerMinute);
        }),
    ];
    const utcOffsetMinutes = offsets[0];
    if (utcOffsetMinutes === undefined) return one;
    return {
      ...one,
      capturedAt: wallMs - utcOffsetMinutes * millisecondsPerMinute,
      utcOffsetMinutes,
      offset: 'stated',
    };
  });
}

function wallOf({ capturedAt, utcOffsetMinutes }: TimeEvidence): number {
  return capturedAt + utcOffsetMinutes * millisecondsPerMinute;
}

function isSameMoment(one: number, other: number): boolean {
  return Math.abs(one - other) <= agreementToleranceMs;
}

/** Names of bare digits count seconds of something, often of a download. */
function tellsUtc({ kind, says, precisionMs, text }: TimeEvidence): boolean {
  if (says !== 'instant' || precisionMs > secondMs) return false;
  return kind === 'exif_gps' || (kind === 'file_name' && !/^\d+$/.test(text));
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
