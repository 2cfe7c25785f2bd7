import type { DuplicateFinder, FileToSign, PictureSigner } from '../../ports/duplicate-finder.ts';
import type { UnsignedCapture } from '../../ports/duplicate-library.ts';
import type { DayRange, SignatureRepository } from '../../ports/duplicate-repository.ts';
import type { JobItemNote } from '../../ports/jobs.ts';
import type { LibraryStorage } from '../library/storage.ts';

/** Files read between two writes: a second's work at most, and a write of a few milliseconds. */
const filesAtOnce = 32;

export interface SigningParts {
  readonly finder: DuplicateFinder;
  readonly signatures: SignatureRepository;
  readonly storage: Pick<LibraryStorage, 'libraryPath' | 'absolutePath'>;
  readonly createSigner: () => PictureSigner;
}

export interface SignedSome {
  /** Where to go on. */
  readonly last: number;
  readonly signed: number;
  readonly failed: readonly JobItemNote[];
  /** Those that went well, for a job that lists them because they failed before. */
  readonly done: readonly JobItemNote[];
  /** Writes the signatures; what failed is to be noted before, lest a kill between the two leaves it out. */
  readonly save: () => Promise<void>;
}

/** Makes the signatures that are missing, by reading the files. */
export class Signing {
  readonly #parts: SigningParts;
  #signer: PictureSigner | undefined;

  constructor(parts: SigningParts) {
    this.#parts = parts;
  }

  /**
   * Reads files piece by piece from a place on; while whoever asked works with one piece, the next one is read. One bad
   * file fails alone. Ends the threads when all is read, or nobody asks any more.
   */
  async *signAll(days: DayRange, after: number, problems: boolean, signal: AbortSignal): AsyncGenerator<SignedSome> {
    let reading = this.#signSome(days, after, problems, signal);
    try {
      for (let some = await reading; some; some = await reading) {
        reading = this.#signSome(days, some.last, problems, signal);
        // What goes wrong is told when it is asked for.
        reading.catch(() => {});
        yield some;
      }
    } finally {
      // It would begin new threads after these were ended.
      await reading.catch(() => {});
      await this.close();
    }
  }

  /** The next files after a place; undefined when there are no more. */
  async #signSome(
    days: DayRange,
    after: number,
    problems: boolean,
    signal: AbortSignal,
  ): Promise<SignedSome | undefined> {
    const { finder, signatures, storage } = this.#parts;
    const captures = await finder.unsigned(days, after, filesAtOnce, problems);
    const last = captures.at(-1)?.capture;
    if (last === undefined) return undefined;
    this.#signer ??= this.#parts.createSigner();
    const results = await this.#signer.sign(
      captures.map((capture) => toFile(capture, storage)),
      signal,
    );
    const failed = results.flatMap((result): JobItemNote[] =>
      'problem' in result ? [{ captureId: result.captureId, status: 'failed', errorMessage: result.problem }] : [],
    );
    return {
      last,
      signed: results.length - failed.length,
      failed,
      done: results.flatMap((result): JobItemNote[] =>
        'problem' in result ? [] : [{ captureId: result.captureId, status: 'done' }],
      ),
      save: async () => {
        // A file that is not there may be there again another time.
        await signatures.save(results.filter((result) => result.isGone !== true));
      },
    };
  }

  async close(): Promise<void> {
    const signer = this.#signer;
    this.#signer = undefined;
    await signer?.close();
  }
}

function toFile({ id, filepath, fileSize, sha256 }: UnsignedCapture, storage: SigningParts['storage']): FileToSign {
  const { libraryPath } = storage;
  return { captureId: id, libraryPath, path: storage.absolutePath(filepath), fileSize, sha256 };
}
