import type { Capture, CaptureMarks, CapturePage, ListOrder } from '../../src-shared/contract/captures.ts';
import type { DayCount, Lane } from '../../src-shared/contract/timeline.ts';
import { millisecondsPerDay, millisecondsPerMinute } from '../../src-shared/domain/local-time.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  CaptureRepository,
  CountDifference,
  ImportedFacts,
  NewCapture,
  SignedCapture,
  StoredFile,
} from '../ports/repositories.ts';
import type { Signature } from '../ports/signatures.ts';
import { countDifferences, recount } from './capture-counts.ts';
import {
  adjacentQuery,
  atQuery,
  byIdQuery,
  captureColumns,
  dayEdgeQuery,
  daysQuery,
  laneRowsQuery,
  lastBeforeDayQuery,
  markedLaneRowsQuery,
  markedNeighbourDayQuery,
  neighbourDayQuery,
  nextDisplayQuery,
  type PageQuery,
  pageQuery,
  pageQueryOf,
  pageValues,
  sameFileQuery,
} from './capture-queries.ts';
import type { Connection } from './connection.ts';
import { encodeCursor } from './keyset.ts';
import { LaneBuilder } from './lanes.ts';
import { insertReview } from './review-rows.ts';
import type { CapturesTable } from './schema-types.ts';

/** Ids a single statement asks for; SQLite allows 32,766 parameters. */
const idsPerStatement = 500;

/** Captures in SQLite. Every list leaves out what is in the trash. */
export class SqliteCaptureRepository implements CaptureRepository {
  readonly #connection: Connection;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  async insert(captures: readonly SignedCapture[]): Promise<void> {
    this.insertNow(captures);
  }

  /** The same, for whoever writes something else in the same transaction. */
  insertNow(captures: readonly SignedCapture[]): void {
    if (captures.length === 0) return;
    const now = this.#clock.now();
    this.#connection.transaction(() => {
      for (const capture of captures) {
        this.#connection.run(this.#kysely.insertInto('captures').values(toRow(capture, now)));
        insertReview(this.#connection, capture);
        if (capture.signature) this.#insertSignature(capture.id, capture.signature);
        if (capture.imported) this.#insertImported(capture.id, capture.imported);
      }
    });
  }

  async extend(held: readonly { id: string; endedAt: number }[]): Promise<ReadonlySet<string>> {
    if (held.length === 0) return new Set();
    const now = this.#clock.now();
    return this.#connection.transaction(() => {
      for (const { id, endedAt } of held) {
        this.#connection.run(
          this.#kysely
            .updateTable('captures')
            .set({ ended_at: endedAt, updated_at: now })
            .where('id', '=', id)
            .where('ended_at', '<', endedAt)
            // A person gave it another time: the screen of now says nothing about it.
            .where('timestamp_source', '<>', 'user'),
        );
      }
      const discarded = this.#kysely
        .selectFrom('reviews')
        .select('capture_id')
        .where('review_state', '=', 'discarded')
        .where(
          'capture_id',
          'in',
          held.map(({ id }) => id),
        );
      return new Set(this.#connection.all(discarded).map((row) => row.capture_id));
    });
  }

  async byId(id: string): Promise<Capture | undefined> {
    return this.#byId(id);
  }

  async sameFile(file: {
    sha256: string;
    displayId: string | null;
    capturedAt?: number;
  }): Promise<Capture | undefined> {
    return this.#connection.first(sameFileQuery(this.#kysely, file));
  }

  async page(query: PageQuery): Promise<CapturePage> {
    const items = this.#connection.all(
      this.#connection.written(`page ${query.order} ${query.reviewState}`, pageValues(query), (values) =>
        pageQueryOf(this.#kysely, query, values),
      ),
    );
    const hasMore = items.length > query.limit;
    if (hasMore) items.length = query.limit;
    const last = items.at(-1);
    return { items, nextCursor: hasMore && last ? encodeCursor({ time: last.capturedAt, id: last.id }) : null };
  }

  async neighbours(id: string, sameDisplay: boolean): Promise<{ previous: Capture | null; next: Capture | null }> {
    const capture = this.#byId(id);
    if (!capture) return { previous: null, next: null };
    const position = { time: capture.capturedAt, id: capture.id };
    const displayId = sameDisplay ? capture.displayId : undefined;
    return {
      previous: this.#connection.first(adjacentQuery(this.#kysely, position, 'before', displayId)) ?? null,
      next: this.#connection.first(adjacentQuery(this.#kysely, position, 'after', displayId)) ?? null,
    };
  }

  async at(query: {
    at: number;
    direction: 'nearest' | 'before' | 'after';
    displayId?: string;
  }): Promise<Capture | null> {
    const find = (side: 'before' | 'after') =>
      this.#connection.first(atQuery(this.#kysely, query.at, side, query.displayId)) ?? null;
    if (query.direction !== 'nearest') return find(query.direction);
    const before = find('before');
    // A held picture is what the screen showed until `endedAt`, so it is at no distance up to then.
    if (before && before.endedAt >= query.at) return before;
    const after = find('after');
    if (!before || !after) return before ?? after;
    return query.at - before.endedAt <= after.capturedAt - query.at ? before : after;
  }

  async lastPerDisplay(at: number): Promise<readonly Capture[]> {
    const found: Capture[] = [];
    for (const displayId of this.#displayIds()) {
      const last = this.#connection.first(atQuery(this.#kysely, at, 'before', displayId));
      if (last && last.endedAt >= at - millisecondsPerDay) found.push(last);
    }
    return found;
  }

  async days(range: { from?: string; to?: string }): Promise<readonly DayCount[]> {
    return this.#connection.all(daysQuery(this.#kysely, range));
  }

  async lanes(day: string, marks?: CaptureMarks): Promise<readonly Lane[]> {
    const builders = new Map<string | null, LaneBuilder>();
    const builderOf = (displayId: string | null): LaneBuilder => {
      let builder = builders.get(displayId);
      if (!builder) {
        builder = new LaneBuilder(day, displayId);
        builders.set(displayId, builder);
      }
      return builder;
    };
    const rows = marks ? markedLaneRowsQuery(this.#kysely, day, marks) : laneRowsQuery(this.#kysely, day);
    for (const row of this.#connection.all(rows)) builderOf(row.display_id).add(row);

    // A screen that stayed the same over midnight has no row in this day for that time, and yet it was recorded.
    const dayStart = Date.parse(`${day}T00:00:00Z`);
    const heldNames = new Map<string | null, string | null>();
    for (const displayId of marks ? [] : this.#displayIds()) {
      const last = this.#connection.first(lastBeforeDayQuery(this.#kysely, day, displayId));
      if (!last || last.endedAt + last.utcOffsetMinutes * millisecondsPerMinute <= dayStart) continue;
      heldNames.set(displayId, last.displayName);
      builderOf(displayId).addHeld(last.capturedAt, last.endedAt, last.utcOffsetMinutes);
    }
    return [...builders.values()].map((builder) =>
      builder.build(this.#displayName(day, builder.displayId) ?? heldNames.get(builder.displayId) ?? null),
    );
  }

  async dayBounds(
    day: string,
    marks?: CaptureMarks,
  ): Promise<{ first: Capture | null; last: Capture | null; previousDay: string | null; nextDay: string | null }> {
    const kysely = this.#kysely;
    if (marks) {
      const edge = (order: ListOrder) => {
        // Any moment there is: it lets the query keep to the day where it walks in the order of time.
        const query = { ...marks, day, from: Number.MIN_SAFE_INTEGER, order, limit: 1 };
        return this.#connection.all(pageQuery(kysely, query))[0] ?? null;
      };
      const neighbour = (side: 'before' | 'after') =>
        this.#connection.first(markedNeighbourDayQuery(kysely, day, side, marks))?.day ?? null;
      return {
        first: edge('oldest'),
        last: edge('newest'),
        previousDay: neighbour('before'),
        nextDay: neighbour('after'),
      };
    }
    return {
      first: this.#connection.first(dayEdgeQuery(kysely, day, 'first')) ?? null,
      last: this.#connection.first(dayEdgeQuery(kysely, day, 'last')) ?? null,
      previousDay: this.#connection.first(neighbourDayQuery(kysely, day, 'before'))?.day ?? null,
      nextDay: this.#connection.first(neighbourDayQuery(kysely, day, 'after'))?.day ?? null,
    };
  }

  async totals(): Promise<{ captures: number; bytes: number; firstDay: string | null; lastDay: string | null }> {
    const row = this.#connection.first(
      this.#kysely
        .selectFrom('capture_days')
        .select((of) => [
          of.fn.coalesce(of.fn.sum<number>('captures'), of.lit(0)).as('captures'),
          of.fn.coalesce(of.fn.sum<number>('bytes'), of.lit(0)).as('bytes'),
          of.fn.min<string | null>('local_day').as('firstDay'),
          of.fn.max<string | null>('local_day').as('lastDay'),
        ]),
    );
    return row ?? { captures: 0, bytes: 0, firstDay: null, lastDay: null };
  }

  async setMissing(ids: readonly string[], missingAt: number | null): Promise<void> {
    const now = this.#clock.now();
    this.#connection.transaction(() => {
      for (const part of inParts(ids)) {
        this.#connection.run(
          this.#kysely
            .updateTable('captures')
            .set({ missing_at: missingAt, updated_at: now })
            .where('id', 'in', part)
            // The first time a file was missed is the one that counts.
            .where('missing_at', missingAt === null ? 'is not' : 'is', null),
        );
      }
    });
  }

  async knownPaths(filepaths: readonly string[]): Promise<ReadonlySet<string>> {
    const known = new Set<string>();
    for (const part of inParts(filepaths)) {
      const query = this.#kysely.selectFrom('captures').select('filepath').where('filepath', 'in', part);
      for (const row of this.#connection.all(query)) known.add(row.filepath);
    }
    return known;
  }

  async walk(afterId: string | null, limit: number): Promise<readonly Capture[]> {
    return this.#connection.all(
      this.#kysely
        .selectFrom('captures')
        .select(captureColumns)
        .where('id', '>', afterId ?? '')
        .orderBy('id')
        .limit(limit),
    );
  }

  async filesUnder(folder: string): Promise<readonly StoredFile[]> {
    const prefix = folder.endsWith('/') ? folder : `${folder}/`;
    return this.#connection.all(
      this.#kysely
        .selectFrom('captures')
        .select(['id', 'filepath', 'file_size as fileSize', 'sha256', 'missing_at as missingAt'])
        .where('filepath', '>=', prefix)
        // '0' is the character after '/'.
        .where('filepath', '<', `${prefix.slice(0, -1)}0`)
        // What was purged has no file any more.
        .where('purged_at', 'is', null)
        .orderBy('filepath'),
    );
  }

  async newestId(): Promise<string | null> {
    const query = this.#kysely.selectFrom('captures').select('id').orderBy('id', 'desc').limit(1);
    return this.#connection.first(query)?.id ?? null;
  }

  async countDifferences(): Promise<readonly CountDifference[]> {
    return countDifferences(this.#connection);
  }

  async recount(): Promise<void> {
    recount(this.#connection);
  }

  async delete(id: string): Promise<boolean> {
    return this.#connection.run(this.#kysely.deleteFrom('captures').where('id', '=', id)) > 0;
  }

  #insertSignature(captureId: string, { perceptualHash, tileSignature }: Signature): void {
    const row = this.#connection.first(
      this.#kysely
        .insertInto('signatures')
        .values({ capture_id: captureId, perceptual_hash: Buffer.from(perceptualHash), problem: null, matched: 0 })
        .returning('key'),
    );
    if (!row) return;
    this.#connection.run(
      this.#kysely.insertInto('tile_signatures').values({ key: row.key, bytes: Buffer.from(tileSignature) }),
    );
  }

  #insertImported(captureId: string, { jobId, camera, evidence }: ImportedFacts): void {
    this.#connection.run(
      this.#kysely
        .insertInto('imported_pictures')
        .values({ capture_id: captureId, job_id: jobId, camera, evidence: JSON.stringify(evidence) }),
    );
  }

  #byId(id: string): Capture | undefined {
    return this.#connection.first(
      this.#connection.written('capture', { id }, (values) => byIdQuery(this.#kysely, values.id)),
    );
  }

  get #kysely() {
    return this.#connection.kysely;
  }

  #displayIds(): string[] {
    const ids: string[] = [];
    for (let id: string | null | undefined = ''; typeof id === 'string'; ) {
      id = this.#connection.first(nextDisplayQuery(this.#kysely, id))?.displayId;
      if (typeof id === 'string') ids.push(id);
    }
    return ids;
  }

  /** The name the display had at the end of that day. */
  #displayName(day: string, displayId: string | null): string | null {
    if (displayId === null) return null;
    const last = this.#connection.first(dayEdgeQuery(this.#kysely, day, 'last').where('display_id', '=', displayId));
    return last?.displayName ?? null;
  }
}

function* inParts(values: readonly string[]): Generator<string[]> {
  for (let start = 0; start < values.length; start += idsPerStatement)
    yield values.slice(start, start + idsPerStatement);
}

/** A row of the table for a capture about to be written. */
export function toRow(capture: NewCapture, now: number): CapturesTable {
  return {
    id: capture.id,
    group_id: capture.groupId,
    origin: capture.origin,
    filepath: capture.filepath,
    original_filename: capture.originalFilename,
    original_path: capture.originalPath,
    captured_at: capture.capturedAt,
    utc_offset_minutes: capture.utcOffsetMinutes,
    local_day: capture.localDay,
    ended_at: capture.endedAt,
    timestamp_source: capture.timestampSource,
    confidence: capture.confidence,
    monitor_index: capture.monitorIndex,
    display_id: capture.displayId,
    display_name: capture.displayName,
    display_x: capture.displayX,
    display_y: capture.displayY,
    display_width: capture.displayWidth,
    display_height: capture.displayHeight,
    display_scale: capture.displayScale,
    display_rotation: capture.displayRotation,
    width: capture.width,
    height: capture.height,
    file_size: capture.fileSize,
    mime_type: capture.mimeType,
    sha256: capture.sha256,
    app_name: capture.appName,
    window_title: capture.windowTitle,
    missing_at: capture.missingAt,
    created_at: now,
    updated_at: now,
    ocr_text: null,
    purged_at: null,
  };
}
