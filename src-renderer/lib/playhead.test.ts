import { describe, expect, it, vi } from 'vitest';
import { Playhead } from './playhead.ts';

describe('the playhead', () => {
  const start = { at: 1000, following: true, playing: false, scrubbing: false };

  it('tells listeners about changes and about nothing else', () => {
    const playhead = new Playhead(start);
    const listener = vi.fn();
    const stop = playhead.subscribe(listener);
    playhead.set({ at: 1000, following: true });
    expect(listener).not.toHaveBeenCalled();
    playhead.set({ at: 2000 });
    expect(listener).toHaveBeenCalledTimes(1);
    stop();
    playhead.set({ at: 3000 });
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('stops following and playing when it is sent somewhere', () => {
    const playhead = new Playhead({ ...start, playing: true });
    playhead.goTo(5000.4);
    expect(playhead.get()).toEqual({ at: 5000, following: false, playing: false, scrubbing: false });
  });
});
