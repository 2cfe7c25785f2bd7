/** Files to import: a few hundred different pictures, each written many times with other bytes beside its pixels. */
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { seededRandom } from '../e2e/fixtures/seeded-random.ts';

/** Of each format so many in a hundred files, as in folders of screenshots and photos. */
const mix = [
  { extension: 'jpg', share: 0.6, write: (image: Sharp) => image.jpeg({ quality: 85 }) },
  { extension: 'png', share: 0.25, write: (image: Sharp) => image.png({ compressionLevel: 6 }) },
  { extension: 'webp', share: 0.1, write: (image: Sharp) => image.webp({ quality: 80, effort: 2 }) },
  { extension: 'tif', share: 0.03, write: (image: Sharp) => image.tiff({ compression: 'lzw' }) },
  { extension: 'gif', share: 0.02, write: (image: Sharp) => image.gif({ effort: 1 }) },
] as const;

/** Screens and photos: width and height in pixels. */
const sizes = [
  [1920, 1080],
  [1280, 1024],
  [2560, 1440],
  [1366, 768],
  [3000, 2000],
] as const;

const differentPictures = 100;

/** Writes the files, unless a run before has, and returns the folder. Ten thousand take about three gigabytes. */
export async function makeImportFiles(root: string, count: number): Promise<string> {
  const folder = join(root, `import-${count}`);
  const done = join(folder, 'done');
  if ((await readFile(done, 'utf8').catch(() => '')) === 'done') return join(folder, 'files');
  const random = seededRandom(20_261_129);
  const drawn = await drawAll(random);
  for (let index = 0; index < count; index += 1) {
    const { bytes, extension } = drawn[Math.floor(random() * drawn.length)] as Drawn;
    const takenAt = new Date(Date.UTC(2024, 0, 1) + index * 600_000);
    const place = join(folder, 'files', takenAt.toISOString().slice(0, 7));
    await mkdir(place, { recursive: true });
    const name = `Screenshot_${takenAt.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${index}.${extension}`;
    await writeFile(join(place, name), marked(bytes, extension, index));
    await utimes(join(place, name), takenAt, takenAt);
  }
  await writeFile(done, 'done');
  return join(folder, 'files');
}

interface Drawn {
  readonly bytes: Buffer;
  readonly extension: string;
}

async function drawAll(random: () => number): Promise<Drawn[]> {
  const drawn: Drawn[] = [];
  for (const { extension, share, write } of mix) {
    for (let index = 0; index < Math.max(2, share * differentPictures); index += 1) {
      const [width, height] = sizes[Math.floor(random() * sizes.length)] as (typeof sizes)[number];
      const image = write(sharp(Buffer.from(page(random, width, height))));
      drawn.push({ extension, bytes: await (extension === 'jpg' ? image.withExif(exif(random)) : image).toBuffer() });
    }
  }
  // A draw from the list is a draw from the mix.
  return mix.flatMap(({ extension, share }) => {
    const some = drawn.filter((each) => each.extension === extension);
    return Array.from({ length: Math.round(share * 1000) }, (_, at) => some[at % some.length] as Drawn);
  });
}

/** A page of coloured boxes and lines of dashes, about as hard to decode as a screen. */
function page(random: () => number, width: number, height: number): string {
  const shapes: string[] = [];
  const colour = () => `hsl(${Math.floor(random() * 360)} ${20 + random() * 60}% ${20 + random() * 70}%)`;
  for (let box = 0; box < 12; box += 1) {
    shapes.push(
      `<rect x="${random() * width}" y="${random() * height}" width="${random() * width * 0.5}" height="${random() * height * 0.5}" fill="${colour()}"/>`,
    );
  }
  for (let y = 30; y < height; y += 22) {
    const dashes = Array.from({ length: 14 }, () => 4 + Math.floor(random() * 60)).join(' ');
    shapes.push(
      `<path d="M40 ${y}H${width - 40}" stroke="${colour()}" stroke-width="9" stroke-dasharray="${dashes}"/>`,
    );
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#f4f4f2"/>${shapes.join('')}</svg>`;
}

function exif(random: () => number) {
  const second = String(Math.floor(random() * 60)).padStart(2, '0');
  return {
    IFD0: { Make: 'Example', Model: `Camera ${Math.floor(random() * 5)}` },
    IFD2: { DateTimeOriginal: `2024:03:01 10:15:${second}`, OffsetTimeOriginal: '+01:00' },
  };
}

/** The same picture in other bytes: its number in a comment that no decoder looks at. */
function marked(bytes: Buffer, extension: string, index: number): Buffer {
  const text = Buffer.from(`number ${index}`);
  if (extension === 'jpg') {
    const head = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
    return Buffer.concat([bytes.subarray(0, 2), head, text, bytes.subarray(2)]);
  }
  if (extension === 'png') {
    const body = Buffer.concat([Buffer.from('tEXtComment\0'), text]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length - 4);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    // Before the closing chunk of twelve bytes.
    return Buffer.concat([bytes.subarray(0, -12), length, body, check, bytes.subarray(-12)]);
  }
  if (extension === 'webp') {
    const chunk = Buffer.concat([Buffer.from('note'), Buffer.alloc(4), text, Buffer.alloc(text.length % 2)]);
    chunk.writeUInt32LE(text.length, 4);
    const whole = Buffer.concat([bytes, chunk]);
    whole.writeUInt32LE(whole.length - 8, 4);
    return whole;
  }
  return Buffer.concat([bytes, text]);
}
