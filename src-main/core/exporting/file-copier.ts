import { createHash } from 'node:crypto';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { PlannedFile } from '../../ports/export-repository.ts';
import type { ExportParts } from './export-parts.ts';
import type { CopyPayload } from './export-payload.ts';
import type { ExportSink } from './export-sink.ts';
import { formatOf } from './file-names.ts';
import { heldPicture, type OutgoingPicture, openLibraryPicture, PictureProblem } from './library-picture.ts';
import { type ManifestEntry, toEntry } from './manifest.ts';

/** What becomes of one file of an export: a copy with its entry in the manifest, or one sentence why there is none. */
export type CopyOutcome =
  | { readonly file: PlannedFile; readonly problem: string }
  | {
      readonly file: PlannedFile;
      readonly entry: ManifestEntry;
      readonly modifiedAt: number;
      readonly picture: OutgoingPicture;
    };

type Marks = Parameters<typeof toEntry>[1];

/** A time that nobody knows for sure. A copy must not say it as if somebody did. */
export function isGuess({ confidence }: Pick<Capture, 'confidence'>): boolean {
  return confidence === 'low' || confidence === 'none';
}

/** Opens pictures of the library for an export and puts them there. Throws only what is no fault of one picture. */
export class FileCopier {
  readonly #parts: ExportParts;
  readonly #to: CopyPayload['to'];
  readonly #sink: ExportSink;
  /** Opened and not put yet. */
  readonly #open = new Set<OutgoingPicture>();

  constructor(parts: ExportParts, to: CopyPayload['to'], sink: ExportSink) {
    this.#parts = parts;
    this.#to = to;
    this.#sink = sink;
  }

  /** Looks at the capture as it is now: it may have gone, or changed, since the export was fixed, at `fixedAt`. */
  async prepare(file: PlannedFile, marks: Marks | undefined, fixedAt: number | null): Promise<CopyOutcome> {
    const { captures, storage } = this.#parts;
    const capture = await captures.byId(file.captureId);
    if (!capture) return { file, problem: 'It was deleted after the export had begun.' };
    if (capture.trashedAt !== null) return { file, problem: 'It was put into the trash after the export had begun.' };
    try {
      const picture = this.#withTime(await openLibraryPicture(storage, capture), capture);
      this.#open.add(picture);
      const written = { path: file.path, sha256: picture.sha256, bytes: picture.bytes };
      const entry = toEntry(capture, marks ?? { tags: [], decisions: [], imported: null }, written);
      // Whoever imports the copy takes the time at which it was changed for evidence of its own, and so an uncertain
      // time, which is in its name already, would seem to be known twice.
      const modifiedAt = isGuess(capture) ? (fixedAt ?? capture.capturedAt) : capture.capturedAt;
      return { file, entry, modifiedAt, picture };
    } catch (error) {
      if (error instanceof PictureProblem) return { file, problem: error.message };
      throw error;
    }
  }

  async put(outcome: CopyOutcome): Promise<CopyOutcome> {
    if ('problem' in outcome) return outcome;
    const { file, picture, modifiedAt } = outcome;
    try {
      await this.#sink.put({ path: file.path, modifiedAt }, picture);
      return outcome;
    } catch (error) {
      if (error instanceof PictureProblem) return { file, problem: error.message };
      throw error;
    } finally {
      this.#open.delete(picture);
      await picture.close();
    }
  }

  /** Lets go of what was opened and will not be put any more. Never throws. */
  async close(): Promise<void> {
    for (const picture of this.#open) await picture.close().catch(() => undefined);
  }

  /** The copy with its time in it, where that was asked for, the format can hold it, and it is no guess. */
  #withTime(picture: OutgoingPicture, capture: Capture): OutgoingPicture {
    const format = formatOf(capture);
    if (!this.#to.writeTimes || isGuess(capture) || !picture.held || !format) return picture;
    const written = this.#parts.writeTime(picture.held, format, capture);
    return written ? heldPicture(written, createHash('sha256').update(written).digest('hex')) : picture;
  }
}
