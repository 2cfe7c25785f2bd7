import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const moduleUrl = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

/** Reads a picture in every way there is, while it is written anew and cut off again and again. */
const reading = (path: string, format: string) => `
  const { truncateSync, writeFileSync } = await import('node:fs');
  const { setImmediate: nextTurn } = await import('node:timers/promises');
  const { default: sharp } = await import('sharp');
  const { createSharpCodec } = await import(${moduleUrl('./sharp-codec.ts')});
  const { createPictureReader } = await import(${moduleUrl('./picture-reader.ts')});
  const noise = Buffer.alloc(640 * 400 * 3).map((_, index) => (index * 7919) % 256);
  const whole = await sharp(noise, { raw: { width: 640, height: 400, channels: 3 } }).toFormat('${format}').toBuffer();
  const path = ${JSON.stringify(path)};
  const codec = createSharpCodec();
  const reader = createPictureReader();
  const count = { read: 0, refused: 0 };
  let reading = true;
  const read = async (once) => {
    while (reading) await once().then(() => (count.read += 1), () => (count.refused += 1));
  };
  writeFileSync(path, whole);
  const readers = [() => codec.thumbnail(path, 160), () => codec.inspect(path), () => reader.read(path)].map(read);
  while (count.read < 20 || count.refused < 100) {
    writeFileSync(path, whole);
    for (let turn = 0; turn < 6; turn += 1) await nextTurn();
    truncateSync(path, 4000);
    await nextTurn();
    truncateSync(path, 0);
  }
  reading = false;
  await Promise.all(readers);
  process.stdout.write('whole');
`;

it.each(['jpeg', 'webp', 'png'])(
  'a %s that is cut off while it is read is an error of that picture alone',
  async (format) => {
    const folder = await mkdtemp(join(tmpdir(), 'afterimage-bytes-'));
    try {
      const source = reading(join(folder, 'picture'), format);
      const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (piece) => {
        said += piece;
      });
      const [code, signal] = await once(child, 'close');
      expect({ code, signal, said }).toEqual({ code: 0, signal: null, said: 'whole' });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  120_000,
);
