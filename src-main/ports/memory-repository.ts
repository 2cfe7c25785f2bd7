import type { Conversation, Message } from '../../src-shared/contract/conversations.ts';
import type { ActivityEvent, EventFilter } from '../../src-shared/contract/events.ts';
import type { Snapshot, SnapshotPoint, WholeState } from '../../src-shared/contract/snapshots.ts';
import type { Scope } from '../../src-shared/domain/access.ts';

export type NewEvent = Omit<
  ActivityEvent,
  'id' | 'resolved' | 'resolved_at' | 'resolved_by' | 'occurrences' | 'last_at'
> & {
  readonly resolved?: boolean;
  readonly foldKey?: string;
  /** How often it happened, where it was counted before; once if nothing is said. */
  readonly occurrences?: number;
};

/** A page of a list and where the next one begins. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** The activity log. All times are UTC ms. */
export interface EventRepository {
  insert(event: NewEvent): Promise<ActivityEvent>;
  byId(id: string): Promise<ActivityEvent | undefined>;
  page(query: EventFilter & { cursor?: string; limit: number }): Promise<Page<ActivityEvent>>;
  unresolvedCount(): Promise<number>;
  /** Resolving twice keeps the first time and name. Undefined for an id that is not there. */
  resolve(id: string, resolvedAt: number, resolvedBy: string): Promise<ActivityEvent | undefined>;
}

/** What was said, in conversations that programs name. */
export interface ConversationRepository {
  saveMessage(message: Omit<Message, 'id'>): Promise<Message>;
  /** In order. */
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
  /** The moments of all snapshots before this one, oldest first, without what they hold. */
  momentsBefore(before: number): Promise<readonly { id: string; timestamp: number }[]>;
  delete(ids: readonly string[]): Promise<void>;
}

export interface PreferenceRepository {
  all(): Promise<ReadonlyMap<string, unknown>>;
  /** With the moment each was set. */
  rows(): Promise<readonly { key: string; value: unknown; updatedAt: number }[]>;
  set(key: string, value: unknown, updatedAt: number): Promise<void>;
}
  /** What the plots draw of the newest so many since then, oldest first. */
  series(since: number, limit: number): Promise<SnapshotPoint[]>;

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
}
