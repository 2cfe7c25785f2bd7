import { describe, expect, it } from 'vitest';
import type { TimeEvidence } from '../../src-shared/contract/times.ts';
import type { Confidence, TimestampSource } from '../../src-shared/domain/vocabulary.ts';
import { chosenEvidence, evidenceMoment, evidenceNotes, shiftInWords, trustInWords } from './time-words.ts';

const evidence = (rest: Partial<TimeEvidence> = {}): TimeEvidence => ({
  kind: 'file_name',
  source: 'filename',
  capturedAt: Date.parse('2024-03-01T21:15:22.070Z'),
  utcOffsetMinutes: 60,
  offset: 'assumed',
  says: 'wall',
  precisionMs: 1000,
  ambiguous: false,
  text: 'IMG_20240301_221522.jpg',
  ...rest,
});

describe('evidence in words', () => {
  it('gives its moment no more exactly than it says it', () => {
    const words = [1, 1000, 60_000, 86_400_000].map((precisionMs) => evidenceMoment(evidence({ precisionMs })));
    expect(words).toEqual([
      'Fri, 1 Mar 2024, 22:15:22.070',
      'Fri, 1 Mar 2024, 22:15:22',
      'Fri, 1 Mar 2024, 22:15',
      'Fri, 1 Mar 2024',
    ]);
    expect(evidenceMoment(evidence({ precisionMs: 1, capturedAt: Date.parse('2024-03-01T21:15:22Z') }))).toBe(
      'Fri, 1 Mar 2024, 22:15:22',
    );
  });

  it('says what is assumed and what is doubtful', () => {
    expect(evidenceNotes(evidence())).toEqual(['UTC+01:00 assumed']);
    expect(evidenceNotes(evidence({ says: 'instant' }))).toEqual(['shown in UTC+01:00']);
    expect(evidenceNotes(evidence({ offset: 'stated', precisionMs: 86_400_000, ambiguous: true }))).toEqual([
      'UTC+01:00',
      'only the day',
      'day and month may be exchanged',
    ]);
  });

  it('marks as chosen what the time of the picture was taken from, else what says the same', () => {
    const list = [
      evidence({ kind: 'file_modified', source: 'filesystem' }),
      evidence(),
      evidence({ capturedAt: 5, source: 'exif', kind: 'exif_original' }),
    ];
    const { capturedAt, utcOffsetMinutes } = evidence();
    const chosen = (rest: object) =>
      chosenEvidence({ capturedAt, utcOffsetMinutes, timestampSource: 'filename', confidence: 'low', ...rest }, list);
    expect(chosen({})).toBe(1);
    expect(chosen({ timestampSource: 'user' })).toBe(0);
    expect(chosen({ capturedAt: 7 })).toBe(-1);
    expect(chosen({ utcOffsetMinutes: 0 })).toBe(-1);
  });

  it('says how far a time may be trusted, and what was said by the person', () => {
    const { capturedAt, utcOffsetMinutes } = evidence();
    const trust = (timestampSource: TimestampSource, confidence: Confidence, list?: readonly TimeEvidence[]) =>
      trustInWords({ capturedAt, utcOffsetMinutes, timestampSource, confidence }, list);
    const date = evidence({ kind: 'file_modified', source: 'filesystem' });
    expect(trust('filename', 'low', [evidence(), date])).toBe('Uncertain, from its name');
    expect(trust('filename', 'low', [date, evidence({ kind: 'folder_name' })])).toBe(
      'Uncertain, from the name of its folder',
    );
    expect(trust('filename', 'low')).toBe('Uncertain, from its name or that of its folder');
    expect(trust('filesystem', 'low', [date])).toBe("Uncertain, from the file's date");
    expect(trust('exif', 'high')).toBe('Certain, from the data in the picture');
    expect(trust('user', 'high')).toBe('Said by you');
  });

  it('says by how much times are moved', () => {
    expect([7_500_000, -259_200_000, 0].map(shiftInWords)).toEqual(['2 h 5 min later', '3 d earlier', 'no change']);
  });
});
