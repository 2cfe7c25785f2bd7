import type { KeyBinding } from '../../lib/keyboard.ts';

/** What the keys of the page do. */
export interface TimesKeyActions {
  readonly pick: (index: number) => void;
  readonly confirm: () => void;
  readonly type: () => void;
  readonly skip: () => void;
  readonly step: (steps: number) => void;
  readonly reach: (steps: number) => void;
  readonly toggle: () => void;
  readonly all: () => void;
  readonly clear: () => void;
  readonly shift: () => void;
  readonly undo: () => void;
}

/** The keys of the page of uncertain times, for the keyboard help as well. */
export function timesKeys(actions: TimesKeyActions): readonly KeyBinding[] {
  // A key that is held down says it once.
  const once = (keys: readonly string[], label: string, run: () => void): KeyBinding => ({
    keys,
    label,
    run: (event) => {
      if (!event.repeat) run();
    },
  });
  return [
    {
      keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
      label: 'Take the time of that number',
      run: (event) => {
        if (!event.repeat) actions.pick(Number(event.key) - 1);
      },
    },
    once(['Enter', 'k'], 'The time it has is right', actions.confirm),
    once(['e'], 'Type another time', actions.type),
    once(['s'], 'Leave it for later', actions.skip),
    once(['z', 'u', 'Ctrl+z'], 'Undo what was said last', actions.undo),
    { keys: ['ArrowRight', 'ArrowDown'], label: 'Next picture', run: () => actions.step(1) },
    { keys: ['ArrowLeft', 'ArrowUp'], label: 'Previous picture', run: () => actions.step(-1) },
    { keys: ['Shift+ArrowRight', 'Shift+ArrowDown'], label: 'Select on to there', run: () => actions.reach(1) },
    { keys: ['Shift+ArrowLeft', 'Shift+ArrowUp'], label: 'Select back to there', run: () => actions.reach(-1) },
    once(['x', 'Space'], 'Select or leave out', actions.toggle),
    once(['Ctrl+a'], 'Select all', actions.all),
    once(['Escape'], 'Select none', actions.clear),
    once(['m'], 'Move pictures in time', actions.shift),
  ];
}
