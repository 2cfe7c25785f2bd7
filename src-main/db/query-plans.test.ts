import Database from 'better-sqlite3';
import { type CompiledQuery, Kysely, SqliteDialect } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import {
  adjacentQuery,
  atQuery,
  byIdQuery,
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
} from './capture-queries.ts';
import { recentSessionsQuery, sessionMessagesQuery } from './conversation-repository.ts';
import {
  type EventPageQuery,
  eventPageQuery,
  eventPageValues,
  nextNodeQuery,
  repeatedQuery,
  untoldQuery,
  waitingByKeyQuery,
} from './event-repository.ts';
import { gapsReachingIntoQuery, gapsStartedWithinQuery, openGapsQuery } from './gap-repository.ts';
import { jobsInStateQuery } from './job-queries.ts';
import { encodeCursor } from './keyset.ts';
import { externalSizeQuery, preferencesByKeyQuery } from './preference-repository.ts';
import type { Schema } from './schema-types.ts';
import {
  latestSnapshotsQuery,
  snapshotMomentsQuery,
  snapshotSeriesQuery,
  snapshotsSinceQuery,
} from './snapshot-repository.ts';
import { newTimesTable, timeWrites } from './time-rows.ts';
import {
  cameraCountsQuery,
  camerasInTrashQuery,
  timesOfQuery,
  timesWithinQuery,
  uncertainCamerasQuery,
  uncertainCountQuery,
  uncertainInTrashQuery,
  uncertainPageQuery,
  uncertainWithinQuery,
} from './times-repository.ts';
import { trashPageQuery } from './trash-repository.ts';

const native = new Database(':memory:');
const kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database: native }) });
const id = '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1';
const cursor = encodeCursor({ time: 5000, id });

beforeAll(async () => {
  for (const migration of migrations) await migration.up(kysely);
});
afterAll(() => native.close());

/** The steps of the plan without the look into the reviews of each row, which must be by its key. */
function planOf(query: { compile(): CompiledQuery }): string[] {
  const { sql, parameters } = query.compile();
  const rows = native.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
  return rows
    .map((row) => row.detail)
    .filter((step) => !/^CORRELATED SCALAR SUBQUERY|^SEARCH reviews USING PRIMARY KEY \(capture_id=\?\)$/.test(step));
}

/** Every step searches an index (or walks one in its order), and nothing is sorted or held back. */
function expectIndexed(query: { compile(): CompiledQuery }, index: RegExp): void {
  const plan = planOf(query);
  expect(plan.length).toBeGreaterThan(0);
  for (const step of plan) {
    expect(step).toMatch(/^(SEARCH|SCAN) \w+ USING (COVERING )?(INDEX|PRIMARY KEY)/);
    expect(step).not.toMatch(/TEMP B-TREE|AUTOMATIC/);
    expect(step).toMatch(index);
  }
}

const filters: [Partial<PageQuery>, RegExp][] = [
  [{}, /captures_by_time/],
  [{ from: 1, to: 9 }, /captures_by_time .*\(captured_at,id\)>.* AND \(captured_at,id\)</],
  [{ day: '2026-06-15' }, /captures_by_day \(local_day=\?/],
  [{ day: '2026-06-15', from: 1, to: 9 }, /captures_by_day \(local_day=\? AND \(captured_at,id\)>/],
  [{ displayId: 'a' }, /captures_by_display \(display_id=\?/],
  [{ displayId: 'a', from: 1, to: 9 }, /captures_by_display \(display_id=\? AND \(captured_at,id\)>/],
  [{ day: '2026-06-15', displayId: 'a' }, /captures_by_day_display \(local_day=\? AND display_id=\?/],
  [
    { day: '2026-06-15', displayId: 'a', from: 1, to: 9 },
    /captures_by_(day_)?display \(.*display_id=\? AND \(captured_at,id\)>.* AND \(captured_at,id\)</,
  ],
  [{ reviewState: 'unreviewed' }, /captures_by_time/],
  [{ reviewState: 'unreviewed', day: '2026-06-15' }, /captures_by_day \(local_day=\?/],
  [{ reviewState: 'kept' }, /reviews_kept|captures_1 \(id=\?\)/],
  [{ reviewState: 'kept', day: '2026-06-15', from: 1, to: 9 }, /reviews_kept \(\(|captures_1 \(id=\?\)/],
  [{ tag: 'work' }, /capture_tags_by_time \(tag=\?|captures_1 \(id=\?\)/],
  [{ tag: 'work', reviewState: 'kept', displayId: 'a' }, /capture_tags_by_time \(tag=\?|captures_1 \(id=\?\)/],
];

describe('the plans of the queries', () => {
  it('reads conversations by their indexes', () => {
    for (const query of [{ limit: 9 }, { limit: 9, cursor }]) {
      expectIndexed(sessionMessagesQuery(kysely, 'talk', query), /conversations_by_session \(session_id=\?/);
      expectIndexed(recentSessionsQuery(kysely, query), /conversation_sessions_by_time/);
    }
    expectIndexed(sessionMessagesQuery(kysely, 'talk', { limit: 9, cursor }), /AND number>/);
  });

  it('finds preferences by their keys, and how much other programs keep by the beginning of theirs', () => {
    expect(planOf(preferencesByKeyQuery(kysely, ['quality']))[0]).toBe('SEARCH preferences USING PRIMARY KEY (key=?)');
    expectIndexed(externalSizeQuery(kysely, 'external.', 'external.a'), /PRIMARY KEY \(key>\? AND key<\?\)/);
  });

  it('counts the queue by its state', () => {
    expectIndexed(jobsInStateQuery(kysely, 'failed'), /COVERING INDEX jobs_by_status \(status=\?\)/);
  });

  it('reads snapshots by their time, and their moments from the index alone', () => {
    expectIndexed(latestSnapshotsQuery(kysely, 5, 1), /snapshots_by_time \(timestamp</);
    for (const query of [
      { since: 5, limit: 9 },
      { since: 5, limit: 9, cursor },
    ]) {
      expectIndexed(snapshotsSinceQuery(kysely, query), /snapshots_by_time \(\(timestamp,id\)>/);
    }
    expectIndexed(snapshotSeriesQuery(kysely, 5, 9), /snapshots_by_time \(timestamp>/);
    expectIndexed(snapshotMomentsQuery(kysely, 5), /COVERING INDEX snapshots_by_time \(timestamp</);
  });

  for (const order of ['newest', 'oldest'] as const) {
    for (const [filter, index] of filters) {
      const name = `${Object.keys(filter).join(', ') || 'no filter'}, ${order} first`;
      it(`pages by an index: ${name}`, () => {
        expectIndexed(pageQuery(kysely, { order, limit: 100, ...filter }), index);
        expectIndexed(pageQuery(kysely, { order, limit: 100, cursor, ...filter }), index);
      });
    }
  }

  it('bounds a page on the side the cursor is on', () => {
    expectIndexed(pageQuery(kysely, { order: 'newest', limit: 9, cursor }), /\(captured_at,id\)</);
    expectIndexed(pageQuery(kysely, { order: 'oldest', limit: 9, cursor }), /\(captured_at,id\)>/);
  });

  it('finds single captures by an index', () => {
    expectIndexed(byIdQuery(kysely, id), /sqlite_autoindex_captures_1/);
    for (const side of ['before', 'after'] as const) {
      expectIndexed(adjacentQuery(kysely, { time: 5, id }, side, undefined), /captures_by_time/);
      expectIndexed(adjacentQuery(kysely, { time: 5, id }, side, 'a'), /captures_by_display \(display_id=\? AND/);
      expectIndexed(adjacentQuery(kysely, { time: 5, id }, side, null), /captures_by_display \(display_id=\? AND/);
      expectIndexed(atQuery(kysely, 5, side, undefined), /captures_by_time/);
      expectIndexed(atQuery(kysely, 5, side, 'a'), /captures_by_display \(display_id=\? AND/);
      expectIndexed(neighbourDayQuery(kysely, '2026-06-15', side), /PRIMARY KEY \(local_day/);
    }
    for (const edge of ['first', 'last'] as const) {
      expectIndexed(dayEdgeQuery(kysely, '2026-06-15', edge), /captures_by_day \(local_day=\?/);
    }
    expectIndexed(nextDisplayQuery(kysely, 'a'), /captures_by_display \(display_id>\?/);
    expectIndexed(
      lastBeforeDayQuery(kysely, '2026-06-15', 'a'),
      /captures_by_display \(display_id=\? AND captured_at</,
    );
  });

  it('draws the lanes of a day from the index alone', () => {
    expectIndexed(laneRowsQuery(kysely, '2026-06-15'), /COVERING INDEX captures_by_day_display \(local_day=\?/);
  });

  it('finds what fits the marks by the list of those', () => {
    expectIndexed(markedLaneRowsQuery(kysely, '2026-06-15', { reviewState: 'unreviewed' }), /captures_by_day_display/);
    const lists = [
      [{ tag: 'work' }, /capture_tags_by_time \(tag=\? AND taken_at|captures_1 \(id=\?\)/],
      [{ reviewState: 'kept' }, /reviews_kept \(taken_at|captures_1 \(id=\?\)/],
      [{ reviewState: 'unreviewed' }, /captures_by_time \(captured_at/],
    ] as const;
    for (const [marks, index] of lists) {
      for (const side of ['before', 'after'] as const) {
        expectIndexed(markedNeighbourDayQuery(kysely, '2026-06-15', side, marks), index);
      }
    }
  });

  it('pages the trash by the list of what is in it', () => {
    const index = /reviews_in_trash|captures_1 \(id=\?\)/;
    expectIndexed(trashPageQuery(kysely, { limit: 100 }), index);
    expectIndexed(
      trashPageQuery(kysely, { limit: 100, cursor }),
      /reviews_in_trash .*\(trashed_at,capture_id\)<|captures_1 \(id=\?\)/,
    );
  });

  it('pages the pictures of uncertain time by the list of them, whatever they are asked by', () => {
    const found = /captures_of_uncertain_time|imported_pictures USING PRIMARY KEY \(capture_id=\?\)/;
    const sets = [{}, { camera: 'a' }, { jobId: id }, { camera: 'a', jobId: id }];
    for (const set of sets) {
      expectIndexed(uncertainPageQuery(kysely, { ...set, limit: 9 }), found);
      const plan = planOf(uncertainPageQuery(kysely, { ...set, limit: 9, cursor }));
      expect(plan[0]).toMatch(/^SEARCH captures USING INDEX captures_of_uncertain_time \(\(captured_at,id\)>/);
    }
    expectIndexed(uncertainCountQuery(kysely), /captures_of_uncertain_time/);
    expectIndexed(uncertainInTrashQuery(kysely), /reviews_in_trash|captures_1 \(id=\?\)/);
  });

  it('finds the pictures of a camera or an import by their indexes', () => {
    const sets = [
      [{ camera: 'a' }, /imported_pictures_by_camera \(camera=\?\)|captures_1 \(id=\?\)/],
      [{ jobId: id }, /imported_pictures_by_job \(job_id=\?\)|captures_1 \(id=\?\)/],
      [{ camera: 'a', jobId: id }, /imported_pictures_by_camera \(camera=\?\)|captures_1 \(id=\?\)/],
    ] as const;
    for (const [set, index] of sets) {
      expectIndexed(uncertainWithinQuery(kysely, set), index);
      expectIndexed(timesWithinQuery(kysely, set, 9), index);
    }
    expect(planOf(timesOfQuery(kysely, '[]'))).toEqual([
      expect.stringMatching(/^SCAN named VIRTUAL TABLE/),
      expect.stringMatching(/^SEARCH captures USING INDEX \w+_captures_1 \(id=\?\)$/),
    ]);
    expectIndexed(cameraCountsQuery(kysely), /COVERING INDEX imported_pictures_by_camera/);
    expectIndexed(camerasInTrashQuery(kysely), /reviews_in_trash|imported_pictures USING PRIMARY KEY/);
    expectIndexed(uncertainCamerasQuery(kysely), /captures_of_uncertain_time|imported_pictures USING PRIMARY KEY/);
  });

  it('writes other times of the captures that are named, and walks through no others', () => {
    native.exec(newTimesTable);
    for (const text of timeWrites) {
      const plan = native.prepare(`EXPLAIN QUERY PLAN ${text}`).all() as { detail: string }[];
      expect(plan.map((row) => row.detail)).toEqual([
        'SCAN n',
        expect.stringMatching(/^SEARCH \w+ USING (INDEX|PRIMARY KEY) ?\w* \((id|capture_id)=\?\)$/),
      ]);
    }
  });

  it('adds up days in the order of their table', () => {
    expectIndexed(daysQuery(kysely, { from: '2026-01-01', to: '2026-12-31' }), /PRIMARY KEY \(local_day>\? AND/);
    expect(planOf(daysQuery(kysely, {}))).toEqual(['SCAN capture_days']);
  });

  const eventFilters: [Partial<EventPageQuery>, RegExp][] = [
    [{}, /events_by_time/],
    [{ since: 1, until: 9 }, /events_by_time/],
    [{ node: 'a' }, /events_by_node/],
    [{ type: 'alert' }, /events_by_type/],
    [{ severity: 'error' }, /events_by_severity/],
    [{ source: 'user' }, /events_by_source/],
    [{ resolved: false }, /events_by_resolved/],
    [{ type: 'alert', severity: 'error', source: 'user', resolved: false, since: 1, until: 9 }, /events_by_/],
  ];
  it.each(eventFilters)('pages the log by an index: %o', (filter, index) => {
    expectIndexed(eventPageQuery(kysely, eventPageValues({ limit: 50, ...filter })), index);
    expectIndexed(eventPageQuery(kysely, eventPageValues({ limit: 50, cursor, ...filter })), index);
  });

  it('finds the line that an event repeats, and what nobody was told of, by an index', () => {
    const event = { foldKey: 'a', timestamp: 5 };
    expectIndexed(waitingByKeyQuery(kysely, 'a'), /events_waiting_by_fold_key \(fold_key=\?\)/);
    expectIndexed(repeatedQuery(kysely, { ...event, type: 'alert' }), /events_waiting_by_fold_key \(fold_key=\?\)/);
    expectIndexed(
      repeatedQuery(kysely, { ...event, type: 'status' }),
      /events_by_fold_key \(fold_key=\? AND timestamp>\? AND timestamp<\?\)/,
    );
    expectIndexed(untoldQuery(kysely), /events_untold/);
    expectIndexed(nextNodeQuery(kysely, 'a'), /COVERING INDEX events_by_node \(node>\?\)/);
  });

  it('finds gaps by an index', () => {
    expectIndexed(gapsStartedWithinQuery(kysely, 1, 9), /gaps_by_start/);
    expectIndexed(gapsReachingIntoQuery(kysely, 1), /gaps_by_end/);
    expectIndexed(openGapsQuery(kysely), /gaps_open|gaps_by_end/);
  });
});
