/**
 * What the product does with a folder of pictures, from files to groups, as a process of its own: reads and hashes
 * each file, writes its row, and has the job that finds duplicates sign and match it; then lists the groups. Reads one
 * path a line from standard input and prints one JSON array of groups of paths. The files are linked into the library,
 * which copies nothing.
 */
import { hash } from 'node:crypto';
import { link, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { readPictureHeaderOf } from '../src-main/adapters/image/picture-header.ts';
import { createIdGenerator } from '../src-main/core/library/id-generator.ts';
import { capturePath } from '../src-main/core/library/storage.ts';
import type { SignedCapture } from '../src-main/ports/repositories.ts';
import { openBenchLibrary } from './bench-library.ts';
import { allGroups, untilDone, withoutSource } from './quality/product-groups.ts';

/** Taken in before their rows are written. */
const filesAtOnce = 16;
const firstMs = Date.UTC(2026, 2, 1, 12);
const files = (await text(process.stdin)).split('\n').filter(Boolean);
// Beside the pictures, so that they can be linked.
const folder = await mkdtemp(join(dirname(files[0] ?? tmpdir()), '../grouping-'));
const library = await openBenchLibrary(join(folder, 'library'));
try {
  const nextId = createIdGenerator(null);
  const pathOf = new Map<string, string>();
  const dayFolder = dirname(capturePath(nextId(firstMs), withoutSource.localDay, 'jpg'));
  await mkdir(join(library.path, dayFolder), { recursive: true, mode: 0o700 });
  const takeIn = async (file: string, index: number): Promise<SignedCapture> => {
    const capturedAt = firstMs + index * 1000;
    const id = nextId(capturedAt);
    const filepath = capturePath(id, withoutSource.localDay, 'jpg');
    const place = join(library.path, filepath);
    const [bytes] = await Promise.all([readFile(file), link(file, place)]);
    const { width, height } = await readPictureHeaderOf(bytes);
    pathOf.set(id, file);
    return {
      ...withoutSource,
      ...{ id, groupId: id, filepath, capturedAt, endedAt: capturedAt, width, height },
      fileSize: bytes.byteLength,
      mimeType: 'image/jpeg',
      sha256: hash('sha256', bytes),
    };
  };
  // What was taken in is signed and matched by the job while the next files are taken in.
  let scanning: Promise<void> | undefined;
  const scan = async () => untilDone(library, await library.duplicates.scan({}));
  for (let at = 0; at < files.length; at += filesAtOnce) {
    const some = files.slice(at, at + filesAtOnce);
    await library.database.captures.insert(await Promise.all(some.map((file, index) => takeIn(file, at + index))));
    scanning ??= scan().finally(() => {
      scanning = undefined;
    });
  }
  await scanning;
  await scan();
  const groups = await allGroups(library);
  const paths = groups.map(({ members }) => members.map(({ capture }) => pathOf.get(capture.id)));
  process.stdout.write(JSON.stringify(paths));
} finally {
  await library.close();
  await rm(folder, { recursive: true, force: true });
}
