import { AppError } from '../../../src-shared/domain/app-error.ts';
import { readJsonPieces } from './json-pieces.ts';
import {
  isPlainPath,
  type ManifestEntry,
  type ManifestFrame,
  type ManifestProblem,
  manifestEntrySchema,
  manifestFrameSchema,
  manifestProblemSchema,
  manifestVersion,
} from './manifest.ts';

/** What a manifest says, piece by piece; the frame comes last. */
export type ManifestPiece =
  | { readonly entry: ManifestEntry }
  | { readonly problem: ManifestProblem }
  | { readonly broken: string; readonly path: string | null }
  | { readonly frame: ManifestFrame };

/**
 * Reads a manifest of any length. What is wrong with one entry is told of it alone. Throws `BAD_INPUT` for what is no
 * manifest at all, `UNSUPPORTED` for one of a newer program.
 */
export async function* readManifest(source: AsyncIterable<Uint8Array>): AsyncGenerator<ManifestPiece> {
  for await (const piece of readJsonPieces(source)) {
    if ('frame' in piece) {
      yield { frame: toFrame(piece.frame) };
    } else if (piece.list === 'files') {
      yield toEntryPiece(piece.value);
    } else if (piece.list === 'failed') {
      const problem = manifestProblemSchema.safeParse(piece.value);
      yield problem.success
        ? { problem: problem.data }
        : { broken: 'It lists a failure without a reason.', path: null };
    }
  }
}

function toEntryPiece(value: unknown): ManifestPiece {
  const named = typeof value === 'object' && value !== null && 'path' in value ? value.path : null;
  const path = typeof named === 'string' ? named.slice(0, 300) : null;
  const entry = manifestEntrySchema.safeParse(value);
  if (!entry.success) {
    const [issue] = entry.error.issues;
    const where = issue?.path.join('.') ?? '';
    return { broken: `Its entry is not valid: ${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`, path };
  }
  if (!isPlainPath(entry.data.path)) return { broken: 'Its path leads out of the export, and is not followed.', path };
  return { entry: entry.data };
}

function toFrame(value: unknown): ManifestFrame {
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > manifestVersion) {
    throw new AppError('UNSUPPORTED', 'The manifest was written by a newer version of Afterimage. Update the app.');
  }
  const frame = manifestFrameSchema.safeParse(value);
  if (frame.success) return frame.data;
  const [issue] = frame.error.issues;
  throw new AppError(
    'BAD_INPUT',
    `This is not the manifest of an export: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
  );
}
