import { afterEach, describe, expect, it, vi } from 'vitest';
import { untilAskedToEnd } from './signals.ts';

/** The listeners of the test runner itself must not hear the signals of this test. */
function send(signal: NodeJS.Signals, before: readonly unknown[]): void {
  for (const listener of process.listeners(signal)) {
    if (!before.includes(listener)) (listener as (signal: NodeJS.Signals) => void)(signal);
  }
}

describe('Ctrl-C', () => {
  const before = [...process.listeners('SIGINT'), ...process.listeners('SIGTERM')];
  afterEach(() => vi.useRealTimers());

  it('asks first, counts as one when it comes twice in a moment, and then ends at once', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const end = untilAskedToEnd();
    send('SIGINT', before);
    expect(await end.asked).toBe('SIGINT');
    vi.advanceTimersByTime(100);
    send('SIGINT', before);
    expect(exit).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    send('SIGINT', before);
    expect(exit).toHaveBeenCalledWith(130);
    send('SIGTERM', before);
    expect(exit).toHaveBeenLastCalledWith(143);
    end.dispose();
    expect(process.listeners('SIGINT').filter((each) => !before.includes(each))).toEqual([]);
  });
});
