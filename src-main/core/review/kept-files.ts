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
  readonly storage: Pick<LibraryStorage, 'hasFile' | 'libraryPath'>;
  readonly live: LiveBus;
  readonly clock: Pick<Clock, 'now'>;
}

/** Files that are asked for at the same time, between two looks at whatever else this process does. */
const filesAtOnce = 200;

/** Sees to it that copies go to the trash only while the picture that stays is really on the disk. */
export class KeptFiles {
  readonly #parts: KeptFilesParts;

  constructor(parts: KeptFilesParts) {
    this.#parts = parts;
  }

  /**
   * Throws `CONFLICT` where the file of one of these was deleted from outside. Those count as missing from then on, so
   * that another member of their group is suggested.
   */
  async expectThere(captureIds: Iterable<string>): Promise<void> {
    const [first, ...others] = await this.missing(captureIds);
    if (first === undefined) return;
    const { captures, storage, live, clock } = this.#parts;
    if (!(await libraryMarkerExists(storage.libraryPath))) throw libraryMissing(storage.libraryPath);
    await captures.setMissing([first, ...others], clock.now());
    live.publish({ type: 'captures-changed' });
    live.publish({ type: 'duplicates-changed' });
    const more = others.length > 0 ? ` (and of ${pictureCount(others.length)} more)` : '';
    throw new AppError(
      'CONFLICT',
      `The file of the picture that is to stay, ${first},${more} is gone from the disk. Nothing was decided. Look again and keep another one.`,
      { details: { captureId: first, count: others.length + 1, reason: 'missing' } },
    );
  }

  /** Those of them that have a row and no file, in this order. */
  async missing(captureIds: Iterable<string>): Promise<string[]> {
    const ids = [...captureIds];
    const missing: string[] = [];
    for (let start = 0; start < ids.length; start += filesAtOnce) {
      const places = await this.#parts.moves.places(ids.slice(start, start + filesAtOnce));
      const there = await Promise.all(
        places.map((place) => this.#parts.storage.hasFile({ ...place, id: place.captureId })),
      );
      for (const [index, { captureId }] of places.entries()) if (!there[index]) missing.push(captureId);
    }
    return missing;
  }
}
