import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { createSharpCodec } from '../../adapters/image/sharp-codec.ts';
import { makeCapture } from '../../db/sample-capture.fake.ts';
import type { TestLibrary } from '../../db/test-library.fake.ts';
import type { LibraryDatabase, NewCapture } from '../../ports/repositories.ts';
import { LiveBus } from '../live-bus.ts';
import { EventLog } from '../memory/event-log.ts';
import { createIdGenerator } from './id-generator.ts';
import { type ReconcileReport, reconcile } from './reconcile.ts';

export const codec = createSharpCodec();

/** A small real JPEG; another shade is another picture. */
export function jpeg(shade = 100, width = 64, height = 48): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: { r: shade % 256, g: 90, b: 60 } } })
    .jpeg()
    .toBuffer();
}

/** Stores real pictures with their rows, one a minute, as capture does. */
export async function storePictures(
  library: TestLibrary,
  database: LibraryDatabase,
  count: number,
  given: Partial<NewCapture> = {},
): Promise<NewCapture[]> {
  const nextId = createIdGenerator(await database.captures.newestId());
  const captures: NewCapture[] = [];
  for (let index = 0; index < count; index += 1) {
    const capturedAt = (given.capturedAt ?? library.clock.now() - 3_600_000) + index * 60_000;
    const capture = makeCapture({ ...given, capturedAt, endedAt: capturedAt, id: nextId(capturedAt) });
    const stored = await library.storage.store({
      id: capture.id,
      localDay: capture.localDay,
      extension: 'jpg',
      bytes: await jpeg(index),
    });
    captures.push({ ...capture, ...stored, width: 64, height: 48 });
  }
  await database.captures.insert(captures);
  return captures;
}

/** Puts a file into the library behind the back of the app. */
export function plant(library: TestLibrary, filepath: string, bytes: Buffer | string): void {
  const path = join(library.path, filepath);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, bytes);
  chmodSync(path, 0o600);
}

/** A start of the app, as far as files and rows are concerned. */
export function startAgain(
  library: TestLibrary,
  database: LibraryDatabase,
  budgetMs = 10_000,
): Promise<ReconcileReport> {
  const events = new EventLog(database.events, new LiveBus(), library.clock);
  const { storage, clock } = library;
  return reconcile({ database, storage, codec, events, clock, budgetMs });
}
