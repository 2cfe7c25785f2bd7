import { describe, expect, it } from 'vitest';
import { shiftScopeSchema } from '../../../src-shared/contract/times.ts';
import { shiftChoices } from './shift-choices.ts';
import { aPicture } from './times.fake.ts';

const id = (number: number): string => `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const jobId = id(99);
const nothing = { selected: [], picture: undefined, jobId: undefined, cameras: [] };
const labels = (given: Partial<Parameters<typeof shiftChoices>[0]>): string[] =>
  shiftChoices({ ...nothing, ...given }).map(({ label }) => label);

describe('which pictures are moved in time together', () => {
  it('are the selected ones first, else the one that is shown', () => {
    const picture = aPicture(id(1));
    expect(labels({ picture })).toEqual(['This picture']);
    expect(labels({ picture, selected: [id(1), id(2)] })).toEqual(['The 2 selected pictures']);
    expect(labels({})).toEqual([]);
  });

  it('may be all of a camera and all of an import, and say how many that are', () => {
    const picture = { ...aPicture(id(1)), camera: 'Canon' };
    const cameras = [{ camera: 'Canon', captures: 340, uncertain: 12 }];
    const choices = shiftChoices({ ...nothing, picture, jobId, cameras });
    expect(choices.map(({ label }) => label)).toEqual([
      'This picture',
      'All of Canon in this import',
      'All of Canon',
      'All of this import',
    ]);
    expect(choices[2]?.description).toBe('340 pictures, 12 of them uncertain.');
    expect(choices.map(({ which }) => shiftScopeSchema.safeParse(which).success)).toEqual([true, true, true, true]);
  });

  it('may be all of another camera too, where the shown picture says none', () => {
    const cameras = [
      { camera: 'Canon', captures: 3, uncertain: 0 },
      { camera: 'Nikon', captures: 1, uncertain: 1 },
    ];
    const choices = shiftChoices({ ...nothing, picture: aPicture(id(1)), cameras });
    expect(choices.map(({ label }) => label)).toEqual(['This picture', 'All of Canon', 'All of Nikon']);
    expect(choices.map(({ withoutPicture = false }) => withoutPicture)).toEqual([false, true, true]);
    expect(choices[1]?.description).toBe('3 pictures, 0 of them uncertain.');
    expect(labels({ cameras })).toEqual(['All of Canon', 'All of Nikon']);
  });

  it('are never more by their ids than one call takes', () => {
    const selected = Array.from({ length: 1001 }, (_, number) => id(number));
    expect(labels({ selected, picture: aPicture(id(1)), jobId })).toEqual(['This picture', 'All of this import']);
    expect(labels({ selected: selected.slice(1) })).toEqual(['The 1,000 selected pictures']);
  });
});
