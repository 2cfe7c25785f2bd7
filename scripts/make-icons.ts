/**
 * Renders the icons in `resources/` from their SVG sources: `node scripts/make-icons.ts`. What it writes is committed,
 * so that a build needs neither this script nor a tool that electron-builder would download for it.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { traySvg } from '../resources/tray-shapes.ts';
import { type TrayIconName, trayIconNames } from '../src-main/electron/tray-icon-names.ts';

const resources = path.join(import.meta.dirname, '..', 'resources');

async function png(svg: string | Buffer, sizePixels: number): Promise<Buffer> {
  const source = Buffer.isBuffer(svg) ? svg : Buffer.from(svg);
  return sharp(source, { density: 72 }).resize(sizePixels, sizePixels).png({ compressionLevel: 9 }).toBuffer();
}

/** ICO holding PNGs, as Windows Vista and later read it. A size of 256 is written as 0. */
function ico(images: readonly { size: number; bytes: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + images.length * 16);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [index, { size, bytes }] of images.entries()) {
    const entry = 6 + index * 16;
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(bytes.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += bytes.length;
  }
  return Buffer.concat([header, ...images.map((image) => image.bytes)]);
}

/** ICNS holding PNGs; the types are those that macOS 10.7 and later read as PNG. */
function icns(images: readonly { type: string; bytes: Buffer }[]): Buffer {
  const chunks = images.map(({ type, bytes }) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(bytes.length + 8, 4);
    return Buffer.concat([head, bytes]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'latin1');
  head.writeUInt32BE(8 + chunks.reduce((sum, chunk) => sum + chunk.length, 0), 4);
  return Buffer.concat([head, ...chunks]);
}

async function makeAppIcons(): Promise<void> {
  const svg = await readFile(path.join(resources, 'icon.svg'));
  const folder = path.join(resources, 'icons');
  await mkdir(folder, { recursive: true });
  const rendered = new Map<number, Buffer>();
  for (const size of [16, 32, 48, 64, 128, 256, 512, 1024]) rendered.set(size, await png(svg, size));
  const bytes = (size: number): Buffer => rendered.get(size) ?? Buffer.alloc(0);
  for (const [size, image] of rendered) await writeFile(path.join(folder, `${size}x${size}.png`), image);
  await writeFile(
    path.join(resources, 'icon.ico'),
    ico([16, 32, 48, 64, 128, 256].map((size) => ({ size, bytes: bytes(size) }))),
  );
  await writeFile(
    path.join(resources, 'icon.icns'),
    icns([
      { type: 'ic11', bytes: bytes(32) },
      { type: 'ic12', bytes: bytes(64) },
      { type: 'ic07', bytes: bytes(128) },
      { type: 'ic13', bytes: bytes(256) },
      { type: 'ic08', bytes: bytes(256) },
      { type: 'ic14', bytes: bytes(512) },
      { type: 'ic09', bytes: bytes(512) },
      { type: 'ic10', bytes: bytes(1024) },
    ]),
  );
}

async function makeTrayIcons(): Promise<void> {
  const folder = path.join(resources, 'tray');
  await mkdir(folder, { recursive: true });
  for (const name of trayIconNames satisfies readonly TrayIconName[]) {
    for (const [suffix, template] of [
      ['', false],
      ['Template', true],
    ] as const) {
      const svg = traySvg(name, template);
      await writeFile(path.join(folder, `${name}${suffix}.png`), await png(svg, 16));
      await writeFile(path.join(folder, `${name}${suffix}@2x.png`), await png(svg, 32));
    }
  }
}

await makeAppIcons();
await makeTrayIcons();
