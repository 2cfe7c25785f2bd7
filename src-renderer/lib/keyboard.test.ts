import { expect, test } from 'vitest';
import { type KeyBinding, KeyboardRegistry, nameOfKey } from './keyboard.ts';

function stroke(key: string, modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers };
}
function binding(...keys: string[]): KeyBinding {
  return { keys, label: keys.join(' or '), run: () => undefined };
}

test('Shift counts for letters and named keys, and is already in other characters', () => {
  expect(nameOfKey(stroke('P', { shiftKey: true }))).toBe('Shift+p');
  expect(nameOfKey(stroke('ArrowLeft', { shiftKey: true }))).toBe('Shift+ArrowLeft');
  expect(nameOfKey(stroke('?', { shiftKey: true }))).toBe('?');
  expect(nameOfKey(stroke(' '))).toBe('Space');
  expect(nameOfKey(stroke(',', { metaKey: true }))).toBe('Ctrl+,');
});

test('the group added last is asked first, and its keys are free again when it goes', () => {
  const registry = new KeyboardRegistry();
  const page = binding('Escape');
  const viewer = binding('Escape');
  registry.add(() => ({ title: 'Page', bindings: [page] }));
  const remove = registry.add(() => ({ title: 'Viewer', bindings: [viewer] }));
  expect(registry.match(stroke('Escape'), 0)).toBe(viewer);
  remove();
  expect(registry.match(stroke('Escape'), 0)).toBe(page);
});

test('two keys in a row are one binding, within a second and a half', () => {
  const registry = new KeyboardRegistry();
  const timeline = binding('g t');
  const tag = binding('t');
  registry.add(() => ({ title: 'Go to', bindings: [timeline, tag] }));
  expect(registry.match(stroke('g'), 0)).toBeUndefined();
  expect(registry.match(stroke('t'), 1000)).toBe(timeline);
  expect(registry.match(stroke('t'), 1100)).toBe(tag);
  registry.match(stroke('g'), 2000);
  expect(registry.match(stroke('t'), 3600)).toBe(tag);
});

test('in a text field only what says so is bound', () => {
  const registry = new KeyboardRegistry();
  const leave: KeyBinding = { ...binding('Escape'), inFields: true };
  registry.add(() => ({ title: 'Page', bindings: [binding('p'), leave] }));
  expect(registry.match(stroke('p'), 0, true)).toBeUndefined();
  expect(registry.match(stroke('Escape'), 0, true)).toBe(leave);
});

test('the help has one heading for groups of the same title', () => {
  const registry = new KeyboardRegistry();
  registry.add(() => ({ title: 'Viewer', bindings: [binding('+')] }));
  registry.add(() => ({ title: 'Help', bindings: [binding('?')] }));
  registry.add(() => ({ title: 'Viewer', bindings: [binding('-')] }));
  expect(registry.groups().map((group) => [group.title, group.bindings.map((each) => each.label)])).toEqual([
    ['Viewer', ['+', '-']],
    ['Help', ['?']],
  ]);
});
