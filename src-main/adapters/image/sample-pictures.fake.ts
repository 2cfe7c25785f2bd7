import sharp from 'sharp';
import { type PictureFormat, pictureFormats } from '../../../src-shared/domain/vocabulary.ts';
import { writeBmp } from './bmp-writer.fake.ts';

/** The size of every sample: red at the left, green at the right. */
export const sampleSize = { width: 96, height: 64 } as const;
/** The colours of its halves. */
export const sampleColours = { left: [200, 30, 40], right: [20, 180, 60] } as const;

/** Pixels of the sample, RGB. */
export function samplePixels(): Buffer {
  const { width, height } = sampleSize;
  const row = Array.from({ length: width }, (_, x) => (x < width / 2 ? sampleColours.left : sampleColours.right));
  return Buffer.from(Array.from({ length: height }, () => row.flat()).flat());
}

/** A small real picture of a format. HEIC cannot be written here: those were made once with libheif and x265. */
export async function samplePicture(format: PictureFormat): Promise<Buffer> {
  if (format === 'heic') return Buffer.from(heic.join(''), 'base64');
  if (format === 'bmp') return writeBmp({ ...sampleSize, channels: 3, data: samplePixels() }, { bitsPerPixel: 24 });
  const picture = sharp(samplePixels(), { raw: { ...sampleSize, channels: 3 } });
  // Of the two ways of packing a TIFF, this one loses nothing.
  if (format === 'tiff') return picture.tiff({ compression: 'lzw' }).toBuffer();
  return picture.toFormat(format, { quality: 95 }).toBuffer();
}

/** A sample of every format, with its name. */
export function samplePictures(): Promise<readonly (readonly [PictureFormat, Buffer])[]> {
  return Promise.all(pictureFormats.map(async (format) => [format, await samplePicture(format)] as const));
}

/**
 * As telephones write them: of two tiles of 64 × 64, cut to 120 × 60 and turned clockwise, so that it is shown as
 * 60 × 120 with red above green.
 */
export function tiledHeic(): Buffer {
  return Buffer.from(tiled.join(''), 'base64');
}

const heic = [
  'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAT9tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAA',
  'AAABAAAAImlsb2MAAAAAREAAAQABAAAAAAFjAAEAAAAAAAAAmgAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAv2lwcnAAAACh',
  'aXBjbwAAAHVodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQAoQgEBA3AAAAMAkAAAAwAA',
  'AwAeoDCBBZbqSSmubAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAGAAAABAAAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAA',
  'AAAAAAEAAQOBAoMAAACibWRhdAAAAJYoAa8EeDwTdyrf6lqp//1Qu7L+01WJ+rNjfsr//9bd//skso2C63wwS2f92Vv0Z49RJsg/U6o3j6Wlw9m6',
  'cWMNdn14MtonoZEGZpnOC7SEXAoyFc+p/ScxLPV7UuenOHE0VccQ0TKhj4xFiY/Ebx2g15q3gOHOfn0zq5ktEOG7iCcvIs/WX8HfaKu49DeXeJqw',
  '62/s1uA=',
];

const tiled = [
  'AAAAGGZ0eXBoZWljAAAAAG1pZjFoZWljAAACKG1ldGEAAAAAAAAAIWhkbHIAAAAAAAAAAHBpY3QAAAAAAAAAAAAAAAAAAAAADnBpdG0AAAAAAAEA',
  'AAA6aWxvYwAAAABEAAADAAEAAAABAAACSAAAAAgAAgAAAAEAAAJQAAAAHwADAAAAAQAAAm8AAAAeAAAATWlpbmYAAAAAAAMAAAAVaW5mZQIAAAAA',
  'AQAAZ3JpZAAAAAAVaW5mZQIAAAEAAgAAaHZjMQAAAAAVaW5mZQIAAAEAAwAAaHZjMQAAAAAcaXJlZgAAAAAAAAAQZGltZwABAAIAAgADAAABSmlw',
  'cnAAAAEjaXBjbwAAABRpc3BlAAAAAAAAAHgAAAA8AAAAFGlzcGUAAAAAAAAAQAAAAEAAAAB1aHZjQwEDcAAAAAAAAAAAAB7wAPz9+PgAAA8DIAAB',
  'ABhAAQwB//8DcAAAAwCQAAADAAADAB66AkAhAAEAKEIBAQNwAAADAJAAAAMAAAMAHqAggQWW6kkprmwIAAADAAgAAAMACEAiAAEAB0QBwXKwIkAA',
  'AAB1aHZjQwEDcAAAAAAAAAAAAB7wAPz9+PgAAA8DIAABABhAAQwB//8DcAAAAwCQAAADAAADAB66AkAhAAEAKEIBAQNwAAADAJAAAAMAAAMAHqAg',
  'gQWW6kkprmwIAAADAAgAAAMACEAiAAEAB0QBwXKwIkAAAAAJaXJvdAMAAAAfaXBtYQAAAAAAAAADAAECgYUAAgKCgwADAoKEAAAATW1kYXQAAAAB',
  'AHgAPAAAABsoAa8EeDwTdyrf6lqp//1Qu7L+01w09y6Ut+AAAAAaKAGvBHg8E3cq36EJ//9/C3//n3C09y6Ut+A=',
];
