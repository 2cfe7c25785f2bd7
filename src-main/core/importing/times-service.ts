import type { DecisionBatch } from '../../../src-shared/contract/review.ts';
import type { DatedPicture, ShiftAmount, ShiftPreview, ShiftScope } from '../../../src-shared/contract/times.ts';
import { owner } from '../../../src-shared/domain/access.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { isPlausible } from '../../../src-shared/domain/taken-time/wall-time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CameraCount, TimedCapture, TimesRepository } from '../../ports/times-repository.ts';
import type { DoneBy } from '../memory/done-by.ts';
import type { Review } from '../review/review.ts';
import { requireOnce } from '../review/review-service.ts';
import { pictureCount, refusalError } from '../review/review-words.ts';
import { amountWords, isReadable, isSamePreview, offsetWords, shiftTimes, type TimeShift } from './time-shift.ts';
import type { Times } from './times.ts';

export interface TimesDependencies {
  readonly times: TimesRepository;
  readonly review: Pick<Review, 'overrideTimes'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** So many pictures are moved in one go; a decision about more is hard to look over. */
export const mostMoved = 100_000;
const mostCameras = 200;

/** What tells when imported pictures were taken. What a person says of it goes through the review, undoable as all is. */
export class TimesService implements Times {
  readonly #times: TimesRepository;
  readonly #review: TimesDependencies['review'];
  readonly #clock: TimesDependencies['clock'];

  constructor({ times, review, clock }: TimesDependencies) {
    this.#clock = clock;
    this.#times = times;
    this.#review = review;
  }

  async evidence(id: string): Promise<DatedPicture> {
    const picture = await this.#times.evidence(id);
    if (!picture) throw new AppError('NOT_FOUND', 'There is no such capture.', { details: { id } });
    return picture;
  }

  uncertain(query: {
    camera?: string;
    jobId?: string;
    cursor?: string;
    limit: number;
  }): Promise<{ items: DatedPicture[]; nextCursor: string | null; total: number }> {
    return this.#times.uncertain(query);
  }

  async cameras(): Promise<{ cameras: CameraCount[] }> {
    return { cameras: await this.#times.cameras(mostCameras) };
  }

  async confirm(captureIds: readonly string[], asker: DoneBy = owner): Promise<DecisionBatch> {
    const pictures = await this.#named(captureIds);
    const times = pictures.map(({ captureId, capturedAt, utcOffsetMinutes }) => {
      const time = { capturedAt, utcOffsetMinutes };
      return { captureId, ...time, expected: time };
    });
    return this.#review.overrideTimes(times, `Confirmed the time of ${pictureCount(times.length)}`, asker);
  }

  async shiftPreview(which: ShiftScope, by: ShiftAmount): Promise<ShiftPreview> {
    return (await this.#plan(which, by)).preview;
  }

  async shift(
    which: ShiftScope,
    by: ShiftAmount,
    expected: ShiftPreview,
    asker: DoneBy = owner,
  ): Promise<DecisionBatch> {
    const { preview, times } = await this.#plan(which, by);
    if (!isSamePreview(preview, expected)) {
      const { captures, otherDay } = preview;
      throw new AppError('CONFLICT', 'The pictures have changed since you looked. Look again before you move them.', {
        details: { captures, otherDay },
      });
    }
    if (times.length === 0) throw new AppError('CONFLICT', 'There is no picture that this would move.');
    const how = 'byMs' in by ? `by ${amountWords(by.byMs)}` : `to the time zone ${offsetWords(by.utcOffsetMinutes)}`;
    return this.#review.overrideTimes(times, `Moved ${pictureCount(times.length)} in time ${how}`, asker);
  }

  async #plan(which: ShiftScope, by: ShiftAmount): Promise<TimeShift> {
    if ('byMs' in by && by.byMs === 0) {
      throw new AppError('BAD_INPUT', 'This moves nothing. To say that the times are right, confirm them.');
    }
    const pictures =
      'captureIds' in which ? await this.#named(which.captureIds) : await this.#times.timesWithin(which, mostMoved + 1);
    if (pictures.length > mostMoved) {
      const most = mostMoved.toLocaleString('en');
      throw new AppError(
        'BAD_INPUT',
        `These are more than ${most} pictures. Move those of one import after the other.`,
      );
    }
    const shift = shiftTimes(pictures, by);
    const now = this.#clock.now();
    const lost = shift.times.filter((time) => !isReadable(time) || !isPlausible(time.capturedAt, now));
    const [one] = lost;
    if (one) {
      const others = lost.length > 1 ? ` (and ${(lost.length - 1).toLocaleString('en')} more)` : '';
      throw new AppError(
        'BAD_INPUT',
        `This would move the picture ${one.captureId}${others} out of the time from 1970 to a day from now. Nothing was moved.`,
        { details: { captureId: one.captureId, count: lost.length } },
      );
    }
    return shift;
  }

  /** Imported pictures by their ids, all of them or the reason why not. */
  async #named(captureIds: readonly string[]): Promise<readonly TimedCapture[]> {
    requireOnce(captureIds);
    const found = new Map((await this.#times.timesOf(captureIds)).map((each) => [each.captureId, each]));
    return captureIds.map((captureId) => {
      const picture = found.get(captureId);
      if (!picture) throw refusalError({ reason: 'unknown', captureId });
      if (picture.origin !== 'import') {
        throw new AppError(
          'BAD_INPUT',
          `The picture ${captureId} was not imported: when a screen was captured is known. Nothing was decided.`,
          { details: { captureId } },
        );
      }
      if (picture.purged || picture.trashed) {
        const reason = picture.purged ? 'purged' : 'trashed';
        throw refusalError({ reason, captureId, state: 'discarded', count: 1 });
      }
      return picture;
    });
  }
}
