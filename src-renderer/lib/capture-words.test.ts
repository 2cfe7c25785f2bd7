import { expect, test } from 'vitest';
import type { CaptureStatus, DisplayHealth } from '../../src-shared/contract/capture-control.ts';
import { captureStates } from '../../src-shared/domain/capture-state.ts';
import { wordsOfStatus } from './capture-words.ts';

const now = Date.UTC(2026, 5, 15, 9);

function display(health: DisplayHealth['health'], connected = true): DisplayHealth {
  return { health, connected } as DisplayHealth;
}
function status(changes: Partial<CaptureStatus>): CaptureStatus {
  return {
    state: 'capturing',
    recording: true,
    intervalSeconds: 5,
    lastFrameAt: now,
    source: null,
    displays: [display('ok')],
    ...changes,
  } as CaptureStatus;
}

test('“Recording” is never said unless the core says that frames reach the disk', () => {
  for (const state of captureStates) {
    expect(wordsOfStatus(status({ state, recording: false }), true, now).label).not.toMatch(/^Recording/);
  }
});

test('without a connection nothing is known, whatever was known before', () => {
  expect(wordsOfStatus(status({}), false, now).label).toBe('Not known');
  expect(wordsOfStatus(undefined, true, now).label).toBe('Not known');
});

test('“Recording” ends three intervals after the last frame, also when the core cannot say so', () => {
  const label = (intervalSeconds: number, secondsAgo: number) =>
    wordsOfStatus(status({ intervalSeconds, lastFrameAt: now - secondsAgo * 1000 }), true, now).label;
  expect(label(5, 14)).toBe('Recording');
  expect(label(5, 30)).toBe('Not recording');
  expect(label(60, 170)).toBe('Recording');
  expect(label(60, 190)).toBe('Not recording');
});

test('a display that fails is counted, one that is unplugged is not', () => {
  const displays = [display('ok'), display('ok'), display('stalled'), display('disconnected', false)];
  expect(wordsOfStatus(status({ displays }), true, now).label).toBe('Recording 2 of 3 displays');
  expect(wordsOfStatus(status({ displays: [display('ok'), display('disconnected', false)] }), true, now).label).toBe(
    'Recording',
  );
});

test('drawn pictures are called what they are', () => {
  const source = { name: 'demo', requested: 'auto', reason: '', demo: true } as const;
  expect(wordsOfStatus(status({ source }), true, now).label).toBe('Recording demo pictures');
});
