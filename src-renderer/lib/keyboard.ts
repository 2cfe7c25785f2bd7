import { useEffect, useRef } from 'react';

/** One thing the keyboard can do. The keyboard help is made from these, so the label is for a person. */
export interface KeyBinding {
  /**
   * The keys, any of which does it: `ArrowLeft`, `Shift+ArrowLeft`, `?`, `Space`, or two in a row: `g t`. Modifiers in
   * the order `Ctrl+Alt+Shift+`; `Ctrl` also means ⌘ on a Mac. A character that needs Shift is written as itself.
   */
  readonly keys: readonly string[];
  readonly label: string;
  readonly run: (event: KeyboardEvent) => void;
  /** Also while a text field has the focus. Only sensible for Escape and combinations with Ctrl. */
  readonly inFields?: boolean;
}

/** The bindings of one screen or one part of it, under the heading of the keyboard help. */
export interface KeyBindingGroup {
  readonly title: string;
  readonly bindings: readonly KeyBinding[];
}

type KeyStroke = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The name of a keystroke as bindings write it. */
export function nameOfKey(stroke: KeyStroke): string {
  const key = stroke.key === ' ' ? 'Space' : stroke.key.length === 1 ? stroke.key.toLowerCase() : stroke.key;
  // For a letter, Shift is a modifier; for any other character it is already in the character ("?").
  const shiftCounts = key.length > 1 || /\p{L}/u.test(key);
  const ctrl = stroke.ctrlKey || stroke.metaKey ? 'Ctrl+' : '';
  const alt = stroke.altKey ? 'Alt+' : '';
  const shift = stroke.shiftKey && shiftCounts ? 'Shift+' : '';
  return `${ctrl}${alt}${shift}${key}`;
}

/** How long the first key of two waits for the second. */
const sequenceMs = 1500;

/** Holds the groups now on the screen and finds what a keystroke means. The group added last is asked first. */
export class KeyboardRegistry {
  readonly #groups = new Set<() => KeyBindingGroup>();
  readonly #listeners = new Set<() => void>();
  #pending: { key: string; at: number } | undefined;

  /** Adds a group until the returned function is called. */
  add(group: () => KeyBindingGroup): () => void {
    this.#groups.add(group);
    this.#tell();
    return () => {
      this.#groups.delete(group);
      this.#tell();
    };
  }

  /** All groups in the order in which they came; groups of the same title are one. */
  groups(): KeyBindingGroup[] {
    const merged = new Map<string, KeyBinding[]>();
    for (const group of this.#groups) {
      const { title, bindings } = group();
      merged.set(title, [...(merged.get(title) ?? []), ...bindings]);
    }
    return [...merged].map(([title, bindings]) => ({ title, bindings }));
  }

  /** The binding that this keystroke, or it and the one before, stands for. */
  match(stroke: KeyStroke, nowMs: number, inField = false): KeyBinding | undefined {
    const key = nameOfKey(stroke);
    const pending = this.#pending && nowMs - this.#pending.at <= sequenceMs ? this.#pending.key : undefined;
    this.#pending = undefined;
    const bindings = [...this.#groups].reverse().flatMap((group) => group().bindings);
    const usable = bindings.filter((binding) => !inField || binding.inFields);
    const sequence = pending && usable.find((binding) => binding.keys.includes(`${pending} ${key}`));
    if (sequence) return sequence;
    const single = usable.find((binding) => binding.keys.includes(key));
    if (single) return single;
    if (usable.some((binding) => binding.keys.some((keys) => keys.startsWith(`${key} `)))) {
      this.#pending = { key, at: nowMs };
    }
    return undefined;
  }

  /** Calls the listener whenever groups come or go. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const keyboard = new KeyboardRegistry();

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) {
    return true;
  }
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type);
}

/** True where the focused element has its own use for this key: a menu, a list, a slider, a button for Space. */
function isTaken(event: KeyboardEvent): boolean {
  if (!(event.target instanceof Element)) return false;
  const arrows = event.key.startsWith('Arrow') || ['Home', 'End', 'PageUp', 'PageDown'].includes(event.key);
  if (arrows) {
    return (
      event.target.closest(
        '[role="menu"],[role="listbox"],[role="slider"],[role="radiogroup"],[role="tablist"],[role="grid"],input[type="range"],input[type="radio"]',
      ) !== null
    );
  }
  // Nothing has a use of its own for Ctrl+Enter.
  if ((event.key === ' ' || event.key === 'Enter') && !event.ctrlKey && !event.metaKey) {
    return (
      event.target.closest('button,a[href],summary,[role="button"],[role="menuitem"],[role="option"],input') !== null
    );
  }
  return false;
}

/** Starts listening on the window; the returned function stops. Called once, by the app. */
export function startKeyboard(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || ['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
    if (isTaken(event)) return;
    // Under an open dialog nothing else may happen, save what the dialog itself bound.
    const dialog = document.querySelector('[role="dialog"][aria-modal="true"]');
    if (dialog && !dialog.hasAttribute('data-keyboard') && !dialog.querySelector('[data-keyboard]')) return;
    const binding = keyboard.match(event, performance.now(), isField(event.target));
    if (!binding) return;
    event.preventDefault();
    binding.run(event);
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}

/** Binds keys while the component is mounted, and puts them into the keyboard help under this title. */
export function useKeyBindings(title: string, bindings: readonly KeyBinding[], enabled = true): void {
  const latest = useRef<KeyBindingGroup>({ title, bindings });
  useEffect(() => {
    latest.current = { title, bindings };
  });
  useEffect(() => {
    if (!enabled) return;
    return keyboard.add(() => latest.current);
  }, [enabled]);
}
