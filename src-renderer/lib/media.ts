/** Pictures never ride RPC: they are ordinary URLs of the page's own origin, so `<img>` caches and decodes them. */

import { mimeTypeByFormat, type PictureFormat, pictureFormats } from '../../src-shared/domain/vocabulary.ts';

/** Widths at which the core keeps thumbnails; any other width is rounded up to the next of these. */
export const thumbnailWidths = [160, 320, 640, 1280] as const;

const nameByFormat: Readonly<Record<PictureFormat, string>> = {
  jpeg: 'JPEG',
  webp: 'WebP',
  png: 'PNG',
  avif: 'AVIF',
  heic: 'HEIC',
  gif: 'GIF',
  tiff: 'TIFF',
  bmp: 'BMP',
};

/** What people call the format of a picture; of one that is not known, its MIME type. */
export function formatName(mimeType: string): string {
  const format = pictureFormats.find((each) => mimeTypeByFormat[each] === mimeType);
  return format ? nameByFormat[format] : mimeType;
}

/** The whole picture: as it is stored, or as a JPEG where no browser shows its format. */
export function fullUrl(captureId: string): string {
  return `/media/full/${encodeURIComponent(captureId)}`;
}

/** A JPEG of the capture at about this many CSS pixels, for this screen's pixel density. */
export function thumbnailUrl(captureId: string, widthPixels: number): string {
  const wanted = widthPixels * Math.min(globalThis.devicePixelRatio ?? 1, 2);
  const width = thumbnailWidths.find((candidate) => candidate >= wanted) ?? thumbnailWidths.at(-1);
  return `/media/thumb/${encodeURIComponent(captureId)}?width=${width}`;
}
