import type { ImageFormat } from '../../src-shared/domain/vocabulary.ts';
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

/** What a file claims to be, from its beginning alone. Sizes are those of the picture as it is shown. */
export interface PictureHeader {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
}

/** Tells JPEG, PNG and WebP files by their content, without decoding them. Throws `FILE_UNREADABLE` for all others. */
export type ReadPictureHeader = (filepath: string) => Promise<PictureHeader>;

/** Encoding, thumbnails and reading of picture files. Works outside the main thread. */
export interface ImageCodec {
  encode(frame: RawFrame, options: EncodeOptions): Promise<EncodedImage>;
  /** A JPEG of this width, never enlarged. Throws `FILE_UNREADABLE`. */
  thumbnail(filepath: string, widthPixels: number): Promise<Buffer>;
  /** Throws `FILE_UNREADABLE` for what is no whole picture. */
  inspect(filepath: string): Promise<ImageFacts>;
}
