import type { Conversation, Message } from '../../src-shared/contract/conversations.ts';
import type { ActivityEvent, EventFilter } from '../../src-shared/contract/events.ts';
import type { Snapshot, SnapshotPoint, WholeState } from '../../src-shared/contract/snapshots.ts';
import type { Scope } from '../../src-shared/domain/access.ts';

export type NewEvent = Omit<
  ActivityEvent,
  'id' | 'resolved' | 'resolved_at' | 'resolved_by' | 'occurrences' | 'last_at'
> & {
  /** Names a fault that may repeat. */
  readonly foldKey?: string;
  /** How often it happened, where it was counted before; once if nothing is said. */
  readonly occurrences?: number;
};

/** A page of a list and where the next one begins. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/**
 * When something is on the disk: before anybody else has a turn, which is for what nobody waits for; or together with
 * what others write in the same turn, which many who wait get sooner.
 */
export type Commit = 'at-once' | 'shared';

/** The activity log. All times are UTC ms. */
export interface EventRepository {
  /**
   * Writes a new line, or counts up the one that it repeats: an unresolved alert of its key, or, of another type, a line
   * of its key that began within the last hour. Two processes that save the same at once make one line of two.
   */
  saveEvent(event: NewEvent, commit?: Commit): Promise<{ readonly event: ActivityEvent; readonly repeated: boolean }>;
  byId(id: string): Promise<ActivityEvent | undefined>;
  /** Newest first, by when each happened first: a repeat never moves a line. */
  page(query: EventFilter & { cursor?: string; limit: number }): Promise<Page<ActivityEvent>>;
  /** All that some line is about, in their order. Reads one line for each. */
  nodes(): Promise<readonly string[]>;
  unresolvedCount(): Promise<number>;
  /** Resolving twice keeps the first time and name. Undefined for an id that is not there. */
  resolveEvent(id: string, resolvedAt: number, resolvedBy: string): Promise<ActivityEvent | undefined>;
  /** Resolves the alert of this key that waits; undefined where none does. */
  resolveByKey(foldKey: string, resolvedAt: number, resolvedBy: string): Promise<ActivityEvent | undefined>;
  /** The alerts that wait and that no person was told of, oldest first; from now on they count as told. */
  claimUntold(notifiedAt: number): Promise<ActivityEvent[]>;
}

/** What was said, in conversations that programs name. */
export interface ConversationRepository {
  saveMessage(message: Omit<Message, 'id'>): Promise<Message>;
  /** In the order in which they were saved, whatever the clock said. */
  getSessionMessages(sessionId: string, query: { cursor?: string; limit: number }): Promise<Page<Message>>;
  /** Newest first. */
  getRecentSessions(query: { cursor?: string; limit: number }): Promise<Page<Conversation>>;
}

/** What the whole looked like at moments. */
export interface SnapshotRepository {
  saveSnapshot(timestamp: number, snapshot: WholeState): Promise<Snapshot>;
  /** The newest up to this moment. */
  getLatestSnapshot(upTo: number): Promise<Snapshot | undefined>;
  /** Oldest first, from `since` on. What cannot be read any more is left out, so a page may be short, or empty. */
  getSnapshotsSince(query: { since: number; cursor?: string; limit: number }): Promise<Page<Snapshot>>;
  /** What the plots draw of the newest so many since then, oldest first. */
  series(since: number, limit: number): Promise<SnapshotPoint[]>;
  /** The moments of all snapshots before this one, oldest first, without what they hold. */
  momentsBefore(before: number): Promise<readonly { id: string; timestamp: number }[]>;
  delete(ids: readonly string[]): Promise<void>;
}

/** How much other programs may keep here. */
export interface ExternalLimits {
  readonly keys: number;
  /** Of all their values together, as JSON. */
  readonly bytes: number;
}

/** A preference as it is stored. */
export interface StoredPreference {
  readonly key: string;
  readonly value: unknown;
  readonly updatedAt: number;
}

export interface PreferenceRepository {
  /** The stored values of these keys; those at their default have none. */
  values(keys: readonly string[]): Promise<ReadonlyMap<string, unknown>>;
  row(key: string): Promise<StoredPreference | undefined>;
  /** All of them, by key. */
  rows(): Promise<readonly StoredPreference[]>;
  /** The moment of setting always moves on, also within a millisecond or when the clock was set back. */
  set(key: string, value: unknown, updatedAt: number): Promise<void>;
  /** The same for a key of another program; false, and nothing is changed, where it would be more than the limits. */
  setWithin(prefix: string, limits: ExternalLimits, preference: StoredPreference): Promise<boolean>;
}

/** A log-in or a program's token as it is stored. */
export interface AccessTokenRow {
  readonly id: string;
  readonly kind: 'login' | 'program';
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the secret; null for a log-in. */
  readonly secretSha256: Uint8Array | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** All of who may use the API. */
export interface AccessState {
  readonly tokens: readonly AccessTokenRow[];
  /** Values by name. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Who may use the API. Synchronous where each request asks. */
export interface AccessRepository {
  insertToken(token: AccessTokenRow): Promise<void>;
  tokenById(id: string): AccessTokenRow | undefined;
  tokenBySecret(secretSha256: Uint8Array): AccessTokenRow | undefined;
  /** Newest first. */
  tokens(kind: AccessTokenRow['kind']): Promise<readonly AccessTokenRow[]>;
  noteUse(id: string, usedAt: number): Promise<void>;
  /** Revoking twice keeps the first time. Returns false for an id that is not there. */
  revoke(id: string, revokedAt: number): Promise<boolean>;
  /** Removes log-ins that ended before this moment. */
  forgetLogins(endedBefore: number): Promise<void>;
  secret(name: string): string | undefined;
  /** Sets these secrets and revokes every log-in, all of it or nothing. */
  replaceSecrets(secrets: Readonly<Record<string, string>>, replacedAt: number): Promise<void>;
  /** Everything, to be put into another database. */
  state(): Promise<AccessState>;
  /** Puts this in the place of everything. */
  replaceState(state: AccessState, replacedAt: number): Promise<void>;
}
