import type { TimeEvidenceKind } from '../../src-shared/domain/vocabulary.ts';

/** A time as a picture's own data say it, not interpreted yet. */
export interface SaidTime {
  readonly kind: TimeEvidenceKind;
  /** As it stands there; at most 200 characters. */
  readonly text: string;
  /** Its fraction of a second and its UTC offset, where they stand in fields of their own. */
  readonly subSecondsText?: string;
  readonly offsetText?: string;
}

/** What a picture says of itself besides its pixels: EXIF, XMP, PNG text. */
export interface PictureMetadata {
  /** Maker and model in one line; null where it does not say. */
  readonly camera: string | null;
  readonly times: readonly SaidTime[];
}

/** Reads them from the bytes of a file (all of it, or its beginning). Throws nothing: what cannot be read says nothing. */
export type ReadPictureMetadata = (bytes: Uint8Array) => PictureMetadata;
