/** Pictures never ride RPC: they are ordinary URLs of the page's own origin, so `<img>` caches and decodes them. */

/** Widths at which the core keeps thumbnails; any other width is rounded up to the next of these. */
export const thumbnailWidths = [160, 320, 640, 1280] as const;

/** The stored picture itself. */
export function fullUrl(captureId: string): string {
  return `/media/full/${encodeURIComponent(captureId)}`;
}

/** A JPEG of the capture at about this many CSS pixels, for this screen's pixel density. */
export function thumbnailUrl(captureId: string, widthPixels: number): string {
  const wanted = widthPixels * Math.min(globalThis.devicePixelRatio ?? 1, 2);
  const width = thumbnailWidths.find((candidate) => candidate >= wanted) ?? thumbnailWidths.at(-1);
  return `/media/thumb/${encodeURIComponent(captureId)}?width=${width}`;
}
