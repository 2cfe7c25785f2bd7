import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type WalkPlace, walkFolders } from './folder-walk.ts';

const root = mkdtempSync(join(tmpdir(), 'afterimage-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const libraryPath = join(root, 'library');
mkdirSync(libraryPath);
let count = 0;

/** A folder with these files. */
function folderOf(names: readonly string[]): string {
  count += 1;
  const folder = join(root, `walk-${count}`);
  mkdirSync(folder);
  for (const name of names) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, name);
  }
  return folder;
}

async function walk(roots: readonly string[], after?: WalkPlace): Promise<{ path: string; place: WalkPlace }[]> {
  const found: { path: string; place: WalkPlace }[] = [];
  const { signal } = new AbortController();
  for await (const { path, place } of walkFolders(roots, { libraryPath, after, signal })) {
    // As it lies in the database.
    found.push({ path, place: JSON.parse(JSON.stringify(place)) as WalkPlace });
  }
  return found;
}

const name = fc.constantFrom('a', 'b', 'B', 'é', 'ab', 'a-', 'a.jpg', '日', '~');
/** Paths none of which is a folder of another one. */
const paths = fc
  .uniqueArray(
    fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/')),
    { maxLength: 25 },
  )
  .map((all) => all.filter((path) => !all.some((other) => other.startsWith(`${path}/`))));

describe('a walk', () => {
  it('goes on after any place as if it had never stopped', async () => {
    await fc.assert(
      fc.asyncProperty(paths, paths, async (first, second) => {
        const roots = [folderOf(first), folderOf(second)];
        const whole = await walk(roots);
        expect(whole.map(({ path }) => path).toSorted()).toEqual(
          [first, second].flatMap((names, index) => names.map((each) => join(roots[index] ?? '', each))).toSorted(),
        );
        for (const [index, { place }] of whole.entries()) {
          expect(await walk(roots, place)).toEqual(whole.slice(index + 1));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('goes on with what comes after a place that is gone', async () => {
    const folder = folderOf(['a/1.jpg', 'b/1.jpg', 'b/2.jpg', 'c/1.jpg']);
    const whole = await walk([folder]);
    rmSync(join(folder, 'b'), { recursive: true });
    expect((await walk([folder], whole[1]?.place)).map(({ path }) => path)).toEqual([join(folder, 'c/1.jpg')]);
  });

  it('goes through folders as deep as paths may be', async () => {
    const deep = `${'d/'.repeat(400)}a.jpg`;
    const folder = folderOf([deep]);
    const [found, ...others] = await walk([folder]);
    expect(found?.path).toBe(join(folder, deep));
    expect(others).toEqual([]);
  });
});
