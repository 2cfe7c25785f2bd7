/** What two pictures are compared by, made from their pixels once. */
export interface Signature {
  /** 256 bits (32 bytes) that are near each other for pictures that look alike. */
  readonly perceptualHash: Uint8Array;
  /** The content of the picture tile by tile and row by row; see `core/duplicates/README.md`. */
  readonly tileSignature: Uint8Array;
}

/** Pixels in memory, row by row. One channel is lightness, three are RGB, four RGBA (A is not looked at). */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly data: Uint8Array;
}

/** Reads a picture file to be signed, smaller than it is where the format allows that cheaply. */
export interface PictureReader {
  /**
   * Reads a file by its path, or its bytes. Throws `FILE_MISSING` or `FILE_UNREADABLE`. `width` and `height` are those
   * of the whole picture, turned as it is shown.
   */
  read(picture: string | Uint8Array): Promise<{ pixels: Pixels; width: number; height: number }>;
}
