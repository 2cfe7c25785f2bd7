import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import { libraryMissing, systemCodeOf } from '../library/file-errors.ts';
import { libraryMarkerExists } from '../library/marker.ts';
import { openPlainFile } from '../library/plain-files.ts';
import type { LibraryStorage } from '../library/storage.ts';

/** Pictures up to this size are held whole, so that each is known to be good before any of it is written. */
export const mostBytesHeld = 32 * 1024 * 1024;
const bytesPerPiece = 1024 * 1024;

/** A picture that is about to be written. */
export interface OutgoingPicture {
  readonly bytes: number;
  readonly sha256: string;
  /** All of it, where it is in memory. */
  readonly held?: Buffer;
  /** Can be read once. */
  pieces(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Why one picture cannot be exported; the others can. */
export class PictureProblem extends Error {}

/**
 * Opens the file of a capture and makes sure that it is the one that was captured. Throws a `PictureProblem` where it is
 * not, and `LIBRARY_MISSING` where the whole library is gone.
 */
export async function openLibraryPicture(storage: LibraryStorage, capture: Capture): Promise<OutgoingPicture> {
  try {
    const file = await storage.reading(capture, (path) => openPlainFile(path));
    try {
      return await check(file, capture);
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    if (!(await libraryMarkerExists(storage.libraryPath).catch(() => false))) {
      throw libraryMissing(storage.libraryPath, error);
    }
    throw toProblem(error);
  }
}

async function check(file: FileHandle, capture: Capture): Promise<OutgoingPicture> {
  const { size } = await file.stat();
  if (size !== capture.fileSize) throw damaged();
  if (size <= mostBytesHeld) {
    const held = await file.readFile();
    requireHash(createHash('sha256').update(held).digest('hex'), capture);
    await file.close();
    return heldPicture(held, capture.sha256);
  }
  const hash = createHash('sha256');
  for await (const piece of piecesOf(file, size)) hash.update(piece);
  requireHash(hash.digest('hex'), capture);
  return {
    bytes: size,
    sha256: capture.sha256,
    pieces: () => checkedPieces(file, capture),
    close: () => file.close(),
  };
}

/** A picture that is in memory whole. */
export function heldPicture(held: Buffer, sha256: string): OutgoingPicture {
  return {
    bytes: held.length,
    sha256,
    held,
    async *pieces() {
      yield held;
    },
    close: async () => {},
  };
}

/** Reads it a second time: what is written is what was checked. */
async function* checkedPieces(file: FileHandle, capture: Capture): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(file, capture.fileSize)) {
    hash.update(piece);
    yield piece;
  }
  requireHash(hash.digest('hex'), capture);
}

async function* piecesOf(file: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < size; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(bytesPerPiece), 0, bytesPerPiece, position);
    if (bytesRead === 0) throw damaged();
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function requireHash(sha256: string, capture: Capture): void {
  if (sha256 !== capture.sha256) throw damaged();
}

function damaged(): PictureProblem {
  return new PictureProblem('Its file in the library is damaged: it is not the one that was stored.');
}

function toProblem(error: unknown): PictureProblem {
  if (error instanceof PictureProblem) return error;
  if (isAppError(error)) return new PictureProblem(error.message, { cause: error });
  const code = systemCodeOf(error);
  return new PictureProblem(`Its file in the library cannot be read${code ? ` (${code})` : ''}.`, { cause: error });
}
