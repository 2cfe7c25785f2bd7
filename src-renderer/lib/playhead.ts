import { useCallback, useRef, useSyncExternalStore } from 'react';

/** Where the person looks in time. */
export interface PlayheadState {
  /** UTC ms. */
  readonly at: number;
  /** Moves on by itself with each new capture. */
  readonly following: boolean;
  readonly playing: boolean;
  /** The hand is on the timeline; what is dear to load waits until it lets go. */
  readonly scrubbing: boolean;
}

/**
 * The playhead lives outside React, because it moves with every frame of a drag or of playback: only the few parts that
 * show it are drawn again, never the page.
 */
export class Playhead {
  readonly #listeners = new Set<() => void>();
  #state: PlayheadState;

  constructor(state: PlayheadState) {
    this.#state = state;
  }

  readonly get = (): PlayheadState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes what is given and tells whoever listens, if anything did change. */
  set(change: Partial<PlayheadState>): void {
    const next = { ...this.#state, ...change };
    const same = (Object.keys(next) as (keyof PlayheadState)[]).every((key) => next[key] === this.#state[key]);
    if (same) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }

  /** Goes to a moment and stays there: neither following nor playing. */
  goTo(at: number): void {
    this.set({ at: Math.round(at), following: false, playing: false });
  }
}

/** A part of the playhead's state. The component is drawn again only when this part changes by `isEqual`. */
export function usePlayhead<Part>(
  playhead: Playhead,
  select: (state: PlayheadState) => Part,
  isEqual: (a: Part, b: Part) => boolean = Object.is,
): Part {
  const last = useRef<{ value: Part } | null>(null);
  const getPart = useCallback((): Part => {
    const next = select(playhead.get());
    if (last.current && isEqual(last.current.value, next)) return last.current.value;
    last.current = { value: next };
    return next;
  }, [playhead, select, isEqual]);
  return useSyncExternalStore(playhead.subscribe, getPart);
}
