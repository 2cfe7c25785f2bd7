import { z } from 'zod';
import { captureStates } from '../domain/capture-state.ts';
import { cursor, id, instantMs, procedure, published } from './base.ts';
import { displayHealthSchema } from './capture-control.ts';

/** The whole at a moment. Bytes, counts and UTC ms; what was not known then is null. */
export const stateSchema = z.object({
  capture: z.object({
    state: z.enum(captureStates),
    recording: z.boolean(),
    source: z.string().nullable(),
    intervalSeconds: z.number(),
    ticks: z.object({ taken: z.number(), late: z.number(), stored: z.number(), held: z.number(), gaps: z.number() }),
  }),
  displays: z.array(
    displayHealthSchema
      .pick({ connected: true, health: true, lastFrameAt: true, lastStoredAt: true })
      .extend({ id: z.string(), name: z.string(), width: z.number().int(), height: z.number().int() }),
  ),
  storage: z.object({
    captures: z.number().int(),
    bytes: z.number(),
    databaseBytes: z.number(),
    trashBytes: z.number(),
    freeBytes: z.number().nullable(),
    totalBytes: z.number().nullable(),
  }),
  queue: z.object({ pending: z.number().int(), running: z.number().int(), failed: z.number().int() }),
  health: z.object({ healthy: z.boolean(), message: z.string(), unresolvedAlerts: z.number().int() }),
  versions: z.object({
    app: z.string(),
    host: z.string(),
    platform: z.string(),
    runtime: z.string(),
    sqlite: z.string(),
    revision: z.string().nullable(),
  }),
});
export type WholeState = z.infer<typeof stateSchema>;

export const snapshotSchema = z.object({ id, timestamp: instantMs, snapshot: stateSchema });
export type Snapshot = z.infer<typeof snapshotSchema>;

/** What the plots draw of a snapshot. */
export const snapshotPointSchema = z.object({
  timestamp: instantMs,
  recording: z.boolean(),
  captures: z.number(),
  /** Of the pictures, without those in the trash. */
  bytes: z.number(),
  databaseBytes: z.number(),
  trashBytes: z.number(),
  /** Null where the system did not tell. */
  freeBytes: z.number().nullable(),
  pending: z.number(),
  running: z.number(),
  failed: z.number(),
});
export type SnapshotPoint = z.infer<typeof snapshotPointSchema>;

export const snapshotsContract = {
  latest: published('GET', '/memory/snapshots/latest', {
    scope: 'memory:read',
    tag: 'Memory',
    summary: 'The latest snapshot',
  }).output(snapshotSchema),
  /**
   * Oldest first, at most `limit`: `nextCursor` goes on. Snapshots that an older app wrote and this one cannot read are
   * left out.
   */
  list: published('GET', '/memory/snapshots', {
    scope: 'memory:read',
    tag: 'Memory',
    summary: 'Snapshots since a moment, oldest first',
  })
    .input(
      z.strictObject({
        since: instantMs.default(0).describe('UTC milliseconds, inclusive.'),
        cursor: cursor.optional(),
        limit: z.number().int().min(1).max(2000).default(500),
      }),
    )
    .output(z.object({ items: z.array(snapshotSchema), nextCursor: cursor.nullable() })),
  /** For plots: all snapshots since a moment, oldest first, with little of each. Of too many, the newest. */
  series: procedure.input(z.object({ since: instantMs })).output(z.object({ points: z.array(snapshotPointSchema) })),
};
