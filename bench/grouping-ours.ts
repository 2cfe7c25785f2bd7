/**
 * What the product does with a folder of pictures, from files to groups, as a process of its own: reads and hashes
 * each file, writes its row, signs it, matches it and lists the groups. Reads one path a line from standard input and
 * prints one JSON array of groups of paths. The files are linked into the library, which copies nothing.
 */
import { createHash } from 'node:crypto';
import { link, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { createIdGenerator } from '../src-main/core/library/id-generator.ts';
import { capturePath } from '../src-main/core/library/storage.ts';
import type { SignedCapture } from '../src-main/ports/repositories.ts';
import { openBenchLibrary } from './bench-library.ts';
import { allGroups, untilDone, withoutSource } from './quality/product-groups.ts';

const firstMs = Date.UTC(2026, 2, 1, 12);
const files = (await text(process.stdin)).split('\n').filter(Boolean);
// Beside the pictures, so that they can be linked.
const folder = await mkdtemp(join(dirname(files[0] ?? tmpdir()), '../grouping-'));
const library = await openBenchLibrary(join(folder, 'library'));
try {
  const nextId = createIdGenerator(null);
  const pathOf = new Map<string, string>();
  const captures: SignedCapture[] = [];
  for (const [index, file] of files.entries()) {
    const capturedAt = firstMs + index * 1000;
    const id = nextId(capturedAt);
    const filepath = capturePath(id, withoutSource.localDay, 'jpg');
    const [bytes, { width, height }] = await Promise.all([readFile(file), sharp(file).metadata()]);
    const place = join(library.path, filepath);
    if (index === 0) await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await link(file, place);
    pathOf.set(id, file);
    captures.push({
      ...withoutSource,
      ...{ id, groupId: id, filepath, capturedAt, endedAt: capturedAt, width, height },
      fileSize: bytes.byteLength,
      mimeType: 'image/jpeg',
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  }
  await library.database.captures.insert(captures);
  await untilDone(library, await library.duplicates.process());
  await untilDone(library, await library.duplicates.scan({}));
  const groups = await allGroups(library);
  const paths = groups.map(({ members }) => members.map(({ capture }) => pathOf.get(capture.id)));
  process.stdout.write(JSON.stringify(paths));
} finally {
  await library.close();
  await rm(folder, { recursive: true, force: true });
}
