import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CaptureConditions, captureStateOf, captureStates, captureStateTable } from './capture-state.ts';
import { gapReasons } from './vocabulary.ts';

const well: CaptureConditions = {
  libraryAvailable: true,
  enabled: true,
  paused: false,
  asleep: false,
  locked: false,
  permissionGranted: true,
  diskBelowFloor: false,
  displayCount: 2,
  excludedWindowFocused: false,
  idle: false,
  stalled: false,
  frameOnDisk: true,
};

/** The one change of conditions that leads to each state by itself. */
const causes: Record<(typeof captureStates)[number], Partial<CaptureConditions>> = {
  library_unavailable: { libraryAvailable: false },
  off: { enabled: false },
  paused: { paused: true },
  asleep: { asleep: true },
  locked: { locked: true },
  no_permission: { permissionGranted: false },
  disk_floor: { diskBelowFloor: true },
  no_display: { displayCount: 0 },
  excluded: { excludedWindowFocused: true },
  idle: { idle: true },
  stalled: { stalled: true },
  starting: { frameOnDisk: false },
  capturing: {},
};

function writtenTable(): string[][] {
  const text = readFileSync(new URL('./capture-state.md', import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

describe('the capture state machine', () => {
  it('is the table that is written beside it, row by row', () => {
    const inCode = captureStateTable.map((row) => [row.state, row.gapReason ?? '', row.wantsFrames ? 'yes' : 'no']);
    expect(writtenTable().map(([state, , gapReason, wantsFrames]) => [state, gapReason, wantsFrames])).toEqual(inCode);
    expect(inCode.map(([state]) => state)).toEqual([...captureStates]);
  });

  it('says for every row what holds, what enters and what leaves it', () => {
    for (const row of writtenTable()) {
      expect(row).toHaveLength(6);
      for (const position of [1, 4, 5]) expect(row[position], row[0]).not.toBe('');
    }
  });

  it.each(captureStates)('is %s for its cause alone', (state) => {
    expect(captureStateOf({ ...well, ...causes[state] })).toBe(state);
  });

  it('takes the cause that stands higher in the table when several hold', () => {
    fc.assert(
      fc.property(fc.subarray([...captureStates], { minLength: 1 }), (states) => {
        const conditions: CaptureConditions = Object.assign({}, well, ...states.map((state) => causes[state]));
        expect(captureStateOf(conditions)).toBe(states[0]);
      }),
    );
  });

  it('gives every state but capturing a reason for its gap', () => {
    for (const row of captureStateTable) {
      if (row.state === 'capturing') expect(row.gapReason).toBeNull();
      else expect(gapReasons).toContain(row.gapReason);
    }
  });
});
