/**
 * What no import can do without: every file read once, hashed with SHA-256, and decoded by sharp to the size of a
 * signature, in two threads. Keeps nothing, copies nothing, writes nothing. Reads a folder from its arguments.
 */
import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import sharp from 'sharp';

const threads = 2;
/** In flight in each thread: one is read while another one is decoded. */
const inFlight = 2;
/** Columns and rows of a signature. */
const size = { width: 32, height: 270, fit: 'fill' } as const;

if (isMainThread) {
  const [folder = ''] = process.argv.slice(2);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const parts = Array.from({ length: threads }, (_, part) => files.filter((_, index) => index % threads === part));
  const read = await Promise.all(
    parts.map(
      (part) =>
        new Promise<number>((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: part });
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  process.stdout.write(JSON.stringify({ files: read.reduce((sum, each) => sum + each, 0) }));
} else {
  const files = [...(workerData as string[])];
  let read = 0;
  const work = async () => {
    for (let file = files.pop(); file !== undefined; file = files.pop()) {
      const bytes = await readFile(file);
      hash('sha256', bytes);
      await sharp(bytes).autoOrient().resize(size).greyscale().raw().toBuffer();
      read += 1;
    }
  };
  sharp.concurrency(1);
  await Promise.all(Array.from({ length: inFlight }, work));
  parentPort?.postMessage(read);
}
