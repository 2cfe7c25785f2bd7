import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { id, instantMs, published } from './base.ts';
import { captureStatusSchema } from './capture-control.ts';
import { captureSchema } from './captures.ts';
import { eventSchema } from './events.ts';
import { jobSchema } from './jobs.ts';
import { libraryStatusSchema } from './library.ts';
import { preferencesSchema } from './preferences.ts';

/** What the core tells every window as it happens. */
export const liveMessageSchema = z.discriminatedUnion('type', [
  /** The first message of every stream: from here on nothing is missed. */
  z.object({ type: z.literal('hello'), status: captureStatusSchema.nullable(), library: libraryStatusSchema }),
  z.object({ type: z.literal('capture-stored'), capture: captureSchema }),
  z.object({ type: z.literal('capture-held'), id, endedAt: instantMs }),
  z.object({ type: z.literal('captures-changed') }),
  z.object({ type: z.literal('capture-status'), status: captureStatusSchema }),
  z.object({ type: z.literal('event-added'), event: eventSchema }),
  /** It happened again. */
  z.object({ type: z.literal('event-changed'), event: eventSchema }),
  z.object({ type: z.literal('event-resolved'), event: eventSchema }),
  /** Another process wrote into the activity log. */
  z.object({ type: z.literal('events-changed') }),
  z.object({ type: z.literal('preferences-changed'), preferences: preferencesSchema }),
  z.object({ type: z.literal('library-changed'), library: libraryStatusSchema }),
  z.object({ type: z.literal('job-changed'), job: jobSchema }),
  /** Decisions or tags changed; `captureIds` is null where there are too many to name. */
  z.object({ type: z.literal('review-changed'), captureIds: z.array(id).nullable() }),
  /** How the whole stands was noted. */
  z.object({ type: z.literal('snapshot-added'), timestamp: instantMs }),
  /** Groups of duplicates were found or taken apart. */
  z.object({ type: z.literal('duplicates-changed') }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;

export const liveContract = {
  stream: published('GET', '/stream', {
    scope: 'captures:text',
    tag: 'Library',
    summary: 'What happens, as it happens',
  }).output(eventIterator(liveMessageSchema)),
};
