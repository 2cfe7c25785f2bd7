import { describe, expect, it } from 'vitest';
import { type Entry, filesOfInput, walkEntries } from './given-files.ts';

type Tree = { readonly [name: string]: Tree | string | Error };

/** A tree as a browser hands it out: folders a few entries at a time, everything by callback. */
function entriesOf(tree: Tree, parent = ''): Entry[] {
  return Object.entries(tree).map(([name, content]) => {
    const fullPath = `${parent}/${name}`;
    if (typeof content === 'string') {
      return {
        name,
        fullPath,
        isDirectory: false,
        isFile: true,
        file: (done: (file: File) => void) => done(new File([content], name)),
      };
    }
    if (content instanceof Error) {
      const fails = (_: unknown, failed: (error: Error) => void) => failed(content);
      return name.endsWith('/')
        ? { name, fullPath, isDirectory: true, isFile: false, createReader: () => ({ readEntries: fails }) }
        : { name, fullPath, isDirectory: false, isFile: true, file: fails };
    }
    const createReader = () => {
      const left = entriesOf(content, fullPath);
      return { readEntries: (done: (piece: Entry[]) => void) => queueMicrotask(() => done(left.splice(0, 2))) };
    };
    return { name, fullPath, isDirectory: true, isFile: false, createReader };
  });
}

const alive = new AbortController().signal;

describe('files that are given to the page', () => {
  it('are found in folders of folders, however many pieces a folder comes in', async () => {
    const tree = {
      'a.png': '1',
      trip: { '1.jpg': '22', '2.jpg': '333', day: { '3.jpg': '4' }, '5.jpg': '5', empty: {} },
    };
    const seen: number[] = [];
    const { files, lost } = await walkEntries(entriesOf(tree), alive, (count) => seen.push(count));
    expect(files.map(({ path, file }) => [path, file.size])).toEqual([
      ['a.png', 1],
      ['trip/1.jpg', 2],
      ['trip/2.jpg', 3],
      ['trip/day/3.jpg', 1],
      ['trip/5.jpg', 1],
    ]);
    expect(lost).toEqual([]);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it('are given without those that the browser cannot read, and these are named', async () => {
    const tree = { ok: { 'a.png': '1', 'gone.png': new Error('gone'), 'locked/': new Error('no') }, 'b.png': '2' };
    const { files, lost } = await walkEntries(entriesOf(tree), alive, () => {});
    expect(files.map(({ path }) => path)).toEqual(['ok/a.png', 'b.png']);
    expect(lost).toEqual([
      { path: 'ok/gone.png', message: 'The browser cannot read this file.' },
      { path: 'ok/locked/', message: 'The browser cannot read this folder.' },
    ]);
  });

  it('may be nested deeper than calls can be', async () => {
    let tree: Tree = { 'deep.png': '1' };
    for (let depth = 0; depth < 3000; depth += 1) tree = { d: tree };
    const { files } = await walkEntries(entriesOf(tree), alive, () => {});
    expect(files).toHaveLength(1);
  });

  it('are not looked for any more once that is called off', async () => {
    const off = new AbortController();
    const walk = walkEntries(entriesOf({ a: { '1.png': '1', '2.png': '2', '3.png': '3' } }), off.signal, () =>
      off.abort(),
    );
    await expect(walk).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('keep their path within a folder that was chosen in a dialog', () => {
    const inFolder = Object.defineProperty(new File(['1'], '1.png'), 'webkitRelativePath', { value: 'trip/1.png' });
    const alone = Object.defineProperty(new File(['1'], '2.png'), 'webkitRelativePath', { value: '' });
    expect(filesOfInput([inFolder, alone]).files.map(({ path }) => path)).toEqual(['trip/1.png', '2.png']);
  });
});
