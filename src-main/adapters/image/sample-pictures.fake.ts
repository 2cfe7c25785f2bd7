import { inflateSync } from 'node:zlib';
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

/** Files of a few kilobytes that say they are 100 × 100, and hold one colour of 16,000 × 16,000 and of 8,192 × 8,192. */
export function understatedPictures(): { readonly avif: Buffer; readonly heic: Buffer } {
  const unpack = (lines: readonly string[]) => inflateSync(Buffer.from(lines.join(''), 'base64'));
  return { avif: unpack(understatedAvif), heic: unpack(understatedHeic) };
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

const understatedAvif = [
  'eNpjYGCQSSupLEgsy0xjAILczDRDEDs3MxHEv5abWpLIAAGKGSk5RVA2Q0FmcgkDGlDKzMlPBjFcHBgYgRAEfkFpBl4OIKGcmZkHtgYsKgrkpDJB',
  'eYllBoYgJl9BZkkuXElYZkFRAZC2yCxIzgfSPIllhs6N9mBNIpnFBalQq1OgWKAgsyITJMDMwQGyUCyzIBfmfqCTmBuZmIFOEchNSSwRYuDitv9e',
  'V//z7xIWEykHo2+SAuyJhkHl////2PxBgSH3/Cmt75L11zjkekum9+4w4Do869JH40S1WUmyJz0cU85bTa2bdiC10NGu4Uvtwe6TqvKbIj7NNpuw',
  '+ZtokGPLKcOaX23HI5e+/yRy51fXdtttZ9WlHnoaHrk5/SPj0fmpk7uE7v70Ohpfkit1ff+m/Nd9Hgk5KNZtnpMj8ubWVpFP4fqfrW0vXDgYv0P6',
  'iOq++c8Z1hhNFo59cmjJvZxFLZstov3mPmtMu1nyOj9IiuFVQwXHhAe/9mmGCRyf8WnG1Talz6sMo1Z+YF0pWZbcHHPXafKNHCvrVxtkJZ7Q17Zs',
  'SmyraDOqXMTKnvLFbyGTZLOSdQd74+J9DbXahzUO5K12SS6TVdotesabbUXpM/3uxJvTHqBYVpNyUzXuzr2GcPdpbAr7Nh1PfDvTY4+SwrWMgl5O',
  'Mad6zX0vNDtVJngmla3Uz7YQ+Vm8O3WRleYZjaMnw49PT+0utzUv7TO7WHn3/87dgezdb87u1mawqt+Qv22KZfvnhK7gxydSzp/SFDr5QfvjaeHn',
  'BydWxIm9Pc9z6ZzpkunpJxfHPsiKNRW7KbPJ/vMe56n/4x/f+ejdkjnTRWuT7EER/e/TlT9/Z2h+vWFphMup5AufwyQaik46OFio6zLuv158yvfT',
  'ndS1W9sMDP/M2CVAH1uSybJFzuzgljOP3SxKNA7l6yZ/indrTxXLrLx89MEZH6nptd89DMLjumOTix0rdoTeSOx2GI2d0dgZjZ3R2BmNndHYGY2d',
  '0diBxE4yHWJnQgwtw2sNbU2nYSTkAAAE1NH8',
];

const understatedHeic = [
  'eNrt189LFGEYB/DnnSmboHKNjEIT3SDKTmJBIMVgglDQWQ/Frrs77RvO7su6iAbB9pvoYhoS0mqRoIeghQ5FEKnUoT+hg9cIgvCmB2N6Zp08+Afs',
  'g+z3Yeb9PfPhfQfemSGiVq84brIZnSIOX3tdYdnXSY9I9fqZYpK2oiObHi5EZTI6VaQdccjool8tKT7jejhfvWWfy3VVbfa2cqKeZU5Oap3ztsc3',
  'cyVjRbXsaKorLK5oUzCcz2uTynM+xh2XlW22zWCNNv9ubBA12u184TFXHVBBEA6waSJM+Ag+WW4Hd57tVWpHzytyLXJoMDc/OfNzqRS2VZMHcR6/',
  'r08tFypDLjNH9IjJRGQ6OmNGj+mwwXYch7Oj2vj/14onbN+17vNEv/vpJK9Uz+fT6t2eWMyKz7XN3mg7scpRLpev1zoSm+MXfgfrbxZ+HL5z6tmX',
  'yrWb/ebMwycvogWp4aHyC7/+NCS+Xaw9TXSvNHXw3JKEbFu3Hou4RE0xIbjhqxC8WpKB976UcY9PyLhXXBn3qczzVedldo5pEdZ+VD97xv5FCbXR',
  'kVCbRTaLFpGXULxdQu0UUbtF1EsJCfWqyDfcgMjrLikyVyOi3nZl/gokVJmPmOci6qyI+lpEXRRR39aRWhFR30OFCnXXqB+gQoUKFSpUqFChQoUK',
  'FSpUqFChQoUKFSpUqFChQoUKFSpUqFChQoUKFWqdqh9L/wAGf0n9',
];
