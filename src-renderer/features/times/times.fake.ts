import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { DatedPicture } from '../../../src-shared/contract/times.ts';

/** An imported picture for tests, named by a letter. */
export function aPicture(id: string): DatedPicture {
  return { capture: { id, originalFilename: `${id}.jpg` } as Capture, camera: null, evidence: [] };
}

export function somePictures(ids: string): DatedPicture[] {
  return [...ids].map(aPicture);
}
