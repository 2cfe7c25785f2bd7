import type { ImageFormat, PictureFormat } from '../../src-shared/domain/vocabulary.ts';
import type { RawFrame } from './screen-source.ts';

export interface EncodeOptions {
  readonly format: ImageFormat;
  /** 1 to 100; PNG ignores it. */
  readonly quality: number;
  /** 10 to 100. */
  readonly scalePercent: number;
}

/** An encoded picture with its size in pixels after scaling. */
export interface EncodedImage {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

/** What a file turned out to be, read from its content. */
export interface ImageFacts {
  readonly width: number;
  readonly height: number;
  readonly mimeType: string;
}

/** What a picture may claim to be: a wall of a dozen 4K screens. What claims more is refused before it is decoded. */
export const greatestPixels = 100_000_000;

/** A file that is larger is not read into memory, so it is no picture that can be shown or compared. */
export const largestFileBytes = 512 * 1024 * 1024;

/** What a file claims to be, without decoding it. Sizes are those of the picture as it is shown. */
export interface PictureHeader {
  readonly format: PictureFormat;
  readonly width: number;
  readonly height: number;
}

/**
 * Tells what picture a file is by its content, however large it says it is, without decoding it. Throws `FILE_UNREADABLE`
 * with what it is instead; where that is no picture at all, `details.isPicture` is false.
 */
export type ReadPictureHeader = (filepath: string) => Promise<PictureHeader>;

/** Encoding, thumbnails and reading of picture files. Works outside the main thread. */
export interface ImageCodec {
  encode(frame: RawFrame, options: EncodeOptions): Promise<EncodedImage>;
  /** A JPEG of this width, never enlarged. Throws `FILE_UNREADABLE`. */
  thumbnail(filepath: string, widthPixels: number): Promise<Buffer>;
  /** A JPEG of the whole size, for windows that cannot show the format itself. Throws `FILE_UNREADABLE`. */
  rendition(filepath: string): Promise<Buffer>;
  /** Decodes the picture. Throws `FILE_UNREADABLE` for what is no whole one. */
  inspect(filepath: string): Promise<ImageFacts>;
}
