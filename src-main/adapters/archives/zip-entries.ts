import yauzl, { type Entry } from 'yauzl';

/** What one entry may hold: as much as a file that is imported. */
export const greatestEntryBytes = 512 * 1024 * 1024;

/** From this size on an entry that was packed so well is no picture, but made to fill memory. */
const suspectBytes = 16 * 1024 * 1024;
const greatestRatio = 200;

const longestName = 1000;

/** The kinds of files of Unix, in the upper half of the attributes. */
const kindMask = 0o170000;
const kindRegular = 0o100000;
const kindFolder = 0o040000;
const kindLink = 0o120000;

/** Systems by which an archive may be made whose attributes are those of Unix: Unix itself and macOS. */
const unixMakers: ReadonlySet<number> = new Set([3, 19]);

/** The name of an entry as text, as it stands there. */
export function shownName(entry: Entry): string {
  // Strict: a backslash stays one, and is refused.
  return yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
}

/** Why an entry is not read, as one sentence. Nothing is decided by what would happen to be harmless here. */
export function problemOf(entry: Entry): string | undefined {
  return nameProblemOf(shownName(entry)) ?? kindProblemOf(entry) ?? sizeProblemOf(entry);
}

function nameProblemOf(name: string): string | undefined {
  if (name.length > longestName) return 'Its name in the archive is longer than 1,000 characters.';
  if (name === '' || name.includes('\0')) return 'It has no valid name in the archive.';
  if (name.includes('\\')) return 'Its name in the archive has a backslash. It was not read.';
  if (/^[a-z]:/i.test(name)) return 'Its name in the archive begins with a drive. It was not read.';
  if (name.startsWith('/')) return 'Its name in the archive is a whole path. It was not read.';
  if (name.split('/').includes('..')) return 'Its name leads out of the archive. It was not read.';
  return undefined;
}

function kindProblemOf(entry: Entry): string | undefined {
  if (entry.isEncrypted()) return 'It is encrypted. Unpack the archive with its password, and import the files.';
  if (unixMakers.has(entry.versionMadeBy >> 8)) {
    const kind = (entry.externalFileAttributes >>> 16) & kindMask;
    if (kind === kindLink) return 'This is a link. Links are not followed.';
    if (kind !== 0 && kind !== kindRegular && kind !== kindFolder) return 'This is a device or a pipe, and no file.';
  }
  if (!entry.canDecodeFileData()) return 'It was packed in a way that is not known here.';
  return undefined;
}

function sizeProblemOf({ uncompressedSize, compressedSize }: Entry): string | undefined {
  if (uncompressedSize > greatestEntryBytes) return 'The file is larger than 512 MB.';
  if (uncompressedSize > suspectBytes && uncompressedSize > compressedSize * greatestRatio) {
    return 'It would unpack to more than 200 times its size: it is made to fill memory. It was not read.';
  }
  return undefined;
}
