import fc from 'fast-check';
import { validate, version } from 'uuid';
import { describe, expect, it } from 'vitest';
import { createIdGenerator, timeOfId } from './id-generator.ts';

const times = fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { minLength: 1, maxLength: 60 });

describe('ids', () => {
  it('only ever grow, whatever the wall clock does', () => {
    fc.assert(
      fc.property(times, (moments) => {
        const nextId = createIdGenerator();
        const ids = moments.map((moment) => nextId(moment));
        expect(ids).toEqual(ids.toSorted());
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
      }),
    );
  });

  it('go on after the newest id of an earlier run', () => {
    fc.assert(
      fc.property(times, times, (before, after) => {
        const first = createIdGenerator();
        let last = '';
        for (const moment of before) last = first(moment);
        const second = createIdGenerator(last);
        for (const moment of after) {
          const id = second(moment);
          expect(id > last).toBe(true);
          last = id;
        }
      }),
    );
  });

  it('count on into the next millisecond when one is used up', () => {
    const nextId = createIdGenerator('0190a6f0-3c00-7fff-bfff-fc0000000000');
    const id = nextId(0);
    expect(timeOfId(id)).toBe((timeOfId('0190a6f0-3c00-7fff-bfff-fc0000000000') ?? 0) + 1);
  });

  it('tell the time they were made at while the clock runs forward', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 45 }), (moment) => {
        expect(timeOfId(createIdGenerator()(moment))).toBe(moment);
      }),
    );
    expect(timeOfId('not an id')).toBeUndefined();
    expect(timeOfId('9c5b94b1-35ad-49bb-b118-8e8fc24abf80')).toBeUndefined();
  });
});
