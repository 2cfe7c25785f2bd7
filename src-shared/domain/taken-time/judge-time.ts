import type { TimeEvidence } from '../../contract/times.ts';
import { millisecondsPerDay, millisecondsPerMinute } from '../local-time.ts';
import type { Confidence, TimeEvidenceKind, TimestampSource } from '../vocabulary.ts';

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
  'exif_gps',
  'xmp',
  'png_text',
  'exif_digitized',
  'file_name',
  'exif_modified',
  'folder_name',
  'file_modified',
];

/** Those that a camera or a program wrote at the moment of taking: one of them alone gives `medium`. */
const reliable: ReadonlySet<TimeEvidenceKind> = new Set<TimeEvidenceKind>([
  'exif_original',
  'exif_gps',
  'xmp',
  'png_text',
  'exif_digitized',
]);

/** Two times agree where the spans that they name are at most so far apart. The reasons are in the README. */
export const agreementToleranceMs = 10_000;

/** A GPS fix may be hours old, a zone wrong, a trip begun at midnight: only further apart do these contradict. */
export const contradictionSlackMs = 26 * 60 * millisecondsPerMinute;

/**
 * Judges when a picture was taken. The same evidence in another order gives the same answer. Undefined where there is no
 * evidence at all.
 */
export function judgeTime(evidence: readonly TimeEvidence[]): JudgedTime | undefined {
  const sorted = [...evidence].sort(mostReliableFirst);
  const first = sorted[0];
  if (!first) return undefined;
  const agreeing = sorted.filter((other) => agrees(first, other));
  const taken = finest(first, agreeing);
  return {
    capturedAt: taken.capturedAt,
    utcOffsetMinutes: taken.utcOffsetMinutes,
    timestampSource: taken.source,
    confidence: confidenceOf(first, sorted),
    evidence: sorted,
  };
}

function mostReliableFirst(one: TimeEvidence, other: TimeEvidence): number {
  return (
    reliability.indexOf(one.kind) - reliability.indexOf(other.kind) ||
    Number(one.ambiguous) - Number(other.ambiguous) ||
    one.precisionMs - other.precisionMs ||
    one.capturedAt - other.capturedAt ||
    one.utcOffsetMinutes - other.utcOffsetMinutes ||
    (one.text < other.text ? -1 : Number(one.text > other.text))
  );
}

/** The most exact of the times that agree with the most reliable one. */
function finest(first: TimeEvidence, agreeing: readonly TimeEvidence[]): TimeEvidence {
  // Fractions of a second are not worth to leave the reliable one for.
  return agreeing.find((other) => other.precisionMs <= 1000 && first.precisionMs > 1000) ?? first;
}

function confidenceOf(first: TimeEvidence, sorted: readonly TimeEvidence[]): Confidence {
  if (first.ambiguous || sorted.some((other) => contradicts(first, other, sorted))) return 'low';
  if (sorted.some((other) => confirms(first, other))) return 'high';
  return reliable.has(first.kind) ? 'medium' : 'low';
}

function confirms(first: TimeEvidence, other: TimeEvidence): boolean {
  if (other.ambiguous || !areIndependent(first.kind, other.kind) || !agrees(first, other)) return false;
  // A copy made on that day has a time of that day, too: only what is equal almost to the second is no chance.
  return other.kind !== 'file_modified' || first.precisionMs < millisecondsPerDay;
}

function areIndependent(one: TimeEvidenceKind, other: TimeEvidenceKind): boolean {
  const [first, second] = [witnessOf(one), witnessOf(other)];
  return first !== undefined && second !== undefined && first !== second;
}

/** Who says it. Programs name folders after what is in the pictures: they confirm nothing. */
function witnessOf(kind: TimeEvidenceKind): 'picture' | 'satellites' | 'name' | 'file system' | undefined {
  if (kind === 'exif_gps') return 'satellites';
  if (kind === 'file_name') return 'name';
  if (kind === 'file_modified') return 'file system';
  return kind === 'folder_name' ? undefined : 'picture';
}

function contradicts(first: TimeEvidence, other: TimeEvidence, sorted: readonly TimeEvidence[]): boolean {
  if (other.kind === 'file_name') {
    const readings = sorted.filter(({ kind }) => kind === 'file_name');
    return first.kind !== 'file_name' && !readings.some((reading) => agrees(first, reading));
  }
  if (other.kind === 'exif_gps' || other.kind === 'folder_name') return apartMs(first, other) > contradictionSlackMs;
  // It may be written later, and often is. What is older than what it holds shows that one of the two is wrong.
  if (other.kind === 'file_modified') return first.capturedAt - endOf(other) > contradictionSlackMs;
  return false;
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
