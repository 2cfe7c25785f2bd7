import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import type { RequiredScope } from '../domain/access.ts';
import { id, instantMs, published } from './base.ts';
import { captureStatusSchema } from './capture-control.ts';
import { captureSchema } from './captures.ts';
import { eventSchema } from './events.ts';
import { jobSchema } from './jobs.ts';
import { libraryStatusSchema } from './library.ts';
import { preferencesSchema } from './preferences.ts';

/** How things stand; null for whoever may not read about captures. */
const state = { status: captureStatusSchema.nullable(), library: libraryStatusSchema.nullable() };

/** What the core tells every window and program as it happens. */
export const liveMessageSchema = z.discriminatedUnion('type', [
  /** The first message of every new stream: from here on nothing is missed. */
  z.object({ type: z.literal('hello'), ...state }),
  /** Something was missed that is not known any more: whatever was read before may be stale. Nothing is from here on. */
  z.object({ type: z.literal('resync'), ...state }),
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

/** What whoever is told of something must be allowed to read. Other messages are left out of their stream. */
export const liveScopes: Readonly<Record<LiveMessage['type'], RequiredScope>> = {
  hello: 'any',
  resync: 'any',
  'capture-stored': 'captures:text',
  'capture-held': 'captures:text',
  'captures-changed': 'captures:text',
  'capture-status': 'captures:text',
  'event-added': 'memory:read',
  'event-changed': 'memory:read',
  'event-resolved': 'memory:read',
  'events-changed': 'memory:read',
  'preferences-changed': 'memory:read',
  'library-changed': 'captures:text',
  'job-changed': 'captures:text',
  'review-changed': 'captures:text',
  'snapshot-added': 'memory:read',
  'duplicates-changed': 'captures:text',
};

export const liveContract = {
  /**
   * Each message has an id: whoever comes back with it as `Last-Event-ID` is told what was missed, in order, or one
   * `resync` where that is not known any more.
   */
  stream: published('GET', '/stream', {
    scope: 'any',
    tag: 'Library',
    summary: 'What happens, as it happens, as far as the token may read it',
  }).output(eventIterator(liveMessageSchema)),
};
