import { lstat, rm } from 'node:fs/promises';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import type { FileIdentity, PictureIntake } from '../../ports/picture-intake.ts';
import type { CaptureRepository } from '../../ports/repositories.ts';
import { systemCodeOf } from '../library/file-errors.ts';
import type { LibraryStorage } from '../library/storage.ts';
import { unreadableSentence } from './file-sentences.ts';
import type { StoredFile } from './import-writer.ts';
import { identityOf } from './intake-desk.ts';
import type { RowSources } from './row-sources.ts';

export interface OriginalRemoverParts {
  readonly captures: Pick<CaptureRepository, 'byId'>;
  readonly storage: LibraryStorage;
  readonly intake: PictureIntake;
  readonly sources: RowSources;
}

/** Deletes the originals of what was moved. */
export class OriginalRemover {
  readonly #parts: OriginalRemoverParts;

  constructor(parts: OriginalRemoverParts) {
    this.#parts = parts;
  }

  /**
   * Deletes an original, only after the library's copy was read back from the disk and has its hash, and only while the
   * original is the file that was read. Archives and folders stay. Returns why it was not deleted, as one sentence;
   * undefined where it is gone.
   */
  async remove(file: StoredFile): Promise<string | undefined> {
    const { sources } = this.#parts;
    if (file.row.entry !== null) return undefined;
    const path = sources.pathOf(file.row);
    try {
      const found = await lstat(path, { bigint: true }).catch(() => undefined);
      if (!found) return undefined;
      const identity = identityOf(found);
      if (!found.isFile() || !(await this.#isWhatWasRead(path, identity, file))) {
        return 'It was changed since it was read, so it was not deleted.';
      }
      const problem = await this.#problemOfCopy(file, identity);
      if (problem !== undefined) return `It was not deleted: ${problem}`;
      const now = await lstat(path, { bigint: true });
      if (!isSame(identityOf(now), identity)) return 'It was changed since it was read, so it was not deleted.';
      return await rm(path, { force: true }).then(
        () => undefined,
        (error: unknown) => `It was not deleted: its folder does not allow it (${systemCodeOf(error) ?? 'error'}).`,
      );
    } catch (error) {
      if (isAppError(error) && error.code !== 'FILE_UNREADABLE') return `It was not deleted: ${error.message}`;
      return `It was not deleted: ${isAppError(error) ? error.message : unreadableSentence(error)}`;
    }
  }

  /** By what the file system says; after a restart, when that is not known any more, by all of its bytes. */
  async #isWhatWasRead(path: string, identity: FileIdentity, file: StoredFile): Promise<boolean> {
    if (file.identity) return isSame(identity, file.identity);
    const { sha256 } = await this.#parts.intake.hash(path);
    return sha256 === file.sha256;
  }

  /** Why the library's file does not stand for the original. It may be this very one, reached by another path. */
  async #problemOfCopy({ captureId, sha256 }: StoredFile, original: FileIdentity): Promise<string | undefined> {
    const { captures, storage, intake } = this.#parts;
    const capture = await captures.byId(captureId);
    if (capture) {
      const stored = await storage.reading(capture, (path) => intake.hash(path));
      const { device, inode } = stored.identity;
      const isApart = !(device === original.device && inode === original.inode);
      if (stored.sha256 === sha256 && isApart) {
        // What is there is deleted for good after some days, and with it the last one there is.
        const isTrashed = capture.trashedAt !== null;
        return isTrashed ? 'the picture in the library is in its trash. Restore it there to keep it.' : undefined;
      }
    }
    return 'the copy in the library could not be read back as it should be.';
  }
}

function isSame(one: FileIdentity, other: FileIdentity): boolean {
  return (
    one.device === other.device &&
    one.inode === other.inode &&
    one.size === other.size &&
    one.modifiedNs === other.modifiedNs
  );
}
