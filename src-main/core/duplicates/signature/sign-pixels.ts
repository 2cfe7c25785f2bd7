import type { Pixels, Signature } from '../../../ports/signatures.ts';
import { gradientHash } from './gradient-hash.ts';
import { measureJpegCells } from './jpeg-cells.ts';
import { measureCells } from './measure-cells.ts';
import { packTileSignature } from './tile-format.ts';

/** Makes both signatures of a picture in one pass over its pixels. The same pixels always give the same bytes. */
export function signPixels(pixels: Pixels): Signature {
  return signCells(measureCells(pixels), pixels.width, pixels.height);
}

/** A signature and the size of the picture it was made of. */
export interface SignedSize {
  readonly signature: Signature;
  readonly width: number;
  readonly height: number;
}

/** Makes both signatures of an ordinary JPEG file from its bytes; undefined where its pixels have to be read. */
export function signJpeg(bytes: Uint8Array): SignedSize | undefined {
  const measured = measureJpegCells(bytes);
  if (!measured) return undefined;
  const { cells, width, height } = measured;
  return { signature: signCells(cells, width, height), width, height };
}

function signCells(cells: Uint8Array, width: number, height: number): Signature {
  return { perceptualHash: gradientHash(cells), tileSignature: packTileSignature(cells, width, height) };
}
