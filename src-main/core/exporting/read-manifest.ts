import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { complaintSentence } from '../../../src-shared/domain/validator-sentences.ts';
import { readJsonPieces } from './json-pieces.ts';
import {
  isPlainPath,
  type ManifestEntry,
  type ManifestFrame,
  type ManifestProblem,
  manifestEnd,
  manifestEntrySchema,
  manifestFrameSchema,
  manifestName,
  manifestProblemSchema,
  manifestVersion,
} from './manifest.ts';

/** What a manifest says, piece by piece; the frame comes last. */
export type ManifestPiece =
  | { readonly entry: ManifestEntry }
  | { readonly problem: ManifestProblem }
  | { readonly broken: string; readonly about: 'manifest' | 'file'; readonly path: string | null }
  | { readonly frame: ManifestFrame };

/**
 * Reads a manifest of any length. What is wrong with one entry is told of it alone. Throws `BAD_INPUT` for what is no
 * manifest at all, `UNSUPPORTED` for one of a newer program.
 */
export async function* readManifest(source: AsyncIterable<Uint8Array>): AsyncGenerator<ManifestPiece> {
  const body = new BodyHash();
  for await (const piece of readJsonPieces(body.through(source))) {
    if ('frame' in piece) {
      const frame = toFrame(piece.frame);
      if (body.digest() !== frame.sha256) {
        const broken = 'It is not the manifest that was written: it has changed since, so what it says may be wrong.';
        yield { broken, about: 'manifest', path: manifestName };
      }
      yield { frame };
    } else if (piece.list === 'files') {
      yield toEntryPiece(piece.value);
    } else if (piece.list === 'failed') {
      const problem = manifestProblemSchema.safeParse(piece.value);
      yield problem.success
        ? { problem: problem.data }
        : { broken: 'It lists a failure without a reason.', about: 'manifest', path: null };
    }
  }
}

const endBytes = manifestEnd('0'.repeat(64)).length;

/** The hash of all that is read but the end, where the hash stands. */
class BodyHash {
  readonly #hash = createHash('sha256');
  #held = Buffer.alloc(0);

  async *through(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of source) {
      const read = Buffer.concat([this.#held, piece]);
      const sure = Math.max(0, read.length - endBytes);
      this.#hash.update(read.subarray(0, sure));
      this.#held = read.subarray(sure);
      yield piece;
    }
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

function toEntryPiece(value: unknown): ManifestPiece {
  const named = typeof value === 'object' && value !== null && 'path' in value ? value.path : null;
  const path = typeof named === 'string' ? named.slice(0, 300) : null;
  const entry = manifestEntrySchema.safeParse(value);
  if (!entry.success) {
    return { broken: `Its entry is not valid: ${complaintSentence(entry.error.issues)}`, about: 'file', path };
  }
  if (!isPlainPath(entry.data.path)) {
    return { broken: 'Its path leads out of the export, and is not followed.', about: 'file', path };
  }
  return { entry: entry.data };
}

function toFrame(value: unknown): ManifestFrame {
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > manifestVersion) {
    throw new AppError('UNSUPPORTED', 'The manifest was written by a newer version of Afterimage. Update the app.');
  }
  const frame = manifestFrameSchema.safeParse(value);
  if (frame.success) return frame.data;
  throw new AppError('BAD_INPUT', `This is not the manifest of an export: ${complaintSentence(frame.error.issues)}`);
}
