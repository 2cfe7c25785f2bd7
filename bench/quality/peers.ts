import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import imghash from 'imghash';
import sharp from 'sharp';
import type { Corpus, CorpusPicture } from './corpus.ts';

const run = promisify(execFile);
// Its types describe a default export that it does not have.
const sharpPhash = createRequire(import.meta.url)('sharp-phash') as (picture: Buffer) => Promise<string>;

/** A tool that takes two pictures for the same where their hashes differ in few bits. */
export interface Peer {
  readonly name: string;
  readonly bits: number;
  /** The most bits that may differ, as its documentation says. */
  readonly limit: number;
  /** One hash for each picture, in their order; undefined for what it cannot read. */
  hashes(pictures: readonly CorpusPicture[]): Promise<(Uint8Array | undefined)[]>;
}

export const peers: readonly Peer[] = [
  {
    name: 'sharp-phash',
    bits: 64,
    // Its documentation: distance < 5.
    limit: 4,
    hashes: (pictures) => twoAtATime(pictures, async ({ file }) => fromBinary(await sharpPhash(await readFile(file)))),
  },
  {
    name: 'imghash',
    bits: 64,
    // Its documentation counts up to 12 changed hex digits of 16, which is nearly every pair: the same as above.
    limit: 4,
    // Decoded by sharp: its own decoder in JavaScript takes ten times as long for the same pixels, and WebP it has none.
    hashes: (pictures) =>
      twoAtATime(pictures, async ({ file }) => {
        const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
        return Buffer.from(imghash.hashRaw({ width: info.width, height: info.height, data }, 8), 'hex');
      }),
  },
  {
    name: 'findimagedupes',
    bits: 256,
    // Its default of 90 %.
    limit: 25,
    hashes: async (pictures) => {
      const found = new Map<string, Uint8Array>();
      const halves = [0, 1].map((half) => pictures.filter((_, index) => index % 2 === half).map(({ file }) => file));
      const outputs = await Promise.all(halves.map((files) => fingerprints(files)));
      for (const line of outputs.join('\n').split('\n')) {
        const match = /^(\S+) {2}(.+)$/.exec(line);
        if (match?.[1] && match[2]) found.set(match[2], Buffer.from(match[1], 'base64'));
      }
      return pictures.map(({ file }) => found.get(file));
    },
  },
];

/** The hashes of a peer, made once for a corpus: they never change, and take longer than everything else here. */
export async function hashesOf(peer: Peer, { pictures, folder }: Corpus): Promise<(Uint8Array | undefined)[]> {
  const cache = join(folder, '..', `hashes-${peer.name}.json`);
  if (!existsSync(cache)) {
    const made = await peer.hashes(pictures);
    await writeFile(cache, JSON.stringify(made.map((hash) => hash && Buffer.from(hash).toString('hex'))));
  }
  const kept = JSON.parse(await readFile(cache, 'utf8')) as (string | null)[];
  return kept.map((hash) => (hash === null ? undefined : Buffer.from(hash, 'hex')));
}

async function fingerprints(files: readonly string[]): Promise<string> {
  const words = ['--no-compare', '--quiet', '--verbosity=fingerprint', '--', ...files];
  const { stdout } = await run('findimagedupes', words, { maxBuffer: 1_000_000_000 });
  return stdout;
}

function fromBinary(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 8 }, (_, index) =>
    Number.parseInt(digits.slice(index * 8, index * 8 + 8), 2),
  );
}

async function twoAtATime<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<(Result | undefined)[]> {
  const results: (Result | undefined)[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as Item).catch(() => undefined);
    }
  };
  await Promise.all([worker(), worker()]);
  return results;
}

const bitsOfByte = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** In how many bits two hashes differ. */
export function bitsBetween(one: Uint8Array, other: Uint8Array): number {
  let bits = 0;
  for (let index = 0; index < one.length; index += 1) {
    bits += bitsOfByte[(one[index] ?? 0) ^ (other[index] ?? 0)] ?? 0;
  }
  return bits;
}

/** Groups as findimagedupes makes them: whatever hangs together by pairs. Only groups of two and more. */
export function chained(count: number, isPair: (a: number, b: number) => boolean): number[][] {
  const parents = Array.from({ length: count }, (_, index) => index);
  const rootOf = (index: number): number => {
    let at = index;
    while (parents[at] !== at) at = parents[at] as number;
    parents[index] = at;
    return at;
  };
  for (let a = 0; a < count; a += 1) {
    for (let b = a + 1; b < count; b += 1) if (isPair(a, b)) parents[rootOf(a)] = rootOf(b);
  }
  const groups = new Map<number, number[]>();
  for (let index = 0; index < count; index += 1) {
    const root = rootOf(index);
    groups.set(root, [...(groups.get(root) ?? []), index]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
