/**
 * What the product does with a folder of pictures, from files to groups, as a process of its own: the threads of the
 * import read, check, hash, sign and date each file in one pass, its row is written, and the job that finds duplicates
 * matches it meanwhile; then the groups are listed. Reads one path a line from standard input and prints one JSON array
 * of groups of paths. The files are linked into the library, since nobody beside it copies any.
 */
import { link, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createIdGenerator } from '../src-main/core/library/id-generator.ts';
import { capturePath } from '../src-main/core/library/storage.ts';
import { createPictureIntake } from '../src-main/hosts/workers/intake-thread.ts';
import type { SignedCapture } from '../src-main/ports/repositories.ts';
import { openBenchLibrary } from './bench-library.ts';
import { allGroups, untilDone, withoutSource } from './quality/product-groups.ts';

/** Taken in before their rows are written. */
const filesAtOnce = 16;
const firstMs = Date.UTC(2026, 2, 1, 12);
const files = (await text(process.stdin)).split('\n').filter(Boolean);
// Beside the pictures, so that they can be linked.
const folder = await mkdtemp(join(dirname(files[0] ?? tmpdir()), '../grouping-'));
const intake = createPictureIntake();
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
    await link(file, place);
    const held = await intake.look({ path: place });
    if ('problem' in held) throw new Error(`${file}: ${held.problem}`);
    const kept = await intake.keep(held, undefined);
    if ('problem' in kept) throw new Error(`${file}: ${kept.problem}`);
    pathOf.set(id, file);
    return {
      ...withoutSource,
      ...{ id, groupId: id, filepath, capturedAt, endedAt: capturedAt },
      ...{ width: held.header.width, height: held.header.height, fileSize: held.bytes, sha256: held.sha256 },
      mimeType: 'image/jpeg',
      signature: kept.signature,
    };
  };
  // What was taken in is matched by the job while the next files are taken in.
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
  await intake.close();
  await library.close();
  await rm(folder, { recursive: true, force: true });
}
