/** Files that systems and programs put into folders by themselves. */
const files: ReadonlySet<string> = new Set([
  ...['.ds_store', 'thumbs.db', 'ehthumbs.db', 'ehthumbs_vista.db', 'desktop.ini', '.directory', '.localized'],
  ...['.nomedia', 'picasa.ini', '.picasa.ini', 'zbthumbnail.info'],
]);

/** Folders of theirs: small copies of pictures, waste baskets, indexes. */
const folders: ReadonlySet<string> = new Set([
  ...['@eadir', '.@__thumb', '__macosx', '$recycle.bin', 'system volume information', '.trashes', '.thumbnails'],
  ...['.spotlight-v100', '.fseventsd', '.temporaryitems', 'lost+found'],
]);

/** Whether a name is one that no person gave, such as `.DS_Store`, or macOS's `._` beside a file. */
export function isClutter(name: string): boolean {
  return name.startsWith('._') || files.has(name.toLowerCase());
}

export function isClutterFolder(name: string): boolean {
  return folders.has(name.toLowerCase());
}

/** Whether a path within an archive leads through such a folder, or to such a file. */
export function isClutterPath(path: string): boolean {
  const names = path.split('/');
  const last = names.pop() ?? '';
  return isClutter(last) || names.some(isClutterFolder);
}

/** Names that say of a file that it is a picture: one that is none is then worth a word. */
const pictureName =
  /\.(?:jpe?g|jpe|jfif|png|apng|webp|avif|hei[cf]s?|hif|gif|tiff?|bmp|dib|svgz?|pdf|jxl|jp2|j2k|psd|ico|dng|cr[23w]|nef|nrw|arw|orf|raf|rw2|pef|srw|x3f)$/i;

export function claimsToBePicture(name: string): boolean {
  return pictureName.test(name);
}

export function claimsToBeArchive(name: string): boolean {
  return /\.zip$/i.test(name);
}
