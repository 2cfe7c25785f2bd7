import { describe, expect, it } from 'vitest';
import { decisionInWords, verdictDone } from './decision-words.ts';

describe('decisions in words', () => {
  it('count the pictures where there are several', () => {
    expect([verdictDone('discard', 1), verdictDone('keep', 1200)]).toEqual(['Discarded.', 'Kept 1,200 pictures.']);
  });

  it('name the tag, and whether it came or went', () => {
    const tag = (value: string | null) => decisionInWords({ type: 'tag_assignment', value });
    expect([tag('{"tag":"work","assigned":true}'), tag('{"tag":"work","assigned":false}'), tag('"work"')]).toEqual([
      'Tag “work” added',
      'Tag “work” removed',
      'Tag “work” added',
    ]);
    expect([tag(null), tag('not JSON')]).toEqual(['Tag added', 'Tag “not JSON” added']);
  });
});
