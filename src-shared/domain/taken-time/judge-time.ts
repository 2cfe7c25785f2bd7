import type { TimeEvidence } from '../../contract/times.ts';
import { millisecondsPerDay, millisecondsPerMinute } from '../local-time.ts';
import type { Confidence, TimeEvidenceKind, TimestampSource } from '../vocabulary.ts';
import { secondMs } from './wall-time.ts';

/** When a picture was taken, as far as its evidence tells. */
export interface JudgedTime {
  readonly capturedAt: number;
  readonly utcOffsetMinutes: number;
  readonly timestampSource: TimestampSource;
  readonly confidence: Confidence;
  /** All of it, most reliable first. */
  readonly evidence: TimeEvidence[];
}

/** Most reliable first. */
const reliability: readonly TimeEvidenceKind[] = [
  'exif_original',
  'xmp',
  'png_text',
  'exif_digitized',
  'exif_gps',
  'file_name',
  'exif_modified',
  'folder_name',
  'file_modified',
];

/** Those that a camera or a program wrote at the moment of taking: one of them alone gives `medium`. */
const reliable: ReadonlySet<TimeEvidenceKind> = new Set<TimeEvidenceKind>([
  'exif_original',
  'xmp',
  'png_text',
  'exif_digitized',
  'exif_gps',
]);

const tellLastChange: ReadonlySet<TimeEvidenceKind> = new Set<TimeEvidenceKind>(['exif_modified', 'file_modified']);

/** Two times agree where the spans that they name are at most so far apart. The reasons are in the README. */
export const agreementToleranceMs = 10_000;

/** A GPS fix may be hours old, a zone wrong, a trip begun at midnight: only further apart do these contradict. */
export const contradictionSlackMs = 26 * 60 * millisecondsPerMinute;

/**
 * Judges when a picture was taken. The same evidence in another order gives the same answer. Undefined where there is no
 * evidence at all.
 */
export function judgeTime(evidence: readonly TimeEvidence[]): JudgedTime | undefined {
  const sorted = likelierReadingFirst([...evidence].sort(mostReliableFirst));
  const first = sorted[0];
  if (!first) return undefined;
  const taken = finest(first, sorted);
  return {
    capturedAt: taken.capturedAt,
    utcOffsetMinutes: taken.utcOffsetMinutes,
    timestampSource: taken.source,
    confidence: confidenceOf(first, taken, sorted),
    evidence: sorted,
  };
}

function mostReliableFirst(one: TimeEvidence, other: TimeEvidence): number {
  return (
    reliability.indexOf(one.kind) - reliability.indexOf(other.kind) ||
    Number(one.ambiguous) - Number(other.ambiguous) ||
    // Of several in one place the earliest: the others tell when it was scanned, put together or written anew.
    one.capturedAt - other.capturedAt ||
    one.precisionMs - other.precisionMs ||
    one.utcOffsetMinutes - other.utcOffsetMinutes ||
    (one.text < other.text ? -1 : Number(one.text > other.text))
  );
}

/** Of a name whose day and month could be exchanged, the reading that anything else agrees with comes first. */
function likelierReadingFirst(sorted: TimeEvidence[]): TimeEvidence[] {
  if (!sorted[0]?.ambiguous) return sorted;
  const others = sorted.filter((other) => !other.ambiguous);
  const likelier = sorted.find((reading) => reading.ambiguous && others.some((other) => agrees(reading, other)));
  return likelier ? [likelier, ...sorted.filter((one) => one !== likelier)] : sorted;
}

/** The first of the times that agree with the most reliable one to say seconds; fractions are not worth leaving it for. */
function finest(first: TimeEvidence, sorted: readonly TimeEvidence[]): TimeEvidence {
  if (first.precisionMs <= secondMs) return first;
  return sorted.find((other) => other.precisionMs <= secondMs && agrees(first, other)) ?? first;
}

function confidenceOf(first: TimeEvidence, taken: TimeEvidence, sorted: readonly TimeEvidence[]): Confidence {
  if (first.ambiguous || sorted.some((other) => contradicts(first, other, sorted))) return 'low';
  if (sorted.some((other) => confirms(first, other) || confirms(taken, other))) return 'high';
  return reliable.has(first.kind) && !isOfClockNeverSet(first) ? 'medium' : 'low';
}

/** The first second of a year is what a camera tells whose clock was never set, and a program that knows the year alone. */
function isOfClockNeverSet(first: TimeEvidence): boolean {
  return first.kind !== 'exif_gps' && /-01-01T00:00:00/.test(new Date(wallOf(first)).toISOString());
}

function confirms(first: TimeEvidence, other: TimeEvidence): boolean {
  if (other.ambiguous || !areIndependent(first.kind, other.kind) || !agrees(first, other)) return false;
  // A copy made on that day has a time of that day, too: only what is equal almost to the second is no chance.
  if (first.kind === 'file_modified') return other.precisionMs < millisecondsPerDay;
  return other.kind !== 'file_modified' || first.precisionMs < millisecondsPerDay;
}

/** Kept in different places, so that no single edit, copy or new name changes both. */
function areIndependent(one: TimeEvidenceKind, other: TimeEvidenceKind): boolean {
  const [first, second] = [placeOf(one), placeOf(other)];
  // Programs name folders after what they find in pictures: they confirm nothing.
  if (first === 'folder' || second === 'folder' || first === second) return false;
  // Both tell when it was last written, not when it was taken.
  return !(tellLastChange.has(one) && tellLastChange.has(other));
}

function placeOf(kind: TimeEvidenceKind): 'picture' | 'satellites' | 'name' | 'folder' | 'file system' {
  if (kind === 'exif_gps') return 'satellites';
  if (kind === 'file_name') return 'name';
  if (kind === 'folder_name') return 'folder';
  return kind === 'file_modified' ? 'file system' : 'picture';
}

function contradicts(first: TimeEvidence, other: TimeEvidence, sorted: readonly TimeEvidence[]): boolean {
  if (other.kind === 'file_name') {
    const readings = sorted.filter(({ kind }) => kind === 'file_name');
    return first.kind !== 'file_name' && !readings.some((reading) => agrees(first, reading));
  }
  if (other.kind === 'exif_gps' || other.kind === 'folder_name') return apartMs(first, other) > contradictionSlackMs;
  // It may be written later, and often is. What is older than what it holds shows that one of the two is wrong.
  return tellLastChange.has(other.kind) && first.capturedAt - endOf(other) > contradictionSlackMs;
}

function agrees(one: TimeEvidence, other: TimeEvidence): boolean {
  return apartMs(one, other) <= agreementToleranceMs;
}

function endOf(one: TimeEvidence): number {
  return one.capturedAt + one.precisionMs;
}

/** How far the spans of two times are apart; 0 where they touch. By instant, and by the wall where one says no more. */
function apartMs(one: TimeEvidence, other: TimeEvidence): number {
  const byInstant = gapMs(one.capturedAt, one.precisionMs, other.capturedAt, other.precisionMs);
  const saysWall = (evidence: TimeEvidence) => evidence.offset === 'assumed' && evidence.says === 'wall';
  const knowsWall = (evidence: TimeEvidence) => evidence.offset === 'stated' || saysWall(evidence);
  if (!knowsWall(one) || !knowsWall(other) || !(saysWall(one) || saysWall(other))) return byInstant;
  return Math.min(byInstant, gapMs(wallOf(one), one.precisionMs, wallOf(other), other.precisionMs));
}

function wallOf(one: TimeEvidence): number {
  return one.capturedAt + one.utcOffsetMinutes * millisecondsPerMinute;
}

function gapMs(one: number, oneLength: number, other: number, otherLength: number): number {
  return Math.max(0, other - (one + oneLength - 1), one - (other + otherLength - 1));
}
