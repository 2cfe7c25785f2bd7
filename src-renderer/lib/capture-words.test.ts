import { expect, test } from 'vitest';
import type { CaptureStatus, DisplayHealth } from '../../src-shared/contract/capture-control.ts';
import { captureStates } from '../../src-shared/domain/capture-state.ts';
import { wordsOfStatus } from './capture-words.ts';

function display(health: DisplayHealth['health'], connected = true): DisplayHealth {
  return { health, connected } as DisplayHealth;
}
function status(changes: Partial<CaptureStatus>): CaptureStatus {
  return { state: 'capturing', recording: true, source: null, displays: [display('ok')], ...changes } as CaptureStatus;
}

test('“Recording” is never said unless the core says that frames reach the disk', () => {
  for (const state of captureStates) {
    expect(wordsOfStatus(status({ state, recording: false }), true).label).not.toMatch(/^Recording/);
  }
});

test('without a connection nothing is known, whatever was known before', () => {
  expect(wordsOfStatus(status({}), false).label).toBe('Not known');
  expect(wordsOfStatus(undefined, true).label).toBe('Not known');
});

test('a display that fails is counted, one that is unplugged is not', () => {
  const displays = [display('ok'), display('ok'), display('stalled'), display('disconnected', false)];
  expect(wordsOfStatus(status({ displays }), true).label).toBe('Recording 2 of 3 displays');
  expect(wordsOfStatus(status({ displays: [display('ok'), display('disconnected', false)] }), true).label).toBe(
    'Recording',
  );
});

test('drawn pictures are called what they are', () => {
  const source = { name: 'demo', requested: 'auto', reason: '', demo: true } as const;
  expect(wordsOfStatus(status({ source }), true).label).toBe('Recording demo pictures');
});
