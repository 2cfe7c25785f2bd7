import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeEvidenceSchema } from '../../../src-shared/contract/times.ts';
import { timeEvidenceKinds } from '../../../src-shared/domain/vocabulary.ts';
import type { SaidTime } from '../../ports/picture-metadata.ts';
import { type FileToDate, timeEvidenceOf, type UtcOffsetAt } from './time-evidence.ts';

const now = Date.UTC(2026, 5, 15, 12);

/** Central Europe in 2024: an hour east of UTC, two from 31 March 01:00 UTC to 27 October 01:00 UTC. */
const centralEurope: UtcOffsetAt = (atUtcMs) =>
  atUtcMs >= Date.UTC(2024, 2, 31, 1) && atUtcMs < Date.UTC(2024, 9, 27, 1) ? 120 : 60;

function evidence(
  { name = 'picture.png', folders = [], modifiedAt = undefined }: Partial<FileToDate>,
  times: readonly SaidTime[] = [],
  utcOffsetAt = centralEurope,
) {
  const found = timeEvidenceOf({ name, folders, modifiedAt, now }, { camera: null, times }, utcOffsetAt);
  return found.map((one) => {
    timeEvidenceSchema.parse(one);
    const { kind, source, capturedAt, utcOffsetMinutes, offset, says } = one;
    return `${kind} ${source} ${new Date(capturedAt).toISOString()} ${utcOffsetMinutes} ${offset} ${says}`;
  });
}

const original = (text: string, rest: Partial<SaidTime> = {}): SaidTime => ({ kind: 'exif_original', text, ...rest });

describe('what tells when a picture was taken', () => {
  it('is all that its data, its name, its folders and the file system say', () => {
    const file = {
      name: 'IMG_20240301_101522.jpg',
      folders: ['Pictures', '2024', '03'],
      modifiedAt: Date.UTC(2024, 2, 2),
    };
    expect(evidence(file, [original('2024:03:01 10:15:23', { offsetText: '+01:00' })])).toEqual([
      'exif_original exif 2024-03-01T09:15:23.000Z 60 stated instant',
      'file_name filename 2024-03-01T09:15:22.000Z 60 stated wall',
      'folder_name filename 2024-02-29T23:00:00.000Z 60 assumed wall',
      'file_modified filesystem 2024-03-02T00:00:00.000Z 60 assumed instant',
    ]);
  });

  it('is not the name that an export gave by the same data, but is one that says something else', () => {
    const id = '018df94b-f810-76ba-aa96-887ed065f3dc';
    const data = [original('2024:03:01 10:15:22')];
    const said = 'exif_original exif 2024-03-01T09:15:22.000Z 60 assumed wall';
    expect(evidence({ name: `2024-03-01_10-15-22_${id}.jpg` }, data)).toEqual([said]);
    expect(evidence({ name: `2024-03-01_10-15-22_Left_${id}_2.jpg` }, data)).toEqual([said]);
    expect(evidence({ name: `2019-03-01_10-15-22_${id}.jpg` }, data)).toHaveLength(2);
    expect(evidence({ name: `2024-03-01_10-15-22_${id}.jpg` })).toHaveLength(1);
    expect(evidence({ name: '2024-03-01_10-15-22_Left.jpg' }, data)).toHaveLength(2);
  });

  it('is nothing where nothing says anything', () => {
    expect(evidence({}, [original('0000:00:00 00:00:00')])).toEqual([]);
  });

  it('is never of before 1970, also not in a zone where it was 1970 already, and never of later than tomorrow', () => {
    expect(evidence({ name: '19700101_003000.jpg', modifiedAt: -1 })).toEqual([]);
    expect(evidence({ modifiedAt: now + 86_400_000 })).toEqual([]);
    expect(evidence({ modifiedAt: now + 86_399_999 })).toHaveLength(1);
    expect(evidence({ modifiedAt: Number.NaN })).toEqual([]);
  });

  it('takes whole milliseconds of a file system that has finer ones', () => {
    expect(evidence({ modifiedAt: 1_709_284_522_123.456 })).toEqual([
      'file_modified filesystem 2024-03-01T09:15:22.123Z 60 assumed instant',
    ]);
  });
});

describe('the zone that is assumed', () => {
  it('is this machine’s at that moment: of an instant, and of a time on the wall', () => {
    expect(evidence({ name: 'PXL_20240701_101522123.jpg' })).toEqual([
      'file_name filename 2024-07-01T10:15:22.123Z 120 assumed instant',
    ]);
    expect(evidence({ name: 'IMG_20240701_101522.jpg' })).toEqual([
      'file_name filename 2024-07-01T08:15:22.000Z 120 assumed wall',
    ]);
  });

  it('takes the first of an hour that came twice', () => {
    expect(evidence({ name: '20241027_023000.jpg' })).toEqual([
      'file_name filename 2024-10-27T00:30:00.000Z 120 assumed wall',
    ]);
    expect(evidence({ name: '20241027_030000.jpg' })).toEqual([
      'file_name filename 2024-10-27T02:00:00.000Z 60 assumed wall',
    ]);
  });

  it('counts an hour that was left out with the offset before the change: the wall reads as said', () => {
    expect(evidence({ name: '20240331_023000.jpg' })).toEqual([
      'file_name filename 2024-03-31T01:30:00.000Z 60 assumed wall',
    ]);
    expect(evidence({ name: '20240331_015959.jpg' })).toEqual([
      'file_name filename 2024-03-31T00:59:59.000Z 60 assumed wall',
    ]);
    expect(evidence({ name: '20240331_030000.jpg' })).toEqual([
      'file_name filename 2024-03-31T01:00:00.000Z 120 assumed wall',
    ]);
  });

  it('shows every time on the wall as it is said, whatever the zone does', () => {
    const zone = fc.record({
      before: fc.integer({ min: -48, max: 56 }),
      after: fc.integer({ min: -48, max: 56 }),
      change: fc.integer({ min: -48, max: 48 }),
    });
    fc.assert(
      fc.property(zone, fc.integer({ min: -48, max: 48 }), ({ before, after, change }, hours) => {
        const around = Date.UTC(2024, 5, 15, 12);
        const at = new Date(around + hours * 3_600_000);
        const name = `${at.toISOString().slice(0, 19).replaceAll(':', '.')}.png`;
        const offset: UtcOffsetAt = (utc) => (utc < around + change * 3_600_000 ? before * 15 : after * 15);
        const [one] = timeEvidenceOf(
          { name, folders: [], modifiedAt: undefined, now },
          { camera: null, times: [] },
          offset,
        );
        const wall = (one?.capturedAt ?? 0) + (one?.utcOffsetMinutes ?? 0) * 60_000;
        expect(new Date(wall).toISOString()).toBe(at.toISOString());
        expect([before * 15, after * 15]).toContain(one?.utcOffsetMinutes);
      }),
    );
  });
});

describe('the zone that a picture tells itself', () => {
  const gps = (text: string): SaidTime => ({ kind: 'exif_gps', text });

  it('is by how much its wall differs from the time of satellites', () => {
    expect(evidence({}, [original('2024:03:01 18:15:22'), gps('2024:03:01 09:15:19Z')])).toEqual([
      'exif_original exif 2024-03-01T09:15:22.000Z 540 stated wall',
      'exif_gps exif 2024-03-01T09:15:19.000Z 60 assumed instant',
    ]);
    expect(evidence({}, [original('2024:03:01 15:00:22'), gps('2024:03:01 09:15:19Z')])[0]).toBe(
      'exif_original exif 2024-03-01T09:15:22.000Z 345 stated wall',
    );
  });

  it('is the one that another of its texts states for the same time on the wall, and its name then has it, too', () => {
    const xmp: SaidTime = { kind: 'xmp', text: '2024-03-01T18:15:22+09:00' };
    expect(evidence({ name: 'IMG_20240301_181524.jpg' }, [original('2024:03:01 18:15:22'), xmp])).toEqual([
      'exif_original exif 2024-03-01T09:15:22.000Z 540 stated wall',
      'xmp exif 2024-03-01T09:15:22.000Z 540 stated instant',
      'file_name filename 2024-03-01T09:15:24.000Z 540 stated wall',
    ]);
    expect(evidence({}, [original('2024:03:01 18:16:22'), xmp])[0]).toBe(
      'exif_original exif 2024-03-01T17:16:22.000Z 60 assumed wall',
    );
  });

  it('is by how much its wall differs from a name in UTC', () => {
    expect(evidence({ name: 'PXL_20240301_091522123.jpg' }, [original('2024:03:01 18:15:22')])[0]).toBe(
      'exif_original exif 2024-03-01T09:15:22.000Z 540 stated wall',
    );
  });

  it('is not what no zone has, what is not the same moment, or what counts seconds of a download', () => {
    const assumed = 'exif_original exif 2024-03-01T17:15:22.000Z 60 assumed wall';
    const at = original('2024:03:01 18:15:22');
    expect(evidence({}, [at, gps('2024:03:01 09:12:19Z')])[0]).toBe(assumed);
    expect(evidence({}, [at, gps('2024:03:01 04:00:22Z')])[0]).toBe(assumed);
    expect(evidence({}, [at, gps('2024:03:02 06:30:22Z')])[0]).toBe(assumed);
    expect(evidence({ name: `FB_IMG_${Date.UTC(2024, 2, 1, 9, 15, 22)}.jpg` }, [at])[0]).toBe(assumed);
  });

  it('is the one that it states, where it states one', () => {
    const stated = original('2024:03:01 18:15:22', { offsetText: '+02:00' });
    expect(evidence({}, [stated, gps('2024:03:01 09:15:22Z')])[0]).toBe(
      'exif_original exif 2024-03-01T16:15:22.000Z 120 stated instant',
    );
  });
});

it('fits the contract and never fails, whatever a file is called and says', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.stringMatching(/^[\d:_. TZ+-]{0,30}$/));
  const said = fc.record({ kind: fc.constantFrom(...timeEvidenceKinds), text, offsetText: text, subSecondsText: text });
  fc.assert(
    fc.property(text, fc.array(text), fc.option(fc.double()), fc.array(said), (name, folders, modifiedAt, times) => {
      const file = { name, folders, modifiedAt: modifiedAt ?? undefined, now };
      for (const one of timeEvidenceOf(file, { camera: null, times }, centralEurope)) {
        timeEvidenceSchema.parse(one);
        expect(one.text.length).toBeLessThanOrEqual(200);
        expect(one.capturedAt).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 1000 },
  );
});
