/**
 * The layout of a tile signature: a header, then the mean lightness of every cell, row by row from the top. The grid is
 * the same for every picture, whatever its size, so that copies of another size lie on each other.
 */
export const signatureVersion = 1;
export const gridColumns = 32;
export const gridRows = 270;
export const gridCells = gridColumns * gridRows;

/** Version, a byte of zero, and the shape of the picture as two bytes, low one first. */
export const headerBytes = 4;
export const tileSignatureBytes = headerBytes + gridCells;

/** Steps of the stored shape for each doubling of width against height. */
const shapeStepsPerDoubling = 1024;
const squareShape = 32_768;

export function packTileSignature(cells: Uint8Array, width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(tileSignatureBytes);
  const shape = squareShape + Math.round(Math.log2(width / height) * shapeStepsPerDoubling);
  bytes[0] = signatureVersion;
  bytes[2] = shape & 0xff;
  bytes[3] = shape >> 8;
  bytes.set(cells, headerBytes);
  return bytes;
}

/** False for bytes of another version, which must be made anew from the picture. */
export function isTileSignature(bytes: Uint8Array): boolean {
  return bytes.length === tileSignatureBytes && bytes[0] === signatureVersion;
}

/** Pictures whose sides differ by more than about two percent in proportion are never copies of each other. */
const greatestShapeDifference = 32;

export function sameShape(one: Uint8Array, other: Uint8Array): boolean {
  return Math.abs(shapeOf(one) - shapeOf(other)) <= greatestShapeDifference;
}

function shapeOf(bytes: Uint8Array): number {
  return (bytes[2] ?? 0) + ((bytes[3] ?? 0) << 8);
}
