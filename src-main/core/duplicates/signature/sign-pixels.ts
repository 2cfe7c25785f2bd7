import type { Pixels, Signature } from '../../../ports/signatures.ts';
import { gradientHash } from './gradient-hash.ts';
import { measureCells } from './measure-cells.ts';
import { packTileSignature } from './tile-format.ts';

/** Makes both signatures of a picture in one pass over its pixels. The same pixels always give the same bytes. */
export function signPixels(pixels: Pixels): Signature {
  const cells = measureCells(pixels);
  return {
    perceptualHash: gradientHash(cells),
    tileSignature: packTileSignature(cells, pixels.width, pixels.height),
  };
}
