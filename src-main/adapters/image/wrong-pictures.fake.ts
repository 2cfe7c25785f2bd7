import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import type { PictureFormat } from '../../../src-shared/domain/vocabulary.ts';
import { samplePicture, sampleSize } from './sample-pictures.fake.ts';

/** A picture of a format that breaks off: within its header, and further and further on. */
export async function cutPictures(format: PictureFormat): Promise<readonly Buffer[]> {
  const noise = Buffer.from(Array.from({ length: 96 * 64 * 3 }, (_, index) => (index * 7919) % 256));
  const whole =
    format === 'heic' || format === 'bmp'
      ? await samplePicture(format)
      : await sharp(noise, { raw: { ...sampleSize, channels: 3 } })
          .toFormat(format)
          .toBuffer();
  return [0.02, 0.3, 0.6, 0.9].map((part) => whole.subarray(0, Math.floor(whole.length * part)));
}

/** A PNG of this size that holds nothing else. */
function hollowPng(width: number, height: number): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(content.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', size),
    chunk('IDAT', Buffer.alloc(9)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Pictures that say they have this size, which is not theirs, by the names of their formats. */
export async function claimingPictures(width: number, height: number): Promise<Record<string, Buffer>> {
  const jpeg = await samplePicture('jpeg');
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.writeUInt16BE(height, frame + 5);
  jpeg.writeUInt16BE(width, frame + 7);
  const gif = await samplePicture('gif');
  const descriptor = gif.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, 96, 0, 64, 0]));
  for (const at of [6, descriptor + 5]) {
    gif.writeUInt16LE(width, at);
    gif.writeUInt16LE(height, at + 2);
  }
  const bmp = await samplePicture('bmp');
  bmp.writeInt32LE(width, 18);
  bmp.writeInt32LE(height, 22);
  const claims: Record<string, Buffer> = { jpeg, gif, bmp, png: hollowPng(width, height) };
  for (const format of ['avif', 'heic'] as const) {
    const bytes = await samplePicture(format);
    for (let at = bytes.indexOf('ispe'); at > 0; at = bytes.indexOf('ispe', at + 4)) {
      bytes.writeUInt32BE(width, at + 8);
      bytes.writeUInt32BE(height, at + 12);
    }
    claims[format] = bytes;
  }
  const tiff = await samplePicture('tiff');
  const directory = tiff.readUInt32LE(4);
  for (let n = 0; n < tiff.readUInt16LE(directory); n += 1) {
    const at = directory + 2 + n * 12;
    const value = new Map([
      [256, width],
      [257, height],
    ]).get(tiff.readUInt16LE(at));
    if (value !== undefined) {
      tiff.writeUInt16LE(4, at + 2);
      tiff.writeUInt32LE(value, at + 8);
    }
  }
  claims.tiff = tiff;
  return claims;
}
