import type { ImageFormat, PictureFormat } from '../../src-shared/domain/vocabulary.ts';

/**
 * The same picture with its time in its EXIF data (DateTimeOriginal and DateTimeDigitized with fractions and UTC offset);
 * pixels and everything else stay as they are. Undefined where the format holds no EXIF here (all but JPEG, PNG and WebP),
 * the file is not whole, or its EXIF data have no room left. Never changes the bytes it is given.
 */
export type WriteTime = (
  bytes: Buffer,
  format: PictureFormat,
  time: { readonly capturedAt: number; readonly utcOffsetMinutes: number },
) => Buffer | undefined;

/** A size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A place on a picture, in pixels from its upper left corner. */
export interface Place extends Size {
  readonly left: number;
  readonly top: number;
}

/** A line of text. What does not fit into its width is cut off with an ellipsis. */
export interface TextLine {
  readonly left: number;
  /** Where its letters stand on. */
  readonly baseline: number;
  readonly width: number;
  readonly text: string;
  readonly sizePixels: number;
  readonly isBold?: boolean;
  /** As in CSS, `#rrggbb`. */
  readonly colour: string;
  readonly align?: 'left' | 'middle' | 'right';
}

/** An animated WebP file under way. One call at a time. */
export interface AnimationWriter {
  /** RGB pixels of the size of the animation. What did not change since the frame before takes no room. */
  add(pixels: Uint8Array): Promise<void>;
  /** Ends the file, and tells how large it is. */
  finish(): Promise<{ readonly bytes: number }>;
  /** Gives up, and deletes what was written. */
  discard(): Promise<void>;
}

/** A picture that others are put on. One call at a time. */
export interface SheetPainter {
  /** RGB pixels of the size of their place; its corners are rounded. Without any the place is framed, and empty. */
  place(pixels: Uint8Array | undefined, at: Place): void;
  /** Draws texts that all lie in a stripe of the sheet, and frames what was placed since the stripe before. */
  write(texts: readonly TextLine[], stripe: { readonly top: number; readonly height: number }): Promise<void>;
  /** Encodes the sheet and writes it to a path at which nothing is yet. */
  finish(path: string, format: ImageFormat): Promise<{ readonly bytes: number }>;
}

/** Makes new pictures of those in the library. Works on other threads than the calling one. */
export interface PictureMaker {
  /** RGB pixels of exactly this size: the first frame as it is shown, whole, on a background. Throws `FILE_UNREADABLE`. */
  fit(filepath: string, size: Size, background: string): Promise<Uint8Array>;
  /** Begins a file at a path at which nothing is yet. Throws what the file system throws. */
  animate(path: string, size: Size, framesPerSecond: number): Promise<AnimationWriter>;
  sheet(size: Size, background: string): SheetPainter;
}
