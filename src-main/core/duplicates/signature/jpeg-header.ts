import type { CodeTable } from './jpeg-codes.ts';

/** One of the colours of a JPEG: how often it is sampled, and the tables it is read with. */
export interface JpegComponent {
  readonly across: number;
  readonly down: number;
  readonly steps: Uint16Array;
  readonly means: number;
  readonly numbers: number;
}

/** What the header of a JPEG says whose lightness can be read by itself. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** Lightness comes first. */
  readonly components: readonly JpegComponent[];
  readonly meansCodes: ReadonlyMap<number, CodeTable>;
  readonly numbersCodes: ReadonlyMap<number, CodeTable>;
  /** Where the coded data begin. */
  readonly dataAt: number;
}

const startOfImage = 0xd8;
const stepsTable = 0xdb;
const codesTable = 0xc4;
const frames: ReadonlySet<number> = new Set([0xc0, 0xc1]);
const startOfScan = 0xda;
const adobe = 0xee;

/** Change nothing in how it is shown: comments, JFIF and the like; not EXIF, which may turn it, nor a colour profile. */
const harmless = (marker: number) => marker === 0xfe || marker === 0xe0 || (marker >= 0xe3 && marker <= 0xef);

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly { id: number; across: number; down: number; steps: number }[];
}

/**
 * Reads the header; undefined where pixels are not simply what is shown (turned, with a colour profile, progressive, of
 * four colours or twelve bits, with marks to begin again at), where it is in any way unusual or broken, and where it is no JPEG at all.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  try {
    return readSegments(bytes);
  } catch (error) {
    // Something in it reaches beyond its end.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readSegments(bytes: Uint8Array): JpegHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0) !== 0xff00 + startOfImage) return undefined;
  const steps = new Map<number, Uint16Array>();
  const meansCodes = new Map<number, CodeTable>();
  const numbersCodes = new Map<number, CodeTable>();
  let frame: Frame | undefined;
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    if (bytes[at] !== 0xff) return undefined;
    const from = at + 4;
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === stepsTable) readSteps(view, from, end, steps);
    else if (marker === codesTable) readCodes(bytes, view, from, end, meansCodes, numbersCodes);
    else if (frames.has(marker)) {
      frame = readFrame(view, from);
      if (!frame) return undefined;
    } else if (marker === startOfScan) {
      const components = frame && readScan(view, from, frame, steps);
      if (!frame || !components) return undefined;
      const { width, height } = frame;
      return { width, height, components, meansCodes, numbersCodes, dataAt: end };
    } else if (!harmless(marker)) return undefined;
    // Its last byte says whether the colours are lightness and two others, as everywhere else.
    if (marker === adobe && end - from >= 12 && view.getUint8(from + 11) === 0) return undefined;
  }
}

function readSteps(view: DataView, from: number, end: number, steps: Map<number, Uint16Array>): void {
  for (let at = from; at < end; ) {
    const isWide = view.getUint8(at) >> 4 !== 0;
    const id = view.getUint8(at) & 15;
    const table = Uint16Array.from({ length: 64 }, (_, number) =>
      isWide ? view.getUint16(at + 1 + 2 * number) : view.getUint8(at + 1 + number),
    );
    steps.set(id, table);
    at += 1 + (isWide ? 128 : 64);
  }
}

function readCodes(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  end: number,
  means: Map<number, CodeTable>,
  numbers: Map<number, CodeTable>,
): void {
  for (let at = from; at < end; ) {
    const kind = view.getUint8(at);
    const counts = bytes.subarray(at + 1, at + 17);
    const length = counts.reduce((sum, count) => sum + count, 0);
    const symbols = bytes.subarray(at + 17, at + 17 + length);
    if (length > 256 || symbols.length < length) throw new RangeError('The codes reach beyond the end.');
    (kind >> 4 === 0 ? means : numbers).set(kind & 15, { counts, symbols });
    at += 17 + length;
  }
}

function readFrame(view: DataView, at: number): Frame | undefined {
  const count = view.getUint8(at + 5);
  const height = view.getUint16(at + 1);
  const width = view.getUint16(at + 3);
  if (view.getUint8(at) !== 8 || (count !== 1 && count !== 3) || width === 0 || height === 0) return undefined;
  const parts = Array.from({ length: count }, (_, index) => {
    const part = at + 6 + 3 * index;
    const sampling = view.getUint8(part + 1);
    return { id: view.getUint8(part), across: sampling >> 4, down: sampling & 15, steps: view.getUint8(part + 2) };
  });
  // Named by their letters they are red, green and blue.
  return count === 3 && parts[0]?.id === 0x52 ? undefined : { width, height, parts };
}

function readScan(
  view: DataView,
  at: number,
  { parts }: Frame,
  steps: ReadonlyMap<number, Uint16Array>,
): JpegComponent[] | undefined {
  if (view.getUint8(at) !== parts.length) return undefined;
  const components: JpegComponent[] = [];
  for (const [index, part] of parts.entries()) {
    const table = steps.get(part.steps);
    if (view.getUint8(at + 1 + 2 * index) !== part.id || !table) return undefined;
    const codes = view.getUint8(at + 2 + 2 * index);
    // A single colour is not interleaved, whatever its sampling says.
    const [across, down] = parts.length === 1 ? [1, 1] : [part.across, part.down];
    components.push({ across, down, steps: table, means: codes >> 4, numbers: codes & 15 });
  }
  return components;
}
