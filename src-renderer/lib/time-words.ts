import type { Capture } from '../../src-shared/contract/captures.ts';
import type { TimeEvidence } from '../../src-shared/contract/times.ts';
import { localDayOf, millisecondsPerDay, millisecondsPerMinute } from '../../src-shared/domain/local-time.ts';
import type { Confidence, TimeEvidenceKind, TimestampSource } from '../../src-shared/domain/vocabulary.ts';
import { formatDuration, formatMinute, formatOffset, formatShortDay, formatTime } from './format.ts';

/** What each kind of evidence is, in plain words. */
export const evidenceKindWords: Readonly<Record<TimeEvidenceKind, string>> = {
  exif_original: 'The camera, when it took it',
  exif_digitized: 'The camera, when it stored it',
  exif_modified: 'The camera, when it last changed it',
  exif_gps: 'The clock of the satellites (GPS)',
  xmp: 'The program that edited it (XMP)',
  png_text: 'The program that wrote it (PNG text)',
  file_name: 'The name of the file',
  folder_name: 'The name of the folder',
  file_modified: 'When the file was last changed',
};

const sourceWords: Readonly<Record<TimestampSource, string>> = {
  capture: 'seen on the screen',
  exif: 'from the data in the picture',
  filename: 'from its name or that of its folder',
  filesystem: "from the file's date",
  user: 'said by you',
};

/** Where two kinds of evidence have one source, which of them it was. */
const kindSourceWords: Partial<Readonly<Record<TimeEvidenceKind, string>>> = {
  file_name: 'from its name',
  folder_name: 'from the name of its folder',
};

const confidenceWords: Readonly<Record<Confidence, string>> = {
  high: 'Certain',
  medium: 'Likely',
  low: 'Uncertain',
  none: 'Not known',
};

type Dated = Pick<Capture, 'capturedAt' | 'utcOffsetMinutes' | 'timestampSource' | 'confidence'>;

/**
 * How much is to be thought of the time of a picture: `Uncertain, from the name of its folder`. While its evidence is not
 * known, no more is said of where it is from than the picture itself tells.
 */
export function trustInWords(capture: Dated, evidence: readonly TimeEvidence[] = []): string {
  const { timestampSource, confidence } = capture;
  if (timestampSource === 'user') return 'Said by you';
  const chosen = evidence[chosenEvidence(capture, evidence)];
  const kindWords = chosen?.source === timestampSource ? kindSourceWords[chosen.kind] : undefined;
  return `${confidenceWords[confidence]}, ${kindWords ?? sourceWords[timestampSource]}`;
}

/** The moment that evidence gives, no more exactly than it says it. */
export function evidenceMoment({ capturedAt, utcOffsetMinutes, precisionMs }: TimeEvidence): string {
  const day = formatShortDay(localDayOf(capturedAt, utcOffsetMinutes));
  if (precisionMs >= millisecondsPerDay) return day;
  const time =
    precisionMs >= millisecondsPerMinute
      ? formatMinute(capturedAt, utcOffsetMinutes)
      : formatTime(capturedAt, utcOffsetMinutes);
  const milliseconds = ((capturedAt % 1000) + 1000) % 1000;
  // File systems count them and rarely have any.
  const fraction = precisionMs < 1000 && milliseconds > 0 ? `.${String(milliseconds).padStart(3, '0')}` : '';
  return `${day}, ${time}${fraction}`;
}

/** What has to be known besides the moment: its time zone, and what is doubtful about it. */
export function evidenceNotes(evidence: TimeEvidence): readonly string[] {
  const { utcOffsetMinutes, offset, says, precisionMs, ambiguous } = evidence;
  return [
    offset === 'stated'
      ? formatOffset(utcOffsetMinutes)
      : says === 'instant'
        ? `shown in ${formatOffset(utcOffsetMinutes)}`
        : `${formatOffset(utcOffsetMinutes)} assumed`,
    precisionMs >= millisecondsPerDay ? 'only the day' : undefined,
    ambiguous ? 'day and month may be exchanged' : undefined,
  ].filter((note) => note !== undefined);
}

/** Which of the candidates is the time the picture has now; -1 where it has one that none of them says. */
export function chosenEvidence(capture: Dated, evidence: readonly TimeEvidence[]): number {
  const same = (each: TimeEvidence): boolean =>
    each.capturedAt === capture.capturedAt && each.utcOffsetMinutes === capture.utcOffsetMinutes;
  const bySource = evidence.findIndex((each) => same(each) && each.source === capture.timestampSource);
  return bySource === -1 ? evidence.findIndex(same) : bySource;
}

/** `2 h 5 min later`, `3 d earlier`; `no change` for nothing. */
export function shiftInWords(byMs: number): string {
  if (byMs === 0) return 'no change';
  return `${formatDuration(Math.abs(byMs))} ${byMs > 0 ? 'later' : 'earlier'}`;
}
