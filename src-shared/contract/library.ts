import { z } from 'zod';
import { day, instantMs, procedure, published } from './base.ts';

/** What a person can do about a library that could not be opened. */
export const libraryOffers = [
  'retry',
  'restore_backup',
  'choose_folder',
  'free_space',
  'update_app',
  'run_doctor',
] as const;
export type LibraryOffer = (typeof libraryOffers)[number];

/** A backup is made before each change of the database's form, and once a day. */
export const backupOccasions = ['migration', 'daily'] as const;

export const backupSchema = z.object({
  name: z.string(),
  createdAt: instantMs,
  bytes: z.number().int(),
  revision: z.string().nullable(),
  /** True when an integrity check of the copy passed when it was made. */
  verified: z.boolean(),
  occasion: z.enum(backupOccasions),
});
export type Backup = z.infer<typeof backupSchema>;

export const libraryStatusSchema = z.object({
  state: z.enum(['open', 'unavailable', 'moving']),
  path: z.string(),
  problem: z.object({ code: z.string(), message: z.string(), offers: z.array(z.enum(libraryOffers)) }).nullable(),
  health: z.object({ healthy: z.boolean(), message: z.string() }),
  /** Names of the newest migration applied and the newest one known; null where the database cannot be read. */
  revision: z.object({ current: z.string().nullable(), latest: z.string(), pending: z.number().int() }),
  backups: z.array(backupSchema),
  /** Who captures into this library now: this process, another one, or nobody. */
  holder: z.object({ pid: z.number().int(), host: z.string(), self: z.boolean() }).nullable(),
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number(), floorBytes: z.number() }).nullable(),
});
export type LibraryStatus = z.infer<typeof libraryStatusSchema>;

export const storageReportSchema = z.object({
  captures: z.number().int(),
  bytes: z.number().int(),
  firstDay: day.nullable(),
  lastDay: day.nullable(),
  /** Mean bytes a day over the last 30 whole days that have captures; null until there is about a day to go by. */
  bytesPerDay: z.number().nullable(),
  /** How many days 100 GB last at that rate. */
  daysPer100Gigabytes: z.number().nullable(),
  /** How many days until the free space above the disk floor is used up at that rate. */
  daysUntilFull: z.number().nullable(),
  databaseBytes: z.number().int(),
});
export type StorageReport = z.infer<typeof storageReportSchema>;

export const libraryContract = {
  status: published('GET', '/library', {
    scope: 'captures:text',
    tag: 'Library',
    summary: 'The state of the library',
  }).output(libraryStatusSchema),
  storage: published('GET', '/stats', {
    scope: 'captures:text',
    tag: 'Library',
    summary: 'Counts and bytes of the library',
  }).output(storageReportSchema),
  /** Tries to open the library again. */
  retry: procedure.output(libraryStatusSchema),
  /** Puts a backup in the place of the database, which is kept beside it under another name. */
  restoreBackup: procedure.input(z.object({ name: z.string().max(200) })).output(libraryStatusSchema),
  /** Opens (or, in an empty folder, makes) the library at another path and remembers it. */
  open: procedure.input(z.object({ path: z.string().min(1).max(4096) })).output(libraryStatusSchema),
  /** Moves the library to a new or empty folder: every file is copied and checked before the old one is let go. */
  move: procedure.input(z.object({ path: z.string().min(1).max(4096) })).output(libraryStatusSchema),
};
