import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ArchiveEntry, archiveKinds } from '../../ports/export-archives.ts';
import { openArchive } from './archive-reader.ts';
import { createArchive } from './create-archive.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-archives-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const names = [
  'plain.jpg',
  '2026/06/15/日本語 “quoted” 💾.png',
  `${'long '.repeat(35)}end.jpg`,
  'empty.jpg',
  `deep/${'x'.repeat(190)}/${'y'.repeat(190)}.webp`,
];
const contentOf = (index: number) => Buffer.alloc(index === 3 ? 0 : 300_000 * (index + 1), index + 65);

function entry(path: string, content: Buffer): ArchiveEntry {
  async function* pieces() {
    for (let from = 0; from < content.length; from += 65_536) yield content.subarray(from, from + 65_536);
  }
  return { path, bytes: content.length, modifiedAt: Date.UTC(2026, 5, 15, 9), pieces: pieces() };
}

async function readAll(path: string): Promise<[string, string, Buffer][]> {
  const reader = await openArchive(path);
  const found: [string, string, Buffer][] = [];
  for await (const file of reader.files()) {
    const pieces: Uint8Array[] = [];
    if (file.kind === 'file') for await (const piece of file.pieces()) pieces.push(piece);
    found.push([file.path, file.kind, Buffer.concat(pieces)]);
  }
  await reader.close();
  return found;
}

/** Whether a program of the system takes the archive for whole; undefined where there is none. */
function judge(kind: 'zip' | 'tar', path: string): string | undefined {
  const [program, ...words] = kind === 'zip' ? ['unzip', '-tqq', path] : ['tar', '-tf', path];
  try {
    execFileSync(program as string, words, { stdio: 'pipe' });
    return 'whole';
  } catch (error) {
    return (error as { code?: string }).code === 'ENOENT' ? undefined : String(error);
  }
}

describe.each(archiveKinds)('a %s', (kind) => {
  it('holds what was added, under names of any kind, and is whole for other programs', async () => {
    const path = join(folder, 'archive');
    const writer = await createArchive(kind, path);
    for (const [index, name] of names.entries()) await writer.add(entry(name, contentOf(index)));
    await writer.finish();
    expect(await readAll(path)).toEqual(names.map((name, index) => [name, 'file', contentOf(index)]));
    expect([undefined, 'whole']).toContain(judge(kind, path));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const reader = await openArchive(path);
    const pieces: Uint8Array[] = [];
    for await (const piece of (await reader.file(names[1] ?? ''))?.pieces() ?? []) pieces.push(piece);
    expect(Buffer.concat(pieces)).toEqual(contentOf(1));
    expect(await reader.file('not there')).toBeUndefined();
    await reader.close();
  });

  it('takes the place of nothing, and follows no link', async () => {
    const path = join(folder, 'there');
    writeFileSync(path, 'mine');
    await expect(createArchive(kind, path)).rejects.toMatchObject({ code: 'EEXIST' });
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    await expect(createArchive(kind, join(folder, 'link'))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('fails with what fails in a file, and lets go of its own', async () => {
    const writer = await createArchive(kind, join(folder, 'failing'));
    async function* pieces() {
      yield Buffer.alloc(1000);
      throw new Error('the disk is gone');
    }
    const adding = writer.add({ path: 'a.jpg', bytes: 2000, modifiedAt: 0, pieces: pieces() });
    await expect(adding).rejects.toThrow('the disk is gone');
    await writer.abandon();
  });

  it('is refused where it is cut off', async () => {
    const path = join(folder, 'whole');
    const writer = await createArchive(kind, path);
    for (const [index, name] of names.entries()) await writer.add(entry(name, contentOf(index)));
    await writer.finish();
    const bytes = readFileSync(path);
    writeFileSync(join(folder, 'cut'), bytes.subarray(0, bytes.length / 2));
    await expect(readAll(join(folder, 'cut'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

describe('a long zip', () => {
  it('holds more than 65,535 files, without holding their content in memory', async () => {
    const path = join(folder, 'many');
    const writer = await createArchive('zip', path);
    const count = 66_000;
    const before = process.memoryUsage().external + process.memoryUsage().arrayBuffers;
    for (let index = 0; index < count; index += 1) await writer.add(entry(`${index}.jpg`, Buffer.alloc(2000, 1)));
    const grown = process.memoryUsage().external + process.memoryUsage().arrayBuffers - before;
    await writer.finish();
    // All of it would be 132 MB.
    expect(grown).toBeLessThan(60_000_000);
    const reader = await openArchive(path);
    let found = 0;
    for await (const file of reader.files()) {
      if (file.path === `${found}.jpg` && file.bytes === 2000) found += 1;
    }
    await reader.close();
    expect(found).toBe(count);
    expect([undefined, 'whole']).toContain(judge('zip', path));
  }, 300_000);
});

describe('what is read', () => {
  it('tells links and devices as what they are, and names that lead out as they stand there', async () => {
    const tar = pack();
    tar.entry({ name: '../out.jpg' }, 'x');
    tar.entry({ name: '/etc/passwd', type: 'symlink', linkname: '/etc/shadow' });
    tar.entry({ name: 'hard', type: 'link', linkname: '../out.jpg' });
    tar.entry({ name: 'device', type: 'character-device' });
    tar.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of tar) chunks.push(chunk as Buffer);
    const path = join(folder, 'tricks.tar');
    writeFileSync(path, Buffer.concat(chunks));
    expect((await readAll(path)).map(([name, is]) => [name, is])).toEqual([
      ['../out.jpg', 'file'],
      ['/etc/passwd', 'other'],
      ['hard', 'other'],
      ['device', 'other'],
    ]);
  });

  it.each(['', 'a text', 'PK but no zip', '\u0000'.repeat(1000)])('is no archive: %j', async (text) => {
    const path = join(folder, 'none');
    writeFileSync(path, text);
    await expect(openArchive(path)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
