import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CaptureStatus } from '../../src-shared/contract/capture-control.ts';
import { captureStates } from '../../src-shared/domain/capture-state.ts';
import { trayIconNames } from './tray-icon-names.ts';
import { type TrayItem, trayView } from './tray-menu.ts';

const formatTime = (): string => '14:30';

function statusOf(change: Partial<CaptureStatus>): CaptureStatus {
  return {
    state: 'capturing',
    recording: true,
    since: 0,
    message: '',
    consentGiven: true,
    enabled: true,
    pausedUntil: null,
    intervalSeconds: 5,
    source: { name: 'native', requested: 'auto', reason: '', demo: false },
    lastTickAt: null,
    lastFrameAt: null,
    ticks: { taken: 0, late: 0, stored: 0, held: 0, gaps: 0 },
    displays: [],
    ...change,
  };
}

function view(change: Partial<CaptureStatus>) {
  return trayView({ status: statusOf(change), starting: false, waitingAlerts: 0, formatTime });
}

function find(items: readonly TrayItem[], label: string): TrayItem | undefined {
  for (const item of items) {
    if ('label' in item && item.label === label) return item;
    const inside = item.kind === 'submenu' ? find(item.items, label) : undefined;
    if (inside) return inside;
  }
  return undefined;
}

describe('the tray picture', () => {
  it.each([
    ['library_unavailable', 'problem'],
    ['off', 'off'],
    ['paused', 'paused'],
    ['asleep', 'waiting'],
    ['locked', 'waiting'],
    ['no_permission', 'problem'],
    ['disk_floor', 'problem'],
    ['no_display', 'problem'],
    ['excluded', 'waiting'],
    ['idle', 'waiting'],
    ['stalled', 'problem'],
    ['starting', 'waiting'],
    ['capturing', 'recording'],
  ] as const)('of the state %s is “%s”', (state, icon) => {
    expect(view({ state, recording: state === 'capturing' }).icon).toBe(icon);
  });

  it('says recording, in picture and in words, only while frames reach the disk', () => {
    for (const state of captureStates) {
      const shown = view({ state, recording: false });
      expect(shown.icon, state).not.toBe('recording');
      expect(shown.tooltip, state).not.toMatch(/recording/i);
    }
    expect(view({}).tooltip).toBe('Afterimage: Recording');
  });

  it('shows a demo as a demo', () => {
    const shown = view({ source: { name: 'demo', requested: 'auto', reason: '', demo: true } });
    expect(shown.icon).toBe('demo');
    expect(shown.tooltip).toContain('not your screens');
  });

  it('waits while the app starts, and warns where no library opens', () => {
    expect(trayView({ status: null, starting: true, waitingAlerts: 0, formatTime }).icon).toBe('waiting');
    expect(trayView({ status: null, starting: false, waitingAlerts: 0, formatTime }).icon).toBe('problem');
  });

  it('is there for every state, for both kinds of panel and at both sizes', () => {
    const folder = path.join(import.meta.dirname, '..', '..', 'resources', 'tray');
    for (const name of trayIconNames) {
      for (const file of [`${name}.png`, `${name}@2x.png`, `${name}Template.png`, `${name}Template@2x.png`]) {
        expect(existsSync(path.join(folder, file)), file).toBe(true);
      }
    }
  });
});

describe('the tray menu', () => {
  it('tells until when it is paused', () => {
    expect(view({ state: 'paused', recording: false, pausedUntil: 1 }).tooltip).toBe('Afterimage: Paused until 14:30');
    expect(view({ state: 'paused', recording: false }).tooltip).toBe('Afterimage: Paused until you resume');
  });

  it('offers to resume only what is paused, and to capture only what can capture', () => {
    expect(find(view({}).items, 'Resume')).toMatchObject({ enabled: false });
    expect(find(view({ state: 'paused', recording: false }).items, 'Resume')).toMatchObject({ enabled: true });
    expect(find(view({}).items, 'Capture now')).toMatchObject({ enabled: true });
    expect(find(view({ state: 'locked', recording: false }).items, 'Capture now')).toMatchObject({ enabled: false });
  });

  it('switches off what is on and on what is off', () => {
    expect(find(view({}).items, 'Capture my screens')).toMatchObject({
      checked: true,
      action: { type: 'set-enabled', enabled: false },
    });
    expect(find(view({ state: 'off', recording: false, enabled: false }).items, 'Capture my screens')).toMatchObject({
      checked: false,
      action: { type: 'set-enabled', enabled: true },
    });
  });

  it('opens the window instead of capturing where nobody has agreed yet', () => {
    const shown = view({ state: 'off', recording: false, enabled: false, consentGiven: false });
    expect(find(shown.items, 'Capture my screens')).toMatchObject({ action: { type: 'open' } });
    expect(shown.tooltip).toContain('Nothing is captured');
  });

  it('leaves opening, settings and quitting where there is no library', () => {
    const { items } = trayView({ status: null, starting: false, waitingAlerts: 0, formatTime });
    expect(items.flatMap((item) => (item.kind === 'action' ? [item.action.type] : []))).toEqual([
      'open',
      'open-settings',
      'quit',
    ]);
  });

  it('has all four pauses', () => {
    const lengths = view({}).items.flatMap((item) =>
      item.kind === 'submenu'
        ? item.items.flatMap((each) =>
            each.kind === 'action' && each.action.type === 'pause' ? [each.action.length] : [],
          )
        : [],
    );
    expect(lengths).toEqual(['15m', '1h', 'tomorrow', 'resumed']);
  });
});
