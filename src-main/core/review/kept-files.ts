import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CaptureRepository } from '../../ports/repositories.ts';
import type { FileMoveRepository } from '../../ports/review-repository.ts';
import { libraryMissing } from '../library/file-errors.ts';
import { libraryMarkerExists } from '../library/marker.ts';
import type { LibraryStorage } from '../library/storage.ts';
import type { LiveBus } from '../live-bus.ts';
import { pictureCount } from './review-words.ts';

export interface KeptFilesParts {
  readonly moves: Pick<FileMoveRepository, 'places'>;
  readonly captures: Pick<CaptureRepository, 'setMissing'>;
  readonly storage: Pick<LibraryStorage, 'sizeOf' | 'libraryPath'>;
  readonly live: LiveBus;
  readonly clock: Pick<Clock, 'now'>;
}

/** Files that are asked for at the same time, between two looks at whatever else this process does. */
const filesAtOnce = 200;

/** What became of the file of a picture that is to stay: it is gone, or another one lies in its place. */
interface LostFile {
  readonly captureId: string;
  readonly localDay: string;
  readonly reason: 'missing' | 'changed';
}

/** Sees to it that copies go to the trash only while the picture that stays is really on the disk. */
export class KeptFiles {
  readonly #parts: KeptFilesParts;

  constructor(parts: KeptFilesParts) {
    this.#parts = parts;
  }

  /**
   * Throws `CONFLICT` where the file of one of these was deleted or changed from outside. Deleted ones count as missing
   * from then on, so that another member of their group is suggested. What was changed may be wanted as it is: a person
   * has to look at it.
   */
  async expectThere(captureIds: Iterable<string>): Promise<void> {
    const lost = await this.#lost(captureIds);
    const missing = lost.filter(({ reason }) => reason === 'missing').map(({ captureId }) => captureId);
    const [first, ...others] = missing;
    if (first === undefined) return refuseChanged(lost);
    const { captures, storage, live, clock } = this.#parts;
    if (!(await libraryMarkerExists(storage.libraryPath))) throw libraryMissing(storage.libraryPath);
    await captures.setMissing(missing, clock.now());
    live.publish({ type: 'captures-changed' });
    live.publish({ type: 'duplicates-changed' });
    const more = others.length > 0 ? ` (and of ${pictureCount(others.length)} more)` : '';
    throw new AppError(
      'CONFLICT',
      `The file of the picture that is to stay, ${first},${more} is gone from the disk. Nothing was decided. Look again and keep another one.`,
      { details: { captureId: first, count: missing.length, reason: 'missing' } },
    );
  }

  /** Those of them that have a row and not the file that was stored, in this order. */
  async missing(captureIds: Iterable<string>): Promise<string[]> {
    return (await this.#lost(captureIds)).map(({ captureId }) => captureId);
  }

  /** Told by the size of the file: reading it would take too long for ten thousand at once. */
  async #lost(captureIds: Iterable<string>): Promise<LostFile[]> {
    const ids = [...captureIds];
    const lost: LostFile[] = [];
    for (let start = 0; start < ids.length; start += filesAtOnce) {
      const places = await this.#parts.moves.places(ids.slice(start, start + filesAtOnce));
      const sizes = await Promise.all(
        places.map((place) => this.#parts.storage.sizeOf({ ...place, id: place.captureId })),
      );
      for (const [index, { captureId, localDay, fileSize }] of places.entries()) {
        const size = sizes[index] ?? null;
        if (size !== fileSize) lost.push({ captureId, localDay, reason: size === null ? 'missing' : 'changed' });
      }
    }
    return lost;
  }
}

function refuseChanged([first, ...others]: readonly LostFile[]): void {
  if (first === undefined) return;
  const more = others.length > 0 ? ` (and of ${pictureCount(others.length)} more)` : '';
  throw new AppError(
    'CONFLICT',
    `The file of the picture that is to stay, ${first.captureId} of ${first.localDay},${more} is not the one that was stored: it was changed from outside. Nothing was decided. Discard it or keep another one.`,
    { details: { captureId: first.captureId, count: others.length + 1, reason: 'changed' } },
  );
}
