import { jpegCellsModule } from './jpeg-cells-module.ts';

/**
 * Where things lie in the memory of the kernel that reads JPEG files (`jpeg-cells.wat`). The first words are what it
 * goes on with: where a marker was, where it reads, bits in hand and their number, the end, the length of the plan.
 */
export const layout = {
  marker: 4,
  /** Where the next coded bytes are. */
  at: 8,
  bitCount: 12,
  bits: 16,
  limit: 24,
  blocksInPlan: 28,
  /** What the next block of lightness differs from. */
  predicted: 32,
  /** The blocks of a unit, 32 bytes each. */
  plan: 128,
  /** By what each number of a block was divided, in the order of the file. */
  steps: 0x400,
  /** Where each number is added up for the whole of a block, and for the part that an edge cuts off. */
  wholePlaces: 0x600,
  cutPlaces: 0x800,
  means: 0x1000,
  numbers: 0x3000,
  several: 0x5000,
  longCodes: 0x7000,
  /** For each block across, the column that it is in, and how an edge cuts it. */
  blockPlaces: 0x9000,
  sums: 0xd000,
  cutSums: 0xf200,
  cutShares: 0x12000,
  data: 0x17000,
} as const;

/** Each table of codes has so many bytes, and the part of it for long codes so many. */
export const tableBytes = 0x1000;
export const longCodesBytes = 0x800;
/** For the blocks of one row of the picture: sums for each column and one that nobody asks for. */
export const sumsOfRowBytes = 33 * 64;
export const columnBytes = 64;
export const cutShareBytes = 512;
/** The kernel looks for the end of the data once a unit, and reads on until then. */
const bytesBehindData = 8192;

interface Exports {
  readonly memory: WebAssembly.Memory;
  unstuff(from: number, end: number, to: number): number;
  turn(from: number, end: number): void;
  read(x: number, units: number, blocksAcrossUnit: number): number;
}

/** The kernel with views of its memory, which change when it grows. */
export class JpegKernel {
  readonly run: Exports;
  bytes: Uint8Array;
  words: Int32Array;
  floats: Float64Array;

  constructor() {
    this.run = new WebAssembly.Instance(new WebAssembly.Module(jpegCellsModule())).exports as unknown as Exports;
    const { buffer } = this.run.memory;
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.floats = new Float64Array(buffer);
  }

  makeRoomFor(dataBytes: number): void {
    const { memory } = this.run;
    const missing = layout.data + dataBytes + bytesBehindData - memory.buffer.byteLength;
    if (missing <= 0) return;
    memory.grow(Math.ceil(missing / 65_536));
    this.bytes = new Uint8Array(memory.buffer);
    this.words = new Int32Array(memory.buffer);
    this.floats = new Float64Array(memory.buffer);
  }
}
