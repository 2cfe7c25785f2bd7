import type { Kysely } from 'kysely';
import { v7 as uuidV7 } from 'uuid';
import type { Gap } from '../../src-shared/contract/timeline.ts';
import type { GapReason } from '../../src-shared/domain/vocabulary.ts';
import type { GapRepository } from '../ports/repositories.ts';
import type { Connection } from './connection.ts';
import type { Schema } from './schema-types.ts';

const gapColumns = [
  'id',
  'started_at as startedAt',
  'ended_at as endedAt',
  'reason',
  'display_id as displayId',
] as const;

/** Gaps that start within the stretch. */
export function gapsStartedWithinQuery(kysely: Kysely<Schema>, from: number, to: number) {
  return kysely
    .selectFrom('gaps')
    .select(gapColumns)
    .where('started_at', '>=', from)
    .where('started_at', '<', to)
    .orderBy('started_at')
    .orderBy('id');
}

/** Closed gaps that started before the stretch and reach into it. */
export function gapsReachingIntoQuery(kysely: Kysely<Schema>, from: number) {
  return kysely
    .selectFrom('gaps')
    .select(gapColumns)
    .where('ended_at', 'is not', null)
    .where('ended_at', '>', from)
    .where('started_at', '<', from)
    .orderBy('ended_at');
}

/** Gaps without an end. */
export function openGapsQuery(kysely: Kysely<Schema>) {
  return kysely.selectFrom('gaps').select(gapColumns).where('ended_at', 'is', null);
}

/** Gaps in SQLite. At most one gap is open for a reason and display. */
export class SqliteGapRepository implements GapRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async open(gap: { startedAt: number; reason: GapReason; displayId: string | null }): Promise<string> {
    const { kysely } = this.#connection;
    return this.#connection.transaction(() => {
      const open = this.#connection.first(
        openGapsQuery(kysely).where('reason', '=', gap.reason).where('display_id', 'is', gap.displayId),
      );
      return open?.id ?? this.#insert({ ...gap, endedAt: null });
    });
  }

  async close(id: string, endedAt: number): Promise<void> {
    const { kysely } = this.#connection;
    this.#connection.transaction(() => {
      const gap = this.#connection.first(openGapsQuery(kysely).where('id', '=', id));
      if (!gap) return;
      // The wall clock may have been set back while the gap was open.
      const end = Math.max(gap.startedAt, endedAt);
      this.#connection.run(kysely.updateTable('gaps').set({ ended_at: end }).where('id', '=', id));
    });
  }

  async record(gap: Omit<Gap, 'id'>): Promise<string> {
    return this.#insert(gap);
  }

  async between(from: number, to: number): Promise<readonly Gap[]> {
    const { kysely } = this.#connection;
    const gaps = [
      ...this.#connection.all(gapsStartedWithinQuery(kysely, from, to)),
      ...this.#connection.all(gapsReachingIntoQuery(kysely, from)),
      ...this.#connection.all(openGapsQuery(kysely).where('started_at', '<', from)),
    ];
    return gaps.sort((left, right) => left.startedAt - right.startedAt || (left.id < right.id ? -1 : 1));
  }

  async stillOpen(): Promise<readonly Gap[]> {
    return this.#connection.all(openGapsQuery(this.#connection.kysely));
  }

  async lastEnd(): Promise<number | null> {
    const query = this.#connection.kysely
      .selectFrom('gaps')
      .select('ended_at as endedAt')
      .where('ended_at', 'is not', null)
      .orderBy('ended_at', 'desc')
      .limit(1);
    return this.#connection.first(query)?.endedAt ?? null;
  }

  #insert(gap: Omit<Gap, 'id'>): string {
    const id = uuidV7();
    this.#connection.run(
      this.#connection.kysely.insertInto('gaps').values({
        id,
        started_at: gap.startedAt,
        ended_at: gap.endedAt,
        reason: gap.reason,
        display_id: gap.displayId,
      }),
    );
    return id;
  }
}
