import { type Kysely, sql } from 'kysely';
import type { Capture } from '../../src-shared/contract/captures.ts';
import type { DatedPicture, TimeEvidence } from '../../src-shared/contract/times.ts';
import type { CameraCount, ImportedSet, TimedCapture, TimesRepository } from '../ports/times-repository.ts';
import { byIdQuery, captureColumns } from './capture-queries.ts';
import type { Connection } from './connection.ts';
import { decodeCursor, encodeCursor } from './keyset.ts';
import type { Compilable } from './query-texts.ts';
import type { Schema } from './schema-types.ts';

/** Word for word what the partial index `captures_of_uncertain_time` says; SQLite uses it for nothing else. */
const isUncertain = sql<boolean>`captures.origin = 'import' AND captures.confidence IN ('low', 'none')
  AND captures.timestamp_source <> 'user' AND captures.purged_at IS NULL`;

const isNotInTrash = sql<boolean>`NOT EXISTS (
  SELECT 1 FROM reviews WHERE reviews.capture_id = captures.id AND reviews.trashed_at IS NOT NULL)`;

type UncertainQuery = ImportedSet & { cursor?: string | undefined; limit: number };

/** What imported pictures tell of themselves; null where a capture has no row there. */
const factColumns = ['imported_pictures.camera', 'imported_pictures.evidence'] as const;

/**
 * One page of the pictures of uncertain time, oldest first, and one row more that tells whether there is a next one. The
 * walk is always over the list of them: a camera takes many pictures in a row, so few others lie between.
 */
export function uncertainPageQuery(kysely: Kysely<Schema>, { camera, jobId, cursor, limit }: UncertainQuery) {
  // Of a set only those that are in the table of imported ones; a cross join keeps SQLite from turning the walk around.
  const ofSet = camera !== undefined || jobId !== undefined;
  const from = kysely.selectFrom('captures');
  const joined = ofSet
    ? from.crossJoin('imported_pictures').whereRef('imported_pictures.capture_id', '=', 'captures.id')
    : from.leftJoin('imported_pictures', 'imported_pictures.capture_id', 'captures.id');
  let select = joined.select(captureColumns).select(factColumns).where(isUncertain).where(isNotInTrash);
  // A plus: these are looked at in the row that was found, not in their own indexes.
  if (camera !== undefined) select = select.where(sql<boolean>`+imported_pictures.camera = ${camera}`);
  if (jobId !== undefined) select = select.where(sql<boolean>`+imported_pictures.job_id = ${jobId}`);
  if (cursor !== undefined) {
    const { time, id } = decodeCursor(cursor);
    select = select.where(sql<boolean>`(captures.captured_at, captures.id) > (${time}, ${id})`);
  }
  return select
    .orderBy('captures.captured_at')
    .orderBy('captures.id')
    .limit(limit + 1);
}

/** How many pictures are of uncertain time, also in the trash: the index alone answers it. */
export function uncertainCountQuery(kysely: Kysely<Schema>) {
  return kysely
    .selectFrom('captures')
    .where(isUncertain)
    .select((of) => of.fn.countAll<number>().as('captures'));
}

/** How many of those are in the trash. */
export function uncertainInTrashQuery(kysely: Kysely<Schema>) {
  return kysely
    .selectFrom('reviews')
    .crossJoin('captures')
    .whereRef('captures.id', '=', 'reviews.capture_id')
    .where('reviews.trashed_at', 'is not', null)
    .where(isUncertain)
    .select((of) => of.fn.countAll<number>().as('captures'));
}

/** The pictures of a camera, of an import, or of both, found by the index of the camera where one is given. */
function withinSet(kysely: Kysely<Schema>, { camera, jobId }: ImportedSet) {
  const select = kysely
    .selectFrom('imported_pictures')
    .crossJoin('captures')
    .whereRef('captures.id', '=', 'imported_pictures.capture_id')
    .where('captures.purged_at', 'is', null)
    .where(isNotInTrash);
  if (camera === undefined) return select.where('imported_pictures.job_id', '=', jobId ?? null);
  const ofCamera = select.where('imported_pictures.camera', '=', camera);
  return jobId === undefined ? ofCamera : ofCamera.where(sql<boolean>`+imported_pictures.job_id = ${jobId}`);
}

/** How many pictures of a set are of uncertain time. */
export function uncertainWithinQuery(kysely: Kysely<Schema>, set: ImportedSet) {
  return withinSet(kysely, set)
    .where(isUncertain)
    .select((of) => of.fn.countAll<number>().as('captures'));
}

const timeColumns = [
  'captures.id as captureId',
  'captures.captured_at as capturedAt',
  'captures.utc_offset_minutes as utcOffsetMinutes',
  'captures.local_day as localDay',
  'captures.origin',
  'captures.timestamp_source as timestampSource',
  sql<0 | 1>`captures.purged_at IS NOT NULL`.as('purged'),
  sql<
    0 | 1
  >`EXISTS (SELECT 1 FROM reviews WHERE reviews.capture_id = captures.id AND reviews.trashed_at IS NOT NULL)`.as(
    'trashed',
  ),
] as const;

/** The times of a set, at most so many. */
export function timesWithinQuery(kysely: Kysely<Schema>, set: ImportedSet, limit: number) {
  return withinSet(kysely, set).select(timeColumns).limit(limit);
}

/** The times of these captures, given as a JSON array of their ids. */
export function timesOfQuery(kysely: Kysely<Schema>, captureIds: string) {
  return kysely
    .selectFrom(sql<{ value: string }>`json_each(${captureIds})`.as('named'))
    .crossJoin('captures')
    .whereRef('captures.id', '=', 'named.value')
    .select(timeColumns);
}

/** How many pictures each camera took, also those in the trash: the index alone answers it. */
export function cameraCountsQuery(kysely: Kysely<Schema>) {
  return kysely
    .selectFrom('imported_pictures')
    .where('camera', 'is not', null)
    .groupBy('camera')
    .select((of) => ['camera', of.fn.countAll<number>().as('captures')]);
}

/** What is in the trash of each camera's pictures. */
export function camerasInTrashQuery(kysely: Kysely<Schema>) {
  return kysely
    .selectFrom('reviews')
    .crossJoin('imported_pictures')
    .whereRef('imported_pictures.capture_id', '=', 'reviews.capture_id')
    .where('reviews.trashed_at', 'is not', null)
    .select('imported_pictures.camera');
}

/** The camera of each picture of uncertain time. */
export function uncertainCamerasQuery(kysely: Kysely<Schema>) {
  return kysely
    .selectFrom('captures')
    .crossJoin('imported_pictures')
    .whereRef('imported_pictures.capture_id', '=', 'captures.id')
    .where(isUncertain)
    .where(isNotInTrash)
    .select('imported_pictures.camera');
}

/** What tells when pictures were taken, in SQLite. */
export class SqliteTimesRepository implements TimesRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async evidence(captureId: string): Promise<DatedPicture | undefined> {
    const capture = this.#connection.first(byIdQuery(this.#kysely, captureId));
    if (!capture) return undefined;
    const facts = this.#connection.first(
      this.#kysely.selectFrom('imported_pictures').select(factColumns).where('capture_id', '=', captureId),
    );
    return toDatedPicture({ ...capture, camera: facts?.camera ?? null, evidence: facts?.evidence ?? null });
  }

  async uncertain(query: UncertainQuery): Promise<{ items: DatedPicture[]; nextCursor: string | null; total: number }> {
    const rows = this.#connection.all(uncertainPageQuery(this.#kysely, query));
    const hasMore = rows.length > query.limit;
    if (hasMore) rows.length = query.limit;
    const last = rows.at(-1);
    return {
      items: rows.map(toDatedPicture),
      nextCursor: hasMore && last ? encodeCursor({ time: last.capturedAt, id: last.id }) : null,
      total: this.#uncertainTotal(query),
    };
  }

  async cameras(limit: number): Promise<CameraCount[]> {
    const counts = new Map<string, { captures: number; uncertain: number }>();
    const add = (camera: string | null, captures: number, uncertain: number) => {
      if (camera === null) return;
      const count = counts.get(camera) ?? { captures: 0, uncertain: 0 };
      count.captures += captures;
      count.uncertain += uncertain;
      counts.set(camera, count);
    };
    for (const each of this.#connection.all(cameraCountsQuery(this.#kysely))) add(each.camera, each.captures, 0);
    for (const each of this.#connection.all(camerasInTrashQuery(this.#kysely))) add(each.camera, -1, 0);
    for (const each of this.#connection.all(uncertainCamerasQuery(this.#kysely))) add(each.camera, 0, 1);
    return [...counts]
      .filter(([, { captures }]) => captures > 0)
      .map(([camera, count]) => ({ camera, ...count }))
      .sort((left, right) => right.captures - left.captures || (left.camera < right.camera ? -1 : 1))
      .slice(0, limit);
  }

  async timesOf(captureIds: readonly string[]): Promise<readonly TimedCapture[]> {
    return this.#connection.all(timesOfQuery(this.#kysely, JSON.stringify(captureIds))).map(toTimedCapture);
  }

  async timesWithin(set: ImportedSet, limit: number): Promise<readonly TimedCapture[]> {
    return this.#connection.all(timesWithinQuery(this.#kysely, set, limit)).map(toTimedCapture);
  }

  #uncertainTotal(set: ImportedSet): number {
    const count = (query: Compilable<{ captures: number }>) => this.#connection.first(query)?.captures ?? 0;
    if (set.camera !== undefined || set.jobId !== undefined) return count(uncertainWithinQuery(this.#kysely, set));
    // The trash is short beside the list: looking for it in the list would cost a look for each row of the list.
    return count(uncertainCountQuery(this.#kysely)) - count(uncertainInTrashQuery(this.#kysely));
  }

  get #kysely(): Kysely<Schema> {
    return this.#connection.kysely;
  }
}

function toDatedPicture(row: Capture & { camera: string | null; evidence: string | null }): DatedPicture {
  const { camera, evidence, ...capture } = row;
  return { capture, camera, evidence: evidence === null ? [] : (JSON.parse(evidence) as TimeEvidence[]) };
}

type TimeRow = Omit<TimedCapture, 'purged' | 'trashed'> & { purged: 0 | 1; trashed: 0 | 1 };

function toTimedCapture({ purged, trashed, ...row }: TimeRow): TimedCapture {
  return { ...row, purged: purged === 1, trashed: trashed === 1 };
}
