import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { signPixels } from '../src-main/core/duplicates/signature/sign-pixels.ts';
import type { Signature } from '../src-main/ports/signatures.ts';

/** The file of a seeded capture, there or not. */
export interface SeedFile {
  readonly bytes: number;
  readonly sha256: string;
  readonly isWritten: boolean;
}

export interface SeedPicture {
  readonly jpeg: Buffer;
  readonly signature: Signature;
}

const width = 1920;
const height = 1080;

/** A dozen pictures of different colours and widths, each also with one word changed. */
export async function makeSeedPictures(): Promise<SeedPicture[]> {
  return Promise.all(
    Array.from({ length: 24 }, async (_, index) => {
      const page = index >> 1;
      const word = index % 2 === 0 ? 'Monday' : 'Friday';
      const hue = page * 30;
      const lines = Array.from({ length: 12 }, (_line, line) => {
        const length = 200 + ((page * 7 + line * 5) % 13) * 40;
        return `<rect x="160" y="${240 + line * 40}" width="${length}" height="18" fill="hsl(${hue},10%,35%)"/>`;
      });
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${width}"
        height="${height}" fill="hsl(${hue},45%,30%)"/><rect x="120" y="120" width="${800 + page * 60}" height="640"
        rx="12" fill="hsl(${hue},30%,88%)"/><rect x="160" y="170" width="620" height="36" fill="hsl(${hue},40%,45%)"/>
        ${lines.join('')}<text x="700" y="740" font-size="22">${word}</text></svg>`;
      const jpeg = await sharp(Buffer.from(svg)).jpeg({ quality: 80 }).toBuffer();
      const data = await sharp(jpeg).raw().toBuffer();
      return { jpeg, signature: signPixels({ width, height, channels: 3, data }) };
    }),
  );
}

/** Writes the picture; each file gets a comment of its own, so that no two are the same. */
export async function writeSeedPicture(
  libraryPath: string,
  filepath: string,
  { jpeg }: SeedPicture,
  id: string,
): Promise<SeedFile> {
  const path = join(libraryPath, filepath);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const comment = Buffer.from([0xff, 0xfe, 0, id.length + 2]);
  const bytes = Buffer.concat([jpeg.subarray(0, 2), comment, Buffer.from(id), jpeg.subarray(2)]);
  await writeFile(path, bytes, { mode: 0o600 });
  return { bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex'), isWritten: true };
}
