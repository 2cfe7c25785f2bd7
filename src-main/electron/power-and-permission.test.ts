import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PowerChange } from '../ports/surroundings.ts';
import { ElectronDouble } from './double/electron-double.fake.ts';
import { createElectronPermission, openScreenRecordingSettings } from './permission-adapter.ts';
import { createElectronPower } from './power-adapter.ts';

afterEach(() => void vi.useRealTimers());

describe('power', () => {
  it('tells sleep, wake, lock and unlock, until nobody listens', () => {
    const double = new ElectronDouble();
    const changes: PowerChange[] = [];
    const stop = createElectronPower({ powerMonitor: double.powerMonitor, platform: 'darwin' }).subscribe((change) =>
      changes.push(change),
    );
    for (const event of ['suspend', 'resume', 'lock-screen', 'unlock-screen']) double.powerMonitor.emit(event);
    stop();
    double.powerMonitor.emit('suspend');
    expect(changes).toEqual(['suspend', 'resume', 'lock', 'unlock']);
    expect(double.powerMonitor.eventNames()).toEqual([]);
  });

  it('asks whether the screen is locked where Electron does not tell', () => {
    vi.useFakeTimers();
    const double = new ElectronDouble();
    const changes: PowerChange[] = [];
    const power = createElectronPower({ powerMonitor: double.powerMonitor, platform: 'linux' });
    const stop = power.subscribe((change) => changes.push(change));
    vi.advanceTimersByTime(5_000);
    double.powerMonitor.idleState = 'locked';
    vi.advanceTimersByTime(15_000);
    double.powerMonitor.idleState = 'unknown';
    vi.advanceTimersByTime(5_000);
    expect(changes).toEqual(['lock']);
    double.powerMonitor.idleState = 'active';
    vi.advanceTimersByTime(5_000);
    expect(changes).toEqual(['lock', 'unlock']);
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells the idle time, and that it is unknown', async () => {
    const double = new ElectronDouble();
    const power = createElectronPower({ powerMonitor: double.powerMonitor, platform: 'linux' });
    double.powerMonitor.idleSeconds = 42;
    expect(await power.idleSeconds()).toBe(42);
    double.powerMonitor.idleSeconds = -1;
    expect(await power.idleSeconds()).toBeUndefined();
  });
});

describe('the permission to see the screens', () => {
  it('is asked for anew each time on macOS', async () => {
    const double = new ElectronDouble();
    const permission = createElectronPermission(double.module(), 'darwin');
    for (const status of ['not-determined', 'denied', 'restricted', 'unknown'] as const) {
      double.mediaAccess = status;
      expect(await permission.granted(), status).toBe(false);
    }
    double.mediaAccess = 'granted';
    expect(await permission.granted()).toBe(true);
  });

  it('exists on macOS alone', async () => {
    const double = new ElectronDouble();
    double.mediaAccess = 'denied';
    expect(await createElectronPermission(double.module(), 'linux').granted()).toBe(true);
  });

  it('makes macOS list the app before it opens the settings, also when looking is refused', async () => {
    const double = new ElectronDouble();
    const looks: string[] = [];
    double.capture = async () => {
      looks.push(`before ${double.opened.length} pages`);
      throw new Error('Failed to get sources.');
    };
    expect(await openScreenRecordingSettings(double.module())).toBe(true);
    expect(looks).toEqual(['before 0 pages']);
    expect(double.opened).toEqual(['x-apple.systempreferences:com.apple.preference.security?Privacy_ScreenCapture']);
  });
});
