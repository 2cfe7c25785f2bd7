import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { CaptureFilter, CaptureMarks, ListOrder } from '../../src-shared/contract/captures.ts';
import { millisecondsPerDay } from '../../src-shared/domain/local-time.ts';
import type { ReviewState } from '../../src-shared/domain/vocabulary.ts';
import { type KeysetPosition, type KeysetRange, keysetRange } from './keyset.ts';
import type { Schema } from './schema-types.ts';

/**
 * The columns a capture is read with, named as in the contract. The text of a picture and its signatures are left
 * out on purpose: they are large, and no list shows them.
 */
export const captureColumns = [
  'id',
  'group_id as groupId',
  'origin',
  'filepath',
  'original_filename as originalFilename',
  'original_path as originalPath',
  'captured_at as capturedAt',
  'utc_offset_minutes as utcOffsetMinutes',
  'local_day as localDay',
  'ended_at as endedAt',
  'timestamp_source as timestampSource',
  'confidence',
  'monitor_index as monitorIndex',
  'display_id as displayId',
  'display_name as displayName',
  'display_x as displayX',
  'display_y as displayY',
  'display_width as displayWidth',
  'display_height as displayHeight',
  'display_scale as displayScale',
  'display_rotation as displayRotation',
  'width',
  'height',
  'file_size as fileSize',
  'mime_type as mimeType',
  'sha256',
  'app_name as appName',
  'window_title as windowTitle',
  'missing_at as missingAt',
  'created_at as createdAt',
  'updated_at as updatedAt',
  sql<ReviewState>`coalesce((SELECT review_state FROM reviews WHERE capture_id = captures.id), 'unreviewed')`.as(
    'reviewState',
  ),
  // One that was purged is in the trash for ever.
  sql<number | null>`coalesce((SELECT trashed_at FROM reviews WHERE capture_id = captures.id), purged_at)`.as(
    'trashedAt',
  ),
] as const;

export type PageQuery = CaptureFilter & { order: ListOrder; cursor?: string; limit: number };
type CapturesQuery<Row> = SelectQueryBuilder<Schema, 'captures', Row>;

/**
 * Captures that are not in the trash and not gone for good: what every list is made of. The partial indexes leave out
 * what is gone; what is in the trash costs a look into a narrow table for each row walked over.
 */
function visible(kysely: Kysely<Schema>) {
  return kysely.selectFrom('captures').where('purged_at', 'is', null).where(isNotInTrash);
}

const isNotInTrash = sql<boolean>`NOT EXISTS (
  SELECT 1 FROM reviews WHERE reviews.capture_id = captures.id AND reviews.trashed_at IS NOT NULL)`;

function before<Row>(query: CapturesQuery<Row>, position: KeysetPosition): CapturesQuery<Row> {
  return query.where(sql<boolean>`(captured_at, id) < (${position.time}, ${position.id})`);
}

function after<Row>(query: CapturesQuery<Row>, position: KeysetPosition): CapturesQuery<Row> {
  return query.where(sql<boolean>`(captured_at, id) > (${position.time}, ${position.id})`);
}

function ordered<Row>(query: CapturesQuery<Row>, direction: 'asc' | 'desc'): CapturesQuery<Row> {
  return query.orderBy('captured_at', direction).orderBy('id', direction);
}

/** The values of a page's query. What else the query says makes its text. Throws `BAD_INPUT` for a broken cursor. */
export function pageValues(query: PageQuery) {
  let { from, to } = query;
  if (query.day !== undefined && (from !== undefined || to !== undefined)) {
    // SQLite may walk the index of the display instead of the day's: then it must not walk past the day.
    const dayStart = Date.parse(`${query.day}T00:00:00Z`);
    from = Math.max(from ?? Number.MIN_SAFE_INTEGER, dayStart - millisecondsPerDay);
    to = Math.min(to ?? Number.MAX_SAFE_INTEGER, dayStart + 2 * millisecondsPerDay);
  }
  const { after, before } = keysetRange({ from, to, cursor: query.cursor, newestFirst: query.order === 'newest' });
  return {
    day: query.day,
    displayId: query.displayId,
    tag: query.tag,
    afterTime: after?.time,
    afterId: after?.id,
    beforeTime: before?.time,
    beforeId: before?.id,
    rows: query.limit + 1,
  };
}
type PageValues = ReturnType<typeof pageValues>;
type PageText = Pick<PageQuery, 'order' | 'reviewState'>;

/** One page, and one row more that tells whether there is a next one. Throws `BAD_INPUT` for a broken cursor. */
export function pageQuery(kysely: Kysely<Schema>, query: PageQuery) {
  return pageQueryOf(kysely, query, pageValues(query));
}

/** The same of values that are only passed on, so that its text can be kept. */
export function pageQueryOf(kysely: Kysely<Schema>, { order, reviewState }: PageText, values: PageValues) {
  if (values.tag !== undefined || reviewState === 'kept')
    return markedPageQuery(kysely, { order, reviewState }, values);
  const { after: low, before: high } = endsOf(values);
  let select = visible(kysely).select(captureColumns);
  if (values.day !== undefined) select = select.where('local_day', '=', values.day);
  if (values.displayId !== undefined) select = select.where('display_id', '=', values.displayId);
  if (reviewState !== undefined) select = select.where(isUnreviewed);
  if (low) select = after(select, low);
  if (high) select = before(select, high);
  return ordered(select, order === 'newest' ? 'desc' : 'asc').limit(values.rows);
}

function endsOf({ afterTime, afterId, beforeTime, beforeId }: PageValues): KeysetRange {
  return {
    after: afterTime === undefined || afterId === undefined ? undefined : { time: afterTime, id: afterId },
    before: beforeTime === undefined || beforeId === undefined ? undefined : { time: beforeTime, id: beforeId },
  };
}

const isUnreviewed = sql<boolean>`NOT EXISTS (SELECT 1 FROM reviews WHERE reviews.capture_id = captures.id)`;

/**
 * Those with a tag, or those that were kept. Both are few among many, so the walk goes over the list of them in its
 * order of time, and everything else is looked up for each.
 */
function markedCaptures(kysely: Kysely<Schema>, marks: CaptureMarks) {
  const marked =
    marks.tag === undefined
      ? kysely.selectFrom('reviews').where('review_state', '=', 'kept').select(['capture_id', 'taken_at']).as('marked')
      : kysely.selectFrom('capture_tags').where('tag', '=', marks.tag).select(['capture_id', 'taken_at']).as('marked');
  // A cross join keeps SQLite from turning the walk around.
  const select = kysely
    .selectFrom(marked)
    .crossJoin('captures')
    .whereRef('captures.id', '=', 'marked.capture_id')
    .where('purged_at', 'is', null)
    .where(isNotInTrash);
  if (marks.tag === undefined || marks.reviewState === undefined) return select;
  return select.where(marks.reviewState === 'kept' ? sql<boolean>`NOT ${isUnreviewed}` : isUnreviewed);
}

/** A page of those that fit the marks. */
function markedPageQuery(kysely: Kysely<Schema>, { order, reviewState }: PageText, values: PageValues) {
  const { after, before } = endsOf(values);
  const direction = order === 'newest' ? 'desc' : 'asc';
  let select = markedCaptures(kysely, { tag: values.tag, reviewState }).select(captureColumns);
  if (values.day !== undefined) select = select.where('local_day', '=', values.day);
  if (values.displayId !== undefined) select = select.where('display_id', '=', values.displayId);
  if (after) select = select.where(sql<boolean>`(marked.taken_at, marked.capture_id) > (${after.time}, ${after.id})`);
  if (before)
    select = select.where(sql<boolean>`(marked.taken_at, marked.capture_id) < (${before.time}, ${before.id})`);
  return select.orderBy('marked.taken_at', direction).orderBy('marked.capture_id', direction).limit(values.rows);
}

/** Any capture by its id, also one in the trash. */
export function byIdQuery(kysely: Kysely<Schema>, id: string) {
  return kysely.selectFrom('captures').select(captureColumns).where('id', '=', id);
}

/** Any capture with these bytes of one display (null: of none), and of one moment where it is given. */
export function sameFileQuery(
  kysely: Kysely<Schema>,
  { sha256, displayId, capturedAt }: { sha256: string; displayId: string | null; capturedAt?: number },
) {
  let select = kysely.selectFrom('captures').select(captureColumns).where('sha256', '=', sha256);
  select = select.where('display_id', 'is', displayId).where('purged_at', 'is', null);
  if (capturedAt !== undefined) select = select.where('captured_at', '=', capturedAt);
  return select.orderBy('captured_at').limit(1);
}

/** The capture next to a position; of one display (null: of none) or, with `undefined`, of any. */
export function adjacentQuery(
  kysely: Kysely<Schema>,
  position: KeysetPosition,
  side: 'before' | 'after',
  displayId: string | null | undefined,
) {
  let select = visible(kysely).select(captureColumns);
  if (displayId !== undefined) select = select.where('display_id', 'is', displayId);
  select = side === 'before' ? before(select, position) : after(select, position);
  return ordered(select, side === 'before' ? 'desc' : 'asc').limit(1);
}

/** The last capture at or before a moment, or the first at or after it. */
export function atQuery(kysely: Kysely<Schema>, at: number, side: 'before' | 'after', displayId: string | undefined) {
  let select = visible(kysely).select(captureColumns);
  if (displayId !== undefined) select = select.where('display_id', '=', displayId);
  select = select.where('captured_at', side === 'before' ? '<=' : '>=', at);
  return ordered(select, side === 'before' ? 'desc' : 'asc').limit(1);
}

/** The display that comes after this one in the order of ids; steps over the index from display to display. */
export function nextDisplayQuery(kysely: Kysely<Schema>, displayId: string) {
  return visible(kysely)
    .select('display_id as displayId')
    .where('display_id', '>', displayId)
    .orderBy('display_id')
    .limit(1);
}

/** The first or last capture of a local day. */
export function dayEdgeQuery(kysely: Kysely<Schema>, day: string, edge: 'first' | 'last') {
  return ordered(
    visible(kysely).select(captureColumns).where('local_day', '=', day),
    edge === 'first' ? 'asc' : 'desc',
  ).limit(1);
}

/** The last capture of a display on a day before this one. No local day begins later than 14 hours after the UTC day. */
export function lastBeforeDayQuery(kysely: Kysely<Schema>, day: string, displayId: string) {
  const latestStart = Date.parse(`${day}T14:00:00Z`);
  return ordered(
    visible(kysely)
      .select(captureColumns)
      .where('display_id', '=', displayId)
      .where('captured_at', '<', latestStart)
      // Only a filter: the walk down the index of the display meets such a row within a few hours.
      .where(sql<boolean>`+local_day < ${day}`),
    'desc',
  ).limit(1);
}

/** What the lanes of a day are drawn from; the index alone answers it. */
export function laneRowsQuery(kysely: Kysely<Schema>, day: string) {
  return visible(kysely)
    .where('local_day', '=', day)
    .select(['display_id', 'captured_at', 'ended_at', 'utc_offset_minutes', 'file_size'])
    .orderBy('display_id')
    .orderBy('captured_at');
}

/** The same for those that fit the marks. */
export function markedLaneRowsQuery(kysely: Kysely<Schema>, day: string, marks: CaptureMarks) {
  if (marks.tag === undefined && marks.reviewState !== 'kept') {
    return laneRowsQuery(kysely, day).where(isUnreviewed);
  }
  const dayStart = Date.parse(`${day}T00:00:00Z`);
  return markedCaptures(kysely, marks)
    .where('marked.taken_at', '>=', dayStart - millisecondsPerDay)
    .where('marked.taken_at', '<', dayStart + 2 * millisecondsPerDay)
    .where('local_day', '=', day)
    .select(['display_id', 'captured_at', 'ended_at', 'utc_offset_minutes', 'file_size'])
    .orderBy('display_id')
    .orderBy('captured_at');
}

/** No local day begins more than 14 hours before or after the UTC day of the same date. */
const farthestOffsetMs = 14 * 3_600_000;

/** The nearest day on one side of this day with captures that fit the marks. */
export function markedNeighbourDayQuery(
  kysely: Kysely<Schema>,
  day: string,
  side: 'before' | 'after',
  marks: CaptureMarks,
) {
  const dayStart = Date.parse(`${day}T00:00:00Z`);
  const direction = side === 'before' ? 'desc' : 'asc';
  const [compared, bound] =
    side === 'before' ? (['<', dayStart + farthestOffsetMs] as const) : (['>=', dayStart - farthestOffsetMs] as const);
  // Only a filter: the walk in the order of time meets such a row within a few hours of captures.
  const isOnThatSide =
    side === 'before' ? sql<boolean>`+captures.local_day < ${day}` : sql<boolean>`+captures.local_day > ${day}`;
  if (marks.tag === undefined && marks.reviewState !== 'kept') {
    return ordered(visible(kysely).where(isUnreviewed).select('local_day as day'), direction)
      .where('captured_at', compared, bound)
      .where(isOnThatSide)
      .limit(1);
  }
  return markedCaptures(kysely, marks)
    .select('local_day as day')
    .where('marked.taken_at', compared, bound)
    .where(isOnThatSide)
    .orderBy('marked.taken_at', direction)
    .orderBy('marked.capture_id', direction)
    .limit(1);
}

/** Captures and bytes per day, from the maintained table. */
export function daysQuery(kysely: Kysely<Schema>, range: { from?: string; to?: string }) {
  let select = kysely
    .selectFrom('capture_days')
    .select((of) => [
      'local_day as day',
      of.fn.sum<number>('captures').as('captures'),
      of.fn.sum<number>('bytes').as('bytes'),
    ]);
  if (range.from !== undefined) select = select.where('local_day', '>=', range.from);
  if (range.to !== undefined) select = select.where('local_day', '<=', range.to);
  return select.groupBy('local_day').orderBy('local_day');
}

/** The nearest day with captures on one side of this day. */
export function neighbourDayQuery(kysely: Kysely<Schema>, day: string, side: 'before' | 'after') {
  return kysely
    .selectFrom('capture_days')
    .select('local_day as day')
    .where('local_day', side === 'before' ? '<' : '>', day)
    .orderBy('local_day', side === 'before' ? 'desc' : 'asc')
    .limit(1);
}
