import { expect, it } from 'vitest';
import { DisplayIdentity } from './display-identity.ts';

const device = (name: string, deviceKey: string) => ({ name, deviceKey });

it('tells displays of one name apart by an ordinal, and keeps it while the other is away', () => {
  const identity = new DisplayIdentity();
  const [one, other] = [device('DELL', 'a'), device('DELL', 'b')];
  expect(identity.assign([one, other])).toEqual(['DELL', 'DELL (2)']);
  expect(identity.assign([other])).toEqual(['DELL (2)']);
  expect(identity.assign([other, one])).toEqual(['DELL (2)', 'DELL']);
});

it('gives a display that comes back under another key the id that it left', () => {
  const identity = new DisplayIdentity();
  expect(identity.assign([device('LG', 'a'), device('DELL', 'b')])).toEqual(['LG', 'DELL']);
  expect(identity.assign([device('LG', 'a')])).toEqual(['LG']);
  expect(identity.assign([device('LG', 'a'), device('DELL', 'c')])).toEqual(['LG', 'DELL']);
});
