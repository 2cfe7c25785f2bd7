import { bitsPerHash } from './packed-hashes.ts';

/** Pieces that a hash of the index is cut into, each with a bucket for each of its values. */
export const pieces = 16;
export const bitsPerPiece = bitsPerHash / pieces;
export const bucketsPerPiece = 2 ** bitsPerPiece;

/** The bucket of one piece of a hash. Turning a bit of the bucket over turns one of the piece over. */
export function bucketOf(words: Uint32Array, at: number, piece: number): number {
  return (piece << bitsPerPiece) | (((words[at + (piece >> 1)] as number) >>> ((piece & 1) * bitsPerPiece)) & 0xffff);
}
