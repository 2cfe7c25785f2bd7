import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import type { PictureMaker, Size } from '../../ports/picture-making.ts';
import { evenly } from './evenly.ts';

/** A picture of the library that a new one is made of. */
export interface SourcePicture {
  /** As it is shown. */
  readonly width: number;
  readonly height: number;
  /** Gives the path of its file to some work; such as `LibraryStorage.reading` of a capture. */
  readonly reading: <Result>(work: (filepath: string) => Promise<Result>) => Promise<Result>;
}

export interface TimeLapseOrder {
  /** In the order of time. */
  readonly pictures: readonly SourcePicture[];
  readonly widthPixels: number;
  readonly framesPerSecond: number;
  /** More pictures than this are thinned evenly; the first and the last stay. */
  readonly mostFrames: number;
  /** Where it is written to: nothing may be there yet. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** Called after each picture. */
  readonly onProgress: (done: number, of: number) => void;
}

/** What became of it. Pictures that could not be read are left out. */
export interface TimeLapse {
  readonly frames: number;
  readonly failed: number;
  readonly bytes: number;
  readonly size: Size;
}

/** The bars beside or above a picture of another shape. */
const behind = '#101114';
/** Shapes from a tall telephone to two wide screens beside each other. */
const greatestHeightPixels = 2160;

/**
 * Writes an animated WebP of pictures: each whole, in frames of one size. Holds two frames at a time. Where it fails or is
 * told to end, nothing is left at the path. Throws `FILE_UNREADABLE` where no picture can be read, the reason of the
 * signal, and what the file system throws.
 */
export async function makeTimeLapse(maker: PictureMaker, order: TimeLapseOrder): Promise<TimeLapse> {
  const { signal, onProgress } = order;
  const pictures = evenly(order.pictures, order.mostFrames);
  const size = frameSizeOf(pictures, order.widthPixels);
  signal.throwIfAborted();
  const writer = await maker.animate(order.path, size, order.framesPerSecond);
  try {
    let frames = 0;
    for (const [index, picture] of pictures.entries()) {
      signal.throwIfAborted();
      const pixels = await picture.reading((filepath) => maker.fit(filepath, size, behind)).catch(onlyUnreadable);
      if (pixels) {
        await writer.add(pixels);
        frames += 1;
      }
      onProgress(index + 1, pictures.length);
    }
    signal.throwIfAborted();
    if (frames === 0) throw new AppError('FILE_UNREADABLE', 'None of these pictures can be read.');
    const { bytes } = await writer.finish();
    return { frames, failed: pictures.length - frames, bytes, size };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** A picture that is gone or broken is left out; anything else ends the work. */
export function onlyUnreadable(error: unknown): undefined {
  if (isAppError(error) && ['FILE_UNREADABLE', 'FILE_MISSING', 'UNSUPPORTED'].includes(error.code)) return undefined;
  throw error;
}

/** The shape of most of the pictures, in this width; both sides even, as the format wants them. */
export function frameSizeOf(pictures: readonly Size[], widthPixels: number): Size {
  const counts = new Map<number, number>();
  let common = { count: 0, shape: 9 / 16 };
  for (const { width, height } of pictures) {
    const shape = height / width;
    const count = (counts.get(shape) ?? 0) + 1;
    counts.set(shape, count);
    if (count > common.count) common = { count, shape };
  }
  const even = (pixels: number) => Math.max(2, Math.round(pixels / 2) * 2);
  return { width: even(widthPixels), height: even(Math.min(greatestHeightPixels, widthPixels * common.shape)) };
}
