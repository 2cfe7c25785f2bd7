import ExifReader from 'exifreader';
import type { PictureMetadata, ReadPictureMetadata } from '../../ports/picture-metadata.ts';

/** Reads what a picture says of itself. Throws nothing. */
export const readPictureMetadata: ReadPictureMetadata = (bytes): PictureMetadata => {
  try {
    const { exif } = ExifReader.load(Buffer.from(bytes), { expanded: true });
    const text = exif?.DateTimeOriginal?.description;
    return { camera: null, times: text ? [{ kind: 'exif_original', text: text.slice(0, 200) }] : [] };
  } catch {
    return { camera: null, times: [] };
  }
};
