import type { ByteSource } from './byte-source.ts';

const entryBytes = 12;
const mostEntries = 512;
/** Tags that only raw pictures have: the version of DNG, and the form of the cells of a sensor. */
const rawTags: ReadonlySet<number> = new Set([0xc612, 0x828d, 0x828e]);
/** What the first picture of the file is: 1 says that it is the small copy of another. */
const kindTag = 0x00fe;

/**
 * True for a camera's raw picture (DNG, NEF, ARW and others), which is a TIFF file that shows a small copy first. Only its
 * first list of tags is looked at.
 */
export async function isRawTiff(source: ByteSource): Promise<boolean> {
  const head = await source.read(0, 8);
  if (head.length < 8) return false;
  const isLittle = head[0] === 0x49;
  const short = (bytes: Buffer, at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (bytes: Buffer, at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  // Files beyond four gigabytes have another form, and no camera writes them.
  if (short(head, 2) !== 42) return false;
  const directoryAt = long(head, 4);
  const countBytes = await source.read(directoryAt, 2);
  if (countBytes.length < 2) return false;
  const entries = await source.read(directoryAt + 2, Math.min(short(countBytes, 0), mostEntries) * entryBytes);
  for (let at = 0; at + entryBytes <= entries.length; at += entryBytes) {
    const tag = short(entries, at);
    if (rawTags.has(tag)) return true;
    if (tag === kindTag && (long(entries, at + 8) & 1) === 1) return true;
  }
  return false;
}
