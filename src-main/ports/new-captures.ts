import type { Capture } from '../../src-shared/contract/captures.ts';
import type { TimeEvidence } from '../../src-shared/contract/times.ts';
import type { Signature } from './signatures.ts';

/** A capture about to be written; the database fills in the times of writing. */
export type NewCapture = Omit<Capture, 'createdAt' | 'updatedAt'>;

/** What an imported picture tells of itself besides its pixels. */
export interface ImportedFacts {
  readonly jobId: string | null;
  /** Maker and model; null where it does not say. */
  readonly camera: string | null;
  /** Most reliable first. */
  readonly evidence: readonly TimeEvidence[];
}

/** A capture with what it is compared by; without a signature it is made later, from the file. */
export type SignedCapture = NewCapture & { readonly signature?: Signature; readonly imported?: ImportedFacts };
