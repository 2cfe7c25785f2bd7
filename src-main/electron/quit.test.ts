import { afterEach, describe, expect, it, vi } from 'vitest';
import { ElectronDouble } from './double/electron-double.fake.ts';
import { OrderlyQuit } from './quit.ts';

afterEach(() => void vi.useRealTimers());

function setUp(close: () => Promise<void>) {
  const { app } = new ElectronDouble();
  const reported: unknown[] = [];
  const quit = new OrderlyQuit({ app, close, report: (problem) => void reported.push(problem), deadlineMs: 1_000 });
  return { app, quit, reported };
}

describe('quitting', () => {
  it('waits until everything is closed, and closes once', async () => {
    const closed = Promise.withResolvers<void>();
    const close = vi.fn(() => closed.promise);
    const { app, quit } = setUp(close);
    const gone = new Promise((resolve) => app.once('quit', resolve));
    expect(quit.quitting()).toBe(false);
    app.quit();
    app.quit();
    expect(quit.quitting()).toBe(true);
    expect(app.hasQuit).toBe(false);
    closed.resolve();
    await gone;
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('ends all the same when closing fails or hangs, and says so', async () => {
    const failing = setUp(() => Promise.reject(new Error('The drive is gone.')));
    failing.app.quit();
    await vi.waitFor(() => expect(failing.app.hasQuit).toBe(true));
    expect(failing.reported).toEqual([new Error('The drive is gone.')]);

    vi.useFakeTimers();
    const hanging = setUp(() => new Promise(() => {}));
    hanging.app.quit();
    await vi.advanceTimersByTimeAsync(999);
    expect(hanging.app.hasQuit).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(hanging.app.hasQuit).toBe(true);
    expect(hanging.reported).toHaveLength(1);
  });
});
