/** EXIF data as they lie in a file: a TIFF header and lists of entries whose values are found by their place. */

/** One value to set; text is closed by a zero, as EXIF wants it. */
export interface ExifText {
  readonly tag: number;
  readonly text: string;
}

const entryBytes = 12;
const asciiType = 2;
const undefinedType = 7;
const longType = 4;
const pointerTag = 0x8769;
const versionTag = 0x9000;
const mostEntries = 1024;
const headerBytes = 8;

/** Numbers in the order of bytes that a block of EXIF data has. */
class Block {
  readonly bytes: Buffer;
  readonly isLittle: boolean;

  constructor(bytes: Buffer, isLittle: boolean) {
    this.bytes = bytes;
    this.isLittle = isLittle;
  }

  short(at: number): number {
    return this.isLittle ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  long(at: number): number {
    return this.isLittle ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }

  setShort(value: number, at: number): void {
    if (this.isLittle) this.bytes.writeUInt16LE(value, at);
    else this.bytes.writeUInt16BE(value, at);
  }

  setLong(value: number, at: number): void {
    if (this.isLittle) this.bytes.writeUInt32LE(value, at);
    else this.bytes.writeUInt32BE(value, at);
  }
}

/** A list of entries as it lies there: twelve bytes each, and where the next list is. */
interface Directory {
  readonly at: number;
  readonly entries: readonly Buffer[];
  readonly next: number;
}

/**
 * Sets texts in the EXIF part of a block, and returns a new one. Everything else stays at its place, since the notes of
 * camera makers are found by it; what is new follows behind. A block that cannot be read is replaced by a fresh one.
 */
export function setExifTexts(existing: Buffer | undefined, texts: readonly ExifText[]): Buffer {
  const block = existing && readBlock(existing);
  const main = block && readDirectory(block, block.long(4));
  if (!block || !main) return freshBlock(texts);
  const pointer = main.entries.find((entry) => tagOf(block, entry) === pointerTag);
  const exif = pointer && readDirectory(block, longOf(block, pointer));
  if (exif && setInPlace(block, exif, texts)) return block.bytes;
  const exifAt = evenEnd(block.bytes);
  const version = exif ? [] : [versionEntry(block)];
  const withExif = append(block, exifAt, exif?.entries ?? version, exif?.next ?? 0, texts);
  if (pointer) {
    const index = main.entries.indexOf(pointer);
    const at = main.at + 2 + index * entryBytes;
    // It may be of another type in a block that was written badly.
    withExif.setShort(longType, at + 2);
    withExif.setLong(1, at + 4);
    withExif.setLong(exifAt, at + 8);
    return withExif.bytes;
  }
  const mainAt = evenEnd(withExif.bytes);
  const link = entryOf(withExif, pointerTag, longType, 1);
  withExif.isLittle ? link.writeUInt32LE(exifAt, 8) : link.writeUInt32BE(exifAt, 8);
  const whole = append(withExif, mainAt, [...main.entries, link], main.next, []);
  whole.setLong(mainAt, 4);
  return whole.bytes;
}

/** A copy that may be changed; undefined for what does not begin as EXIF data do. */
function readBlock(existing: Buffer): Block | undefined {
  if (existing.length < headerBytes) return undefined;
  const order = existing.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return undefined;
  const block = new Block(Buffer.from(existing), order === 'II');
  return block.short(2) === 42 ? block : undefined;
}

function readDirectory(block: Block, at: number): Directory | undefined {
  const { length } = block.bytes;
  if (at < headerBytes || at + 2 > length) return undefined;
  const count = block.short(at);
  const end = at + 2 + count * entryBytes;
  if (count === 0 || count > mostEntries || end > length) return undefined;
  const entries = Array.from({ length: count }, (_, n) =>
    block.bytes.subarray(at + 2 + n * entryBytes, at + 2 + (n + 1) * entryBytes),
  );
  // Where the next list would be told the block may end.
  return { at, entries, next: end + 4 <= length ? block.long(end) : 0 };
}

function tagOf(block: Block, entry: Buffer): number {
  return block.isLittle ? entry.readUInt16LE(0) : entry.readUInt16BE(0);
}

function longOf(block: Block, entry: Buffer): number {
  return block.isLittle ? entry.readUInt32LE(8) : entry.readUInt32BE(8);
}

/** Where all texts are there already with as much room, nothing has to grow. Changes nothing otherwise. */
function setInPlace(block: Block, directory: Directory, texts: readonly ExifText[]): boolean {
  const places: { at: number; bytes: Buffer }[] = [];
  for (const { tag, text } of texts) {
    const index = directory.entries.findIndex((entry) => tagOf(block, entry) === tag);
    if (index < 0) return false;
    const entryAt = directory.at + 2 + index * entryBytes;
    const bytes = asciiOf(text);
    if (block.short(entryAt + 2) !== asciiType || block.long(entryAt + 4) !== bytes.length) return false;
    const at = bytes.length <= 4 ? entryAt + 8 : block.long(entryAt + 8);
    // Values never lie in the header or among the entries.
    const isAmongEntries =
      at < directory.at + 2 + directory.entries.length * entryBytes && at + bytes.length > directory.at;
    if (at < headerBytes || at + bytes.length > block.bytes.length || (bytes.length > 4 && isAmongEntries))
      return false;
    places.push({ at, bytes });
  }
  for (const { at, bytes } of places) bytes.copy(block.bytes, at);
  return true;
}

function asciiOf(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'latin1');
}

function evenEnd(bytes: Buffer): number {
  return bytes.length + (bytes.length % 2);
}

/** Adds a list of these entries behind a block, in the order of their tags, with texts in the place of equal tags. */
function append(block: Block, at: number, entries: readonly Buffer[], next: number, texts: readonly ExifText[]): Block {
  const kept = entries.filter((entry) => !texts.some(({ tag }) => tag === tagOf(block, entry)));
  const count = kept.length + texts.length;
  const listBytes = 2 + count * entryBytes + 4;
  const values: Buffer[] = [];
  let valueAt = at + listBytes;
  const added = texts.map(({ tag, text }) => {
    const bytes = asciiOf(text);
    const entry = entryOf(block, tag, asciiType, bytes.length);
    if (bytes.length <= 4) {
      bytes.copy(entry, 8);
      return entry;
    }
    block.isLittle ? entry.writeUInt32LE(valueAt, 8) : entry.writeUInt32BE(valueAt, 8);
    const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
    values.push(padded);
    valueAt += padded.length;
    return entry;
  });
  const sorted = [...kept, ...added].sort((one, other) => tagOf(block, one) - tagOf(block, other));
  const list = new Block(Buffer.alloc(listBytes), block.isLittle);
  list.setShort(count, 0);
  Buffer.concat(sorted).copy(list.bytes, 2);
  list.setLong(next, listBytes - 4);
  const fill = Buffer.alloc(at - block.bytes.length);
  return new Block(Buffer.concat([block.bytes, fill, list.bytes, ...values]), block.isLittle);
}

function entryOf(block: Block, tag: number, type: number, count: number): Buffer {
  const entry = new Block(Buffer.alloc(entryBytes), block.isLittle);
  entry.setShort(tag, 0);
  entry.setShort(type, 2);
  entry.setLong(count, 4);
  return entry.bytes;
}

/** Version 2.32, the first that readers know with UTC offsets. */
function versionEntry(block: Block): Buffer {
  const entry = entryOf(block, versionTag, undefinedType, 4);
  entry.write('0232', 8, 'latin1');
  return entry;
}

function freshBlock(texts: readonly ExifText[]): Buffer {
  const header = new Block(Buffer.alloc(headerBytes), false);
  header.bytes.write('MM', 0, 'latin1');
  header.setShort(42, 2);
  header.setLong(headerBytes, 4);
  // One entry that points at the list behind it: 2 + 12 + 4 bytes after the header.
  const link = entryOf(header, pointerTag, longType, 1);
  const exifAt = headerBytes + 2 + entryBytes + 4;
  link.writeUInt32BE(exifAt, 8);
  const main = append(header, headerBytes, [link], 0, []);
  return append(main, exifAt, [versionEntry(header)], 0, texts).bytes;
}
