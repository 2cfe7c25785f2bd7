import type { Power, PowerChange } from '../ports/surroundings.ts';
import type { ElectronModule } from './electron-module.ts';

export interface PowerOptions {
  readonly powerMonitor: ElectronModule['powerMonitor'];
  readonly platform: NodeJS.Platform;
  /** How often Linux is asked whether the screen is locked, since Electron has no event for it there. */
  readonly lockPollMs?: number;
}

/** Sleep, wake, lock, unlock and idle time, as Electron's powerMonitor tells them. */
export function createElectronPower({ powerMonitor, platform, lockPollMs = 5_000 }: PowerOptions): Power {
  return {
    subscribe(listener) {
      const suspend = (): void => listener('suspend');
      const resume = (): void => listener('resume');
      powerMonitor.on('suspend', suspend);
      powerMonitor.on('resume', resume);
      const stopLock =
        platform === 'linux' ? pollLock(powerMonitor, lockPollMs, listener) : listenToLock(powerMonitor, listener);
      return () => {
        powerMonitor.off('suspend', suspend);
        powerMonitor.off('resume', resume);
        stopLock();
      };
    },
    async idleSeconds() {
      const seconds = powerMonitor.getSystemIdleTime();
      return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
    },
  };
}

function listenToLock(powerMonitor: PowerOptions['powerMonitor'], listener: (change: PowerChange) => void): () => void {
  const lock = (): void => listener('lock');
  const unlock = (): void => listener('unlock');
  powerMonitor.on('lock-screen', lock);
  powerMonitor.on('unlock-screen', unlock);
  return () => {
    powerMonitor.off('lock-screen', lock);
    powerMonitor.off('unlock-screen', unlock);
  };
}

function pollLock(
  powerMonitor: PowerOptions['powerMonitor'],
  everyMs: number,
  listener: (change: PowerChange) => void,
): () => void {
  let locked = false;
  const timer = setInterval(() => {
    // The threshold matters for “idle” alone; a locked screen is reported whatever it is.
    const state = powerMonitor.getSystemIdleState(86_400);
    if (state === 'unknown') return;
    const now = state === 'locked';
    if (now === locked) return;
    locked = now;
    listener(now ? 'lock' : 'unlock');
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
