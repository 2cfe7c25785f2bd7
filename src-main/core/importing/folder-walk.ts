import type { BigIntStats, Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { isClutter, isClutterFolder } from './clutter.ts';
import { specialFileSentence, unreadableSentence } from './file-sentences.ts';

/** Where a walk is: which of its roots, and the names on the way down, byte for byte as Latin-1. JSON. */
export interface WalkPlace {
  readonly root: number;
  readonly names: readonly string[];
}

/** One file, or why something is none. */
export type Walked =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: number; readonly modifiedAt: number | null }
  | NoFile;

interface NoFile {
  readonly kind: 'failed' | 'skipped';
  readonly path: string;
  readonly sentence: string;
}

/** A folder that is being walked through. */
interface Frame {
  readonly path: Buffer;
  /** As it is shown. */
  readonly shown: string;
  readonly identity: string;
  readonly entries: readonly Dirent<Buffer>[];
  /** Looked at ahead of its turn, since asking one by one waits for the disk each time. */
  ahead: readonly (BigIntStats | Error)[];
  aheadFrom: number;
  next: number;
}

const lookedAtAhead = 64;
const separator = Buffer.from(sep);

/**
 * Every file below these roots, in the order of the roots and of the bytes of names, so that a walk can go on after any
 * place. Links within folders are not followed, and neither is a folder that holds itself; the library is left out.
 * Only the names of the folders on the way down are in memory. Throws the reason of the signal.
 */
export async function* walkFolders(
  roots: readonly string[],
  { libraryPath, after, signal }: { libraryPath: string; after: WalkPlace | undefined; signal: AbortSignal },
): AsyncGenerator<Walked & { readonly place: WalkPlace }> {
  const library = identityOf(await stat(libraryPath, { bigint: true }));
  for (let root = after?.root ?? 0; root < roots.length; root += 1) {
    const passed = after?.root === root ? after.names : undefined;
    yield* walkRoot(roots[root] as string, { root, library, passed, signal });
  }
}

interface RootWalk {
  readonly root: number;
  readonly library: string;
  readonly passed: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

async function* walkRoot(
  path: string,
  { root, library, passed, signal }: RootWalk,
): AsyncGenerator<Walked & { readonly place: WalkPlace }> {
  // What a person names is meant, also where it is a link.
  const found = await stat(path, { bigint: true }).catch((error: unknown) => toError(error));
  if (found instanceof Error || !found.isDirectory()) {
    if (passed !== undefined) return;
    yield { ...wordOf(path, found), place: { root, names: [] } };
    return;
  }
  const opened = await openFolder(Buffer.from(path), path, identityOf(found));
  if ('sentence' in opened) {
    if (passed === undefined) yield { ...opened, place: { root, names: [] } };
    return;
  }
  const stack = await stackAt(opened, passed ?? []);
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    signal.throwIfAborted();
    const entry = frame.entries[frame.next];
    if (!entry) {
      stack.pop();
      continue;
    }
    const walked = await look(frame, frame.next, entry, { library, stack });
    frame.next += 1;
    if ('entries' in walked) stack.push(walked);
    else yield { ...walked, place: { root, names: namesOf(stack) } };
  }
}

/** The folders on the way down to a place, as far as they are still there, each put to what comes after it. */
async function stackAt(root: Frame, names: readonly string[]): Promise<Frame[]> {
  const stack = [root];
  for (const [depth, name] of names.entries()) {
    const frame = stack.at(-1) as Frame;
    const wanted = Buffer.from(name, 'latin1');
    const next = frame.entries.findIndex((entry) => Buffer.compare(entry.name, wanted) >= 0);
    frame.next = next < 0 ? frame.entries.length : next;
    const entry = frame.entries[frame.next];
    if (!entry?.name.equals(wanted)) break;
    frame.next += 1;
    if (depth === names.length - 1) break;
    const path = Buffer.concat([frame.path, separator, entry.name]);
    const facts = await lstat(path, { bigint: true }).catch(() => undefined);
    if (!facts?.isDirectory()) break;
    const opened = await openFolder(path, join(frame.shown, entry.name.toString('utf8')), identityOf(facts));
    if ('sentence' in opened) break;
    stack.push(opened);
  }
  return stack;
}

/** What is known of one entry of a folder, or the folder that it is. */
async function look(
  frame: Frame,
  index: number,
  entry: Dirent<Buffer>,
  { library, stack }: { library: string; stack: readonly Frame[] },
): Promise<Walked | Frame> {
  const shown = join(frame.shown, entry.name.toString('utf8'));
  if (!isUtf8(entry.name)) {
    return { kind: 'failed', path: shown, sentence: 'Its name is not valid text (UTF-8). Give it another name.' };
  }
  const name = entry.name.toString('utf8');
  const facts = await factsOf(frame, index);
  if (facts instanceof Error) return wordOf(shown, facts);
  if (!facts.isDirectory()) {
    return isClutter(name)
      ? { kind: 'skipped', path: shown, sentence: 'Systems put such files into folders by themselves.' }
      : wordOf(shown, facts);
  }
  if (isClutterFolder(name)) {
    return { kind: 'skipped', path: shown, sentence: 'Systems put such folders next to pictures by themselves.' };
  }
  const identity = identityOf(facts);
  if (identity === library) {
    return { kind: 'skipped', path: shown, sentence: 'This folder is the library itself.' };
  }
  if (stack.some((each) => each.identity === identity)) {
    return { kind: 'skipped', path: shown, sentence: 'This folder holds itself. It was looked through once.' };
  }
  return openFolder(Buffer.concat([frame.path, separator, entry.name]), shown, identity);
}

function wordOf(path: string, facts: BigIntStats | Error): Walked {
  if (facts instanceof Error) return { kind: 'failed', path, sentence: unreadableSentence(facts) };
  if (facts.isSymbolicLink()) {
    return { kind: 'skipped', path, sentence: 'This is a link. Links are not followed: import what it leads to.' };
  }
  const special = specialFileSentence(facts);
  if (special !== undefined) return { kind: 'failed', path, sentence: special };
  return { kind: 'file', path, bytes: Number(facts.size), modifiedAt: Number(facts.mtimeMs) };
}

async function openFolder(path: Buffer, shown: string, identity: string): Promise<Frame | NoFile> {
  try {
    const entries = await readdir(path, { withFileTypes: true, encoding: 'buffer' });
    entries.sort((one, other) => Buffer.compare(one.name, other.name));
    return { path, shown, identity, entries, ahead: [], aheadFrom: 0, next: 0 };
  } catch (error) {
    return { kind: 'failed', path: shown, sentence: unreadableSentence(toError(error)) };
  }
}

async function factsOf(frame: Frame, index: number): Promise<BigIntStats | Error> {
  const known = frame.ahead[index - frame.aheadFrom];
  if (known !== undefined && index >= frame.aheadFrom) return known;
  const some = frame.entries.slice(index, index + lookedAtAhead);
  frame.ahead = await Promise.all(
    some.map((entry) =>
      lstat(Buffer.concat([frame.path, separator, entry.name]), { bigint: true }).catch((error: unknown) =>
        toError(error),
      ),
    ),
  );
  frame.aheadFrom = index;
  return frame.ahead[0] as BigIntStats | Error;
}

/** The names on the way down; each folder has stepped past the one it is in. */
function namesOf(stack: readonly Frame[]): string[] {
  return stack.map((frame) => (frame.entries[frame.next - 1] as Dirent<Buffer>).name.toString('latin1'));
}

function identityOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

function isUtf8(name: Buffer): boolean {
  return Buffer.from(name.toString('utf8')).equals(name);
}

function join(folder: string, name: string): string {
  return folder.endsWith(sep) ? folder + name : folder + sep + name;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Roots without those that lie inside another one, or are it by another name. Throws what the file system throws. */
export async function outermost(paths: readonly string[]): Promise<string[]> {
  const real = await Promise.all(paths.map(async (path) => ({ path, real: await realpath(path) })));
  const all = new Set(real.map((each) => each.real));
  const kept = new Map<string, string>();
  for (const each of real) if (!kept.has(each.real) && !isInsideOneOf(all, each.real)) kept.set(each.real, each.path);
  return [...kept.values()];
}

function isInsideOneOf(folders: ReadonlySet<string>, path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (folder !== path && folders.has(folder)) return true;
    if (folder === dirname(folder)) return false;
  }
}

/** Whether a path is a folder or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
