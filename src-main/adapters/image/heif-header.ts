import type { PictureHeader } from '../../ports/image-codec.ts';
import type { ByteSource } from './byte-source.ts';

/** Descriptions of hundreds of tiles take kilobytes; one of megabytes is no description. */
const greatestMetaBytes = 4 * 1024 * 1024;
/** Boxes at the top of a file; pictures have a handful. */
const mostTopBoxes = 64;
/** A picture made of pictures that are made of pictures. */
const greatestDepth = 4;

/** A part of the file with its type of four letters. */
interface Box {
  readonly type: string;
  readonly content: Buffer;
}

interface Item {
  readonly type: string;
  readonly madeOf: readonly number[];
}

/**
 * Reads format and size of an AVIF or HEIC file from the description of its main picture, cut and turned as it is shown.
 * Undefined where there is no such description, or it is of another kind of picture. Throws `RangeError` for one that
 * breaks off.
 */
export async function readHeifHeader(source: ByteSource): Promise<PictureHeader | undefined> {
  const meta = await findMeta(source);
  if (!meta) return undefined;
  const boxes = boxesIn(meta.subarray(4));
  const find = (type: string) => boxes.find((box) => box.type === type)?.content;
  const primary = find('pitm');
  const properties = boxesIn(find('iprp') ?? Buffer.alloc(0));
  if (!primary) return undefined;
  const id = primary[0] === 0 ? primary.readUInt16BE(4) : primary.readUInt32BE(4);
  const format = formatOf(id, itemsOf(find('iinf'), find('iref')));
  const size = sizeOf(id, properties);
  return format && size && { format, ...size };
}

async function findMeta(source: ByteSource): Promise<Buffer | undefined> {
  let at = 0;
  for (let count = 0; count < mostTopBoxes && at + 8 <= source.size; count += 1) {
    const head = await source.read(at, 16);
    if (head.length < 8) return undefined;
    const type = head.toString('latin1', 4, 8);
    const { size, headBytes } = lengthOf(head, source.size - at);
    if (type === 'meta') {
      if (size > greatestMetaBytes || at + size > source.size) return undefined;
      return source.read(at + headBytes, size - headBytes);
    }
    at += size;
  }
  return undefined;
}

/** The length of a box, which may be written in 64 bits or be all that is left. Never less than its head. */
function lengthOf(head: Buffer, left: number): { size: number; headBytes: number } {
  const short = head.readUInt32BE(0);
  if (short === 0) return { size: left, headBytes: 8 };
  const headBytes = short === 1 ? 16 : 8;
  const size = short === 1 ? Number(head.readBigUInt64BE(8)) : short;
  if (size < headBytes) throw new RangeError('A box is shorter than its own head.');
  return { size, headBytes };
}

function boxesIn(buffer: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= buffer.length; ) {
    const rest = buffer.subarray(at);
    const { size, headBytes } = lengthOf(rest, rest.length);
    if (size > rest.length) throw new RangeError('A box ends outside of what holds it.');
    boxes.push({ type: rest.toString('latin1', 4, 8), content: rest.subarray(headBytes, size) });
    at += size;
  }
  return boxes;
}

function itemsOf(infos: Buffer | undefined, references: Buffer | undefined): Map<number, Item> {
  const madeOf = madeOfIn(references);
  const items = new Map<number, Item>();
  if (!infos) return items;
  for (const { type, content } of boxesIn(infos.subarray(infos[0] === 0 ? 6 : 8))) {
    const version = content[0] ?? 0;
    if (type !== 'infe' || version < 2) continue;
    const id = version === 2 ? content.readUInt16BE(4) : content.readUInt32BE(4);
    const typeAt = version === 2 ? 8 : 10;
    items.set(id, { type: content.toString('latin1', typeAt, typeAt + 4), madeOf: madeOf.get(id) ?? [] });
  }
  return items;
}

function madeOfIn(references: Buffer | undefined): Map<number, number[]> {
  const found = new Map<number, number[]>();
  if (!references) return found;
  const idBytes = references[0] === 0 ? 2 : 4;
  for (const { type, content } of boxesIn(references.subarray(4))) {
    if (type !== 'dimg') continue;
    const count = content.readUInt16BE(idBytes);
    const ids = Array.from({ length: count }, (_, n) => content.readUIntBE(idBytes + 2 + n * idBytes, idBytes));
    found.set(content.readUIntBE(0, idBytes), ids);
  }
  return found;
}

/** By how the pixels of the main picture are packed, whatever the brand of the file says. */
function formatOf(id: number, items: ReadonlyMap<number, Item>, depth = 0): 'avif' | 'heic' | undefined {
  const item = items.get(id);
  if (item?.type === 'av01') return 'avif';
  if (item?.type === 'hvc1') return 'heic';
  const [part] = item?.madeOf ?? [];
  return part === undefined || depth === greatestDepth ? undefined : formatOf(part, items, depth + 1);
}

function sizeOf(id: number, boxes: readonly Box[]): { width: number; height: number } | undefined {
  const find = (type: string) => boxes.find((box) => box.type === type)?.content;
  const all = boxesIn(find('ipco') ?? Buffer.alloc(0));
  const associations = find('ipma');
  let width = 0;
  let height = 0;
  for (const index of associations ? indicesOf(id, associations) : []) {
    const property = all[index - 1];
    if (property?.type === 'ispe') {
      width = property.content.readUInt32BE(4);
      height = property.content.readUInt32BE(8);
    } else if (property?.type === 'clap') {
      width = Math.min(width, fractionAt(property.content, 0));
      height = Math.min(height, fractionAt(property.content, 8));
    } else if (property?.type === 'irot' && ((property.content[0] ?? 0) & 1) === 1) {
      [width, height] = [height, width];
    }
  }
  return width > 0 && height > 0 ? { width, height } : undefined;
}

function fractionAt(content: Buffer, at: number): number {
  return Math.round(content.readUInt32BE(at) / content.readUInt32BE(at + 4));
}

/** Which properties an item has, in their order; the first property is number one. */
function indicesOf(id: number, associations: Buffer): number[] {
  const idBytes = associations[0] === 0 ? 2 : 4;
  const isWide = ((associations[3] ?? 0) & 1) === 1;
  let at = 8;
  for (let left = associations.readUInt32BE(4); left > 0; left -= 1) {
    const item = associations.readUIntBE(at, idBytes);
    const count = associations.readUInt8(at + idBytes);
    at += idBytes + 1;
    const indexBytes = isWide ? 2 : 1;
    if (item === id) {
      const mask = isWide ? 0x7fff : 0x7f;
      return Array.from({ length: count }, (_, n) => associations.readUIntBE(at + n * indexBytes, indexBytes) & mask);
    }
    at += count * indexBytes;
  }
  return [];
}
