import { expect, test } from 'vitest';
import { closingLine, entriesOfPlaywright, type TallyEntry, tallyOf } from './test-tally.ts';

const passed: TallyEntry = { name: 'a', outcome: 'passed', reason: null };

test('sums and closes with the plain line', () => {
  const tally = tallyOf([passed, passed, { name: 'b', outcome: 'skipped', reason: 'needs macOS' }]);
  expect(closingLine(tally)).toBe('2 passed, 0 failed, 1 skipped');
  expect(tally.remarks).toEqual(['skipped b: needs macOS']);
});

test('a skip without a reason is a failure', () => {
  const tally = tallyOf([passed, { name: 'b', outcome: 'skipped', reason: null }]);
  expect(closingLine(tally)).toBe('1 passed, 1 failed, 0 skipped');
});

test('reads reasons and failures from a Playwright report', () => {
  const entries = entriesOfPlaywright({
    errors: [{ message: 'a spec does not compile\nat line 3' }],
    suites: [
      {
        title: 'displays.spec.ts',
        suites: [
          {
            title: 'three displays',
            specs: [
              {
                title: 'shows frames',
                tests: [{ projectName: '', status: 'flaky', annotations: [], results: [] }],
              },
              {
                title: 'rotates',
                tests: [
                  {
                    projectName: '',
                    status: 'skipped',
                    annotations: [{ type: 'skip', description: 'needs an X server' }],
                    results: [],
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  });
  expect(entries).toEqual([
    { name: 'end-to-end set-up', outcome: 'failed', reason: 'a spec does not compile' },
    { name: 'displays.spec.ts › three displays › shows frames', outcome: 'failed', reason: null },
    { name: 'displays.spec.ts › three displays › rotates', outcome: 'skipped', reason: 'needs an X server' },
  ]);
});
