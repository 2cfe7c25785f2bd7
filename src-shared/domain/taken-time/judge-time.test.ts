import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TimeEvidence, timeEvidenceSchema } from '../../contract/times.ts';
import { type TimeEvidenceKind, timeEvidenceKinds } from '../vocabulary.ts';
import { judgeTime } from './judge-time.ts';

const second = 1000;
const minute = 60_000;
const hour = 3_600_000;
const day = 86_400_000;

/** 2024-03-01 10:15:22 on a wall in a zone an hour east of UTC. */
const taken = Date.UTC(2024, 2, 1, 9, 15, 22);

function said(kind: TimeEvidenceKind, capturedAt: number, rest: Partial<TimeEvidence> = {}): TimeEvidence {
  const source = kind.startsWith('file_m') ? 'filesystem' : kind.startsWith('f') ? 'filename' : 'exif';
  const says = kind === 'file_modified' || kind === 'exif_gps' ? 'instant' : 'wall';
  const precisionMs = kind === 'folder_name' ? day : second;
  const assumed = { utcOffsetMinutes: 60, offset: 'assumed', says, precisionMs, ambiguous: false } as const;
  return { kind, source, capturedAt, ...assumed, text: `${kind} ${capturedAt}`, ...rest };
}

function judged(...evidence: TimeEvidence[]): string {
  const time = judgeTime(evidence);
  return time ? `${time.capturedAt - taken} ${time.timestampSource} ${time.confidence}` : 'nothing';
}

describe('one thing that tells', () => {
  it('is believed when a camera or a program wrote it at the moment of taking', () => {
    for (const kind of ['exif_original', 'exif_digitized', 'exif_gps', 'xmp', 'png_text'] as const) {
      expect(judged(said(kind, taken))).toBe('0 exif medium');
    }
  });

  it('is doubted when it is a name, a folder, the file system, or of the last change', () => {
    expect(judged(said('exif_modified', taken))).toBe('0 exif low');
    expect(judged(said('file_name', taken))).toBe('0 filename low');
    expect(judged(said('folder_name', taken))).toBe('0 filename low');
    expect(judged(said('file_modified', taken))).toBe('0 filesystem low');
  });

  it('is doubted when it is the first second of a year, which a clock tells that was never set', () => {
    const never = Date.UTC(2019, 11, 31, 23);
    expect(judged(said('exif_original', never))).toBe(`${never - taken} exif low`);
    expect(judged(said('exif_original', never + 3 * minute))).toBe(`${never + 3 * minute - taken} exif medium`);
    expect(judged(said('exif_original', never), said('file_name', never))).toBe(`${never - taken} exif high`);
  });

  it('is nothing where there is nothing', () => {
    expect(judgeTime([])).toBeUndefined();
  });
});

describe('two that agree', () => {
  it('are believed: the picture and its name, to ten seconds and no more', () => {
    expect(judged(said('exif_original', taken), said('file_name', taken + 10 * second))).toBe('0 exif high');
    expect(judged(said('exif_original', taken), said('file_name', taken + 12 * second))).toBe('0 exif low');
    expect(judged(said('exif_original', taken), said('file_name', taken - 12 * second))).toBe('0 exif low');
  });

  it('are believed: the picture and a name that says the day, or the minute', () => {
    const midnight = Date.UTC(2024, 1, 29, 23);
    expect(judged(said('exif_original', taken), said('file_name', midnight, { precisionMs: day }))).toBe('0 exif high');
    const before = said('file_name', midnight - day, { precisionMs: day });
    expect(judged(said('exif_original', taken), before)).toBe('0 exif low');
    const toTheMinute = said('file_name', taken - 22 * second, { precisionMs: minute });
    expect(judged(said('exif_original', taken), toTheMinute)).toBe('0 exif high');
  });

  it('are believed: the picture and satellites, the name and the file system, the picture and the file system', () => {
    expect(judged(said('exif_original', taken), said('exif_gps', taken - 2 * second))).toBe('0 exif high');
    expect(judged(said('file_name', taken), said('file_modified', taken + 2 * second))).toBe('0 filename high');
    expect(judged(said('exif_original', taken), said('file_modified', taken + second))).toBe('0 exif high');
    expect(judged(said('exif_modified', taken), said('file_name', taken))).toBe('0 filename high');
  });

  it('are not two where one was made from the other, or both tell of the last change', () => {
    expect(judged(said('exif_original', taken), said('exif_digitized', taken), said('xmp', taken))).toBe(
      '0 exif medium',
    );
    expect(judged(said('exif_original', taken), said('folder_name', taken - 2 * hour))).toBe('0 exif medium');
    expect(judged(said('file_name', taken), said('folder_name', taken - 2 * hour))).toBe('0 filename low');
    expect(judged(said('exif_modified', taken), said('file_modified', taken))).toBe('0 exif low');
  });

  it('are not believed for a name of a day and a file of that day, which a copy has, too; its time is still the best', () => {
    const name = said('file_name', Date.UTC(2024, 1, 29, 23), { precisionMs: day });
    expect(judged(name, said('file_modified', taken))).toBe('0 filesystem low');
  });

  it('agree by the time on the wall where the zone of one is only assumed', () => {
    // Taken in Tokyo: the picture says so, the name says the time on the wall there.
    const inTokyo = said('exif_original', taken - 8 * hour, { utcOffsetMinutes: 540, offset: 'stated' });
    expect(judged(inTokyo, said('file_name', taken))).toBe(`${-8 * hour} exif high`);
    // Two that state their zones are compared as instants.
    const elsewhere = said('file_name', taken, { offset: 'stated' });
    expect(judged(inTokyo, elsewhere)).toBe(`${-8 * hour} exif low`);
    // What says an instant has no wall.
    const instant = said('file_name', taken, { says: 'instant' });
    expect(judged(inTokyo, instant)).toBe(`${-8 * hour} exif low`);
  });

  it('are one place where both are of it: the earliest is believed', () => {
    const dayAlone = said('xmp', Date.UTC(2003, 7, 30, 22), { precisionMs: day });
    expect(judged(said('xmp', taken), dayAlone)).toBe(`${dayAlone.capturedAt - taken} exif medium`);
    const ofThatDay = said('xmp', Date.UTC(2024, 1, 29, 23), { precisionMs: day });
    expect(judged(said('xmp', taken), ofThatDay)).toBe('0 exif medium');
    expect(judged(said('xmp', taken), ofThatDay, said('file_modified', taken))).toBe('0 exif high');
  });

  it('give the more exact of both', () => {
    const dayAlone = said('xmp', Date.UTC(2024, 1, 29, 23), { precisionMs: day });
    expect(judged(dayAlone, said('file_name', taken))).toBe('0 filename high');
    const toTheMinute = said('file_name', taken - 22 * second, { precisionMs: minute });
    expect(judged(toTheMinute, said('file_modified', taken))).toBe('0 filesystem high');
  });
});

describe('two that contradict each other', () => {
  it('are doubted: the picture and its name', () => {
    expect(judged(said('exif_original', taken), said('file_name', taken + hour))).toBe('0 exif low');
  });

  it('are doubted: satellites and folders only when more than a day and a zone away', () => {
    expect(judged(said('exif_original', taken), said('exif_gps', taken - 20 * hour))).toBe('0 exif medium');
    expect(judged(said('exif_original', taken), said('exif_gps', taken - 27 * hour))).toBe('0 exif low');
    expect(judged(said('exif_original', taken), said('folder_name', taken + 25 * hour))).toBe('0 exif medium');
    expect(judged(said('exif_original', taken), said('folder_name', taken + 30 * hour))).toBe('0 exif low');
    expect(judged(said('exif_original', taken), said('folder_name', taken - 40 * day))).toBe('0 exif low');
  });

  it('are not a file that was written later; one written long before it was taken is', () => {
    expect(judged(said('exif_original', taken), said('file_modified', taken + 900 * day))).toBe('0 exif medium');
    expect(judged(said('exif_original', taken), said('file_modified', taken - 25 * hour))).toBe('0 exif medium');
    expect(judged(said('exif_original', taken), said('file_modified', taken - 27 * hour))).toBe('0 exif low');
  });

  it('are not a picture that was scanned, or changed, later than it was taken', () => {
    const scanned = said('exif_digitized', taken + 900 * day);
    expect(judged(said('exif_original', taken), scanned, said('exif_modified', taken + 901 * day))).toBe(
      '0 exif medium',
    );
  });

  it('are a picture that was last changed long before it was taken', () => {
    expect(judged(said('exif_original', taken), said('exif_modified', taken - 27 * hour))).toBe('0 exif low');
  });

  it('are doubted also where a third agrees', () => {
    const agreeing = [said('exif_original', taken), said('file_name', taken)];
    expect(judged(...agreeing)).toBe('0 exif high');
    expect(judged(...agreeing, said('folder_name', taken - 40 * day))).toBe('0 exif low');
  });
});

describe('day and month that could be exchanged', () => {
  const march = said('file_name', taken, { ambiguous: true });
  const january = said('file_name', Date.UTC(2024, 0, 3, 9, 15, 22), { ambiguous: true });

  it('are doubted, and confirm nothing', () => {
    expect(judgeTime([march, january])?.confidence).toBe('low');
    expect(judged(march, january, said('file_modified', taken))).toBe('0 filename low');
    expect(judged(said('exif_original', taken), march, january)).toBe('0 exif medium');
  });

  it('contradict a picture only where neither reading agrees', () => {
    expect(judged(said('exif_original', taken + 40 * day), march, january)).toBe(`${40 * day} exif low`);
  });

  it('are read the way that something else agrees with', () => {
    expect(judgeTime([january, march, said('file_modified', taken)])?.capturedAt).toBe(taken);
    expect(judgeTime([january, march, said('file_modified', january.capturedAt)])?.capturedAt).toBe(january.capturedAt);
  });
});

const evidence: fc.Arbitrary<TimeEvidence> = fc.record({
  kind: fc.constantFrom(...timeEvidenceKinds),
  // Near each other, so that they agree and contradict.
  capturedAt: fc
    .integer({ min: -40, max: 40 })
    .chain((steps) => fc.constantFrom(second, minute, hour, day).map((step) => taken + steps * step)),
  utcOffsetMinutes: fc.constantFrom(-300, 0, 60, 540),
  offset: fc.constantFrom('stated', 'assumed'),
  says: fc.constantFrom('wall', 'instant'),
  precisionMs: fc.constantFrom(1, second, minute, day),
  ambiguous: fc.boolean(),
  source: fc.constantFrom('exif', 'filename', 'filesystem'),
  text: fc.constantFrom('', 'a', 'b'),
});

describe('whatever the evidence', () => {
  it('is judged alike in any order, and all of it is given back', () => {
    const inTwoOrders = fc
      .array(evidence, { maxLength: 8 })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
      );
    fc.assert(
      fc.property(inTwoOrders, ([one, other]) => {
        expect(judgeTime(other)).toEqual(judgeTime(one));
        expect(judgeTime(one)?.evidence.length ?? 0).toBe(one.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives a time that one of them says, and never much confidence to one alone or to an ambiguous one', () => {
    fc.assert(
      fc.property(fc.array(evidence, { minLength: 1, maxLength: 8 }), (all) => {
        const time = judgeTime(all);
        expect(all.map(({ capturedAt }) => capturedAt)).toContain(time?.capturedAt);
        for (const one of time?.evidence ?? []) timeEvidenceSchema.parse(one);
        if (new Set(all.map(({ kind }) => kind)).size === 1) expect(time?.confidence).not.toBe('high');
        if (all.every(({ ambiguous }) => ambiguous)) expect(time?.confidence).toBe('low');
      }),
      { numRuns: 1000 },
    );
  });
});
