import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

/** The page that brings pictures of folders and files into the library. */
export class ImportPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('g');
    await this.page.keyboard.press('i');
    await expect(this.page.getByRole('heading', { level: 1, name: 'Import' })).toBeVisible();
  }

  /** Has what lies at these paths looked at, by the keyboard alone. */
  async look(...paths: string[]): Promise<void> {
    const field = this.page.getByRole('textbox', { name: 'Or say where they are' });
    await field.fill(paths.join('\n'));
    await field.press('Enter');
  }

  /** Drops a whole folder on the page, as a file manager does. */
  async drop(folder: string): Promise<void> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = await Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map(async (entry) => {
          const path = join(entry.parentPath, entry.name);
          return {
            path: relative(folder, path).split(sep).join('/'),
            base64: (await readFile(path)).toString('base64'),
            modifiedAt: Math.round((await stat(path)).mtimeMs),
          };
        }),
    );
    await this.page.evaluate(dropFolder, { name: folder.split(sep).at(-1) ?? '', files });
  }

  /** Drops what lies at these paths as it is, also what is no file. */
  async dropPaths(...files: string[]): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files, dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
    }
    await session.detach();
  }

  /** How many files of a kind were found, as the figures say it; 0 for a kind that there is none of. */
  async count(name: string): Promise<number> {
    const figure = this.page.locator(`dt:text-is("${name}") + dd`);
    if ((await figure.count()) === 0) return 0;
    return Number(/^[\d,]+/.exec((await figure.innerText()).trim())?.[0].replaceAll(',', ''));
  }

  /** Shows the files of a kind, whatever was shown before. */
  async showFiles(kind: string): Promise<void> {
    await this.page.getByRole('radiogroup', { name: 'Which files' }).getByText(kind).click();
    await expect(this.files(kind)).not.toHaveCount(0);
  }

  files(kind: string): Locator {
    return this.page.getByRole('list', { name: `Files: ${kind}` }).getByRole('listitem');
  }

  get next(): Locator {
    return this.page.getByRole('list', { name: 'What next' });
  }

  get soFar(): Locator {
    return this.page.getByRole('list', { name: 'Imports so far' }).getByRole('listitem');
  }
}

interface DroppedFile {
  readonly path: string;
  readonly base64: string;
  readonly modifiedAt: number;
}

/** Runs in the page: a browser lets no script put a folder into a drop, so its entries are made here. */
function dropFolder({ name, files }: { name: string; files: readonly DroppedFile[] }): void {
  type Node = { readonly name: string; readonly fullPath: string; readonly children: Map<string, Node>; file?: File };
  const root: Node = { name, fullPath: `/${name}`, children: new Map() };
  for (const { path, base64, modifiedAt } of files) {
    const parts = path.split('/');
    let node = root;
    for (const part of parts) {
      const fullPath = `${node.fullPath}/${part}`;
      const child: Node = node.children.get(part) ?? { name: part, fullPath, children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.file = new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], node.name, {
      lastModified: modifiedAt,
    });
  }
  const entryOf = (node: Node): object => ({
    name: node.name,
    fullPath: node.fullPath,
    isFile: node.file !== undefined,
    isDirectory: node.file === undefined,
    file: (done: (file: File) => void) => node.file && done(node.file),
    createReader: () => {
      const left = [...node.children.values()].map(entryOf);
      return { readEntries: (done: (piece: object[]) => void) => done(left.splice(0, 100)) };
    },
  });
  const item = { kind: 'file', webkitGetAsEntry: () => entryOf(root) };
  const dataTransfer = { types: ['Files'], items: [item], files: [], dropEffect: 'none' };
  for (const type of ['dragenter', 'dragover', 'drop']) {
    const event = new Event(type, { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'dataTransfer', { value: dataTransfer });
    document.body.dispatchEvent(event);
  }
}
