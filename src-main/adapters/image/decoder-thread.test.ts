import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeInThread } from './decoder-thread.ts';
import { samplePicture, sampleSize, tiledHeic } from './sample-pictures.fake.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-decoder-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the thread that decodes', () => {
  it('answers everybody with their own picture, also between broken ones', async () => {
    const heic = await samplePicture('heic');
    const bmp = await samplePicture('bmp');
    const answers = await Promise.all(
      Array.from({ length: 24 }, async (_, n) => {
        const work = [
          () => decodeInThread('heic', heic),
          () => decodeInThread('bmp', bmp),
          () => decodeInThread('heic', tiledHeic()),
          () => decodeInThread('heic', heic.subarray(0, 300 + n)),
          () => decodeInThread('bmp', join(folder, 'not-there')),
        ][n % 5];
        return work?.().then(
          ({ width, height }) => `${width} × ${height}`,
          (error: { code: string }) => error.code,
        );
      }),
    );
    const kinds = ['96 × 64', '96 × 64', '60 × 120', 'FILE_UNREADABLE', 'FILE_UNREADABLE'];
    expect(answers).toEqual(answers.map((_, n) => kinds[n % 5]));
    // What was handed over is still its owner's.
    expect(heic.length).toBeGreaterThan(300);
  });

  it('keeps no program from ending that has its picture', async () => {
    const path = join(folder, 'picture');
    writeFileSync(path, await samplePicture('heic'));
    const program = `
      const { decodeInThread } = await import(${JSON.stringify(new URL('./decoder-thread.ts', import.meta.url).href)});
      const { width, height } = await decodeInThread('heic', ${JSON.stringify(path)});
      console.log(width, height);
    `;
    // Without an end of its own it would be ended here, which is an error.
    const file = join(folder, 'program.mjs');
    writeFileSync(file, program);
    const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 15_000 });
    expect(stdout.trim()).toBe(`${sampleSize.width} ${sampleSize.height}`);
  });
});
