import { describe, expect, it } from 'vitest';
import type { DuplicateGroup } from '../../../src-shared/contract/duplicates.ts';
import { DuplicatesHarness, draw, textFrom } from './duplicates-harness.fake.ts';

const view = { kind: 'similar', threshold: 0.97, scope: { displays: 'across' } } as const;
const page = { ...view, pendingOnly: true, limit: 20 } as const;

const idsOf = (group: DuplicateGroup | undefined) =>
  group ? [group.reference, ...group.others].map((member) => member.capture.id).toSorted() : [];

describe('finding duplicates in a real library', () => {
  it('groups copies and near copies of a screen and nothing else, and says why', async () => {
    const harness = await DuplicatesHarness.open();
    const mail = await draw({ lines: textFrom(0) });
    const first = await harness.store(mail);
    const copy = await harness.store(mail);
    const later = await harness.store(await draw({ lines: textFrom(0), clock: '10:01' }));
    const other = await harness.store(await draw({ lines: textFrom(500) }));
    const job = await harness.scan();
    expect(job).toMatchObject({ status: 'completed', errorMessage: null, failedItems: 0 });
    expect(job.result).toMatchObject({ matched: 4, failed: 0, groups: 1 });
    const { items } = await harness.service.groups(page);
    expect(items).toHaveLength(1);
    const [group] = items;
    expect(idsOf(group)).toEqual([first.id, copy.id, later.id].toSorted());
    expect(idsOf(group)).not.toContain(other.id);
    // The keeper is the one with the most bytes; the two equal files come after one another.
    const reasons = new Set(group?.others.map((member) => member.reason));
    expect([...reasons].every((reason) => /^99(\.\d)? % of the picture is the same$|^Same file/.test(reason))).toBe(
      true,
    );
    const pair = await harness.service.compare(first.id, copy.id);
    expect(pair).toMatchObject({
      matchType: 'exact',
      similarity: 1,
      reason: 'Same file, byte for byte',
      changedTiles: [],
    });
    const near = await harness.service.compare(first.id, later.id);
    expect(near).toMatchObject({ matchType: 'perceptual', scrolledPixels: null });
    expect(near.changedTiles.length).toBeGreaterThan(0);
    expect(near.similarity).toBeCloseTo(1 - near.changedTiles.length / (near.columns * near.rows), 3);
    expect(group).toMatchObject({ memberCount: 3, pendingCount: 3, kind: 'similar', threshold: 0.97 });
    expect(harness.problems).toEqual([]);
  });
});
