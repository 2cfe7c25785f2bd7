import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { AppError, type ErrorCode, isAppError } from '../../../src-shared/domain/app-error.ts';
import { greatestPixels, largestFileBytes, type PictureHeader } from '../../ports/image-codec.ts';
import type {
  CopyTarget,
  FileIdentity,
  HeldPicture,
  KeptPicture,
  NotTaken,
  PictureBytes,
} from '../../ports/picture-intake.ts';
import type { ReadPictureMetadata } from '../../ports/picture-metadata.ts';
import type { PictureReader } from '../../ports/signatures.ts';
import { signPicture } from '../duplicates/sign-file.ts';
import { fileMode } from '../library/durable-files.ts';
import { toFileError } from '../library/file-errors.ts';
import { changedSentence, specialFileSentence, tooLargeSentence, unreadableSentence } from './file-sentences.ts';

/** So much of a file is read before it is known to be a picture. */
export const beginningBytes = 4096;

/** What is wrong with a picture, or with what reads it, and not with the disk. */
const aboutThePicture: ReadonlySet<ErrorCode> = new Set(['FILE_UNREADABLE', 'UNSUPPORTED']);

const pieceBytes = 4 * 1024 * 1024;

/** Never waits for somebody to write into a pipe, and never goes through a link. Windows has neither flag. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What a desk reads pictures with. */
export interface IntakeReaders {
  readonly pixels: PictureReader;
  /** Of the whole file. Throws `FILE_UNREADABLE`, with `isPicture: false` among its details for what is none. */
  readonly header: (bytes: Uint8Array) => Promise<PictureHeader>;
  /** Throws the same where the beginning of a file shows that it is none. */
  readonly expectPicture: (beginning: Uint8Array) => void;
  readonly metadata: ReadPictureMetadata;
}

type Held = Omit<HeldPicture, 'ticket'> & { readonly number: number };

/**
 * Reads files for an import, in a thread of its own: it waits for the disk. What was read is held until it is known
 * whether it is wanted, so that nothing is read twice, and nothing is decoded or written for bytes that are there already.
 */
export class IntakeDesk {
  readonly #readers: IntakeReaders;
  readonly #held = new Map<number, Uint8Array>();
  #last = 0;

  constructor(readers: IntakeReaders) {
    this.#readers = readers;
  }

  async look(picture: PictureBytes): Promise<Held | NotTaken> {
    try {
      const read: { bytes: Uint8Array; facts?: BigIntStats } | NotTaken =
        'path' in picture ? this.#readFile(picture.path) : picture;
      if ('problem' in read) return read;
      const { bytes, facts } = read;
      const header = await this.#readers.header(bytes);
      const { width, height } = header;
      if (width * height > greatestPixels) {
        return badPicture(`A picture of ${width} × ${height} pixels is too large: at most 100 megapixels are taken.`);
      }
      this.#last += 1;
      this.#held.set(this.#last, bytes);
      return {
        number: this.#last,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        bytes: bytes.length,
        header,
        modifiedAt: facts ? Number(facts.mtimeMs) : null,
        identity: facts ? identityOf(facts) : null,
      };
    } catch (error) {
      if (!isAppError(error)) return badPicture(unreadableSentence(error));
      return { problem: error.message, isPicture: error.details.isPicture !== false };
    }
  }

  async keep(number: number, copyTo: CopyTarget | undefined): Promise<KeptPicture | NotTaken> {
    const bytes = this.#held.get(number);
    if (!bytes) throw new Error('A picture that is to be kept is not held any more.');
    try {
      const { signature } = await signPicture(bytes, this.#readers.pixels);
      const metadata = this.#readers.metadata(bytes);
      if (copyTo !== undefined) writeCopy(copyTo, bytes);
      return { signature, metadata };
    } catch (error) {
      if (isAppError(error) && aboutThePicture.has(error.code)) return badPicture(error.message);
      throw error;
    } finally {
      this.#held.delete(number);
    }
  }

  drop(number: number): void {
    this.#held.delete(number);
  }

  hash(path: string): { sha256: string; identity: FileIdentity } {
    try {
      return hashNow(path);
    } catch (error) {
      throw new AppError('FILE_UNREADABLE', unreadableSentence(error));
    }
  }

  /** All of a file, if it is a picture by its beginning and stays as it is meanwhile. */
  #readFile(path: string): { bytes: Uint8Array; facts: BigIntStats } | NotTaken {
    const file = openSync(path, openFlags);
    try {
      const facts = fstatSync(file, { bigint: true });
      const special = specialFileSentence(facts);
      if (special !== undefined) return badPicture(special);
      const size = Number(facts.size);
      const beginning = Buffer.alloc(Math.min(beginningBytes, size));
      const begun = readAll(file, beginning, 0);
      this.#readers.expectPicture(beginning.subarray(0, begun));
      if (size > largestFileBytes) return badPicture(tooLargeSentence);
      const bytes = Buffer.allocUnsafeSlow(size);
      beginning.copy(bytes, 0, 0, begun);
      const read = readAll(file, bytes, begun);
      const after = fstatSync(file, { bigint: true });
      if (read !== size || after.size !== facts.size || after.mtimeNs !== facts.mtimeNs)
        return badPicture(changedSentence);
      return { bytes, facts };
    } finally {
      closeSync(file);
    }
  }
}

function hashNow(path: string): { sha256: string; identity: FileIdentity } {
  const file = openSync(path, openFlags);
  try {
    const identity = identityOf(fstatSync(file, { bigint: true }));
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(pieceBytes);
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read));
    return { sha256: hash.digest('hex'), identity };
  } finally {
    closeSync(file);
  }
}

/** Fills a buffer from a place on, as far as the file goes. Returns where it ended. */
function readAll(file: number, into: Buffer, from: number): number {
  let at = from;
  while (at < into.length) {
    const read = readSync(file, into, at, Math.min(pieceBytes, into.length - at), at);
    if (read === 0) break;
    at += read;
  }
  return at;
}

/** Writes a new file, and leaves nothing where that fails. */
function writeCopy({ libraryPath, path }: CopyTarget, bytes: Uint8Array): void {
  try {
    writeNew(path, bytes);
  } catch (error) {
    throw toFileError(error, libraryPath);
  }
}

function writeNew(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx', fileMode);
  try {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, Math.min(pieceBytes, bytes.length - at));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

export function identityOf({ dev, ino, size, mtimeNs }: BigIntStats): FileIdentity {
  return { device: dev, inode: ino, size, modifiedNs: mtimeNs };
}

function badPicture(problem: string): NotTaken {
  return { problem, isPicture: true };
}
