import type { JobType } from '../../src-shared/domain/vocabulary.ts';
import type { JobHandler } from '../ports/jobs.ts';
import type { LibraryDatabase } from '../ports/repositories.ts';

/** What handlers may be made of. Add what yours needs. */
export interface JobHandlerParts {
  readonly database: LibraryDatabase;
  /** Reads pictures, and finds duplicates. */
  readonly duplicates: { readonly handlers: readonly JobHandler[] };
  /** Empties the trash. */
  readonly review: { readonly handlers: readonly JobHandler[] };
  readonly importing: { readonly handlers: readonly JobHandler[] };
  /** Copies pictures out of the library. */
  readonly exporting: { readonly handlers: readonly JobHandler[] };
}

/** Who does which type of job. One more: add its handler here and take its type off the list below. */
export function createJobHandlers({
  duplicates,
  review,
  importing,
  exporting,
}: JobHandlerParts): readonly JobHandler[] {
  return [...duplicates.handlers, ...review.handlers, ...importing.handlers, ...exporting.handlers];
}

/** Types without a handler yet. A type that is neither here nor has a handler stops the opening of any library. */
export const jobTypesNotOfferedYet: readonly JobType[] = ['verify'];
