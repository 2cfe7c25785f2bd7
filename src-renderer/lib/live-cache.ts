import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Job } from '../../src-shared/contract/jobs.ts';
import type { LiveMessage } from '../../src-shared/contract/live.ts';
import { orpc } from './api.ts';
import { askAgain } from './ask-again.ts';
import { type JobFilter, type JobPage, putJob } from './job-lists.ts';
import { addToStorage, countCapture, type DayCounts } from './live-counts.ts';

/**
 * Brings the query cache up to what the core just said, without asking it again. Lists of captures are left to their
 * screens, which know how they are ordered and paged.
 */
export function applyLiveMessage(queries: QueryClient, message: LiveMessage): void {
  switch (message.type) {
    case 'hello':
    case 'resync':
      if (message.library) queries.setQueryData(orpc.library.status.queryKey(), message.library);
      if (message.status) queries.setQueryData(orpc.capture.status.queryKey(), message.status);
      else queries.removeQueries({ queryKey: orpc.capture.status.key() });
      // Whatever happened while nobody listened is not known: ask again for all that is on the screen.
      void askAgain(queries, {
        predicate: (query) => {
          // Lists that a page keeps by itself have a key that is no path.
          const [first] = query.queryKey;
          const path = Array.isArray(first) ? first.join('.') : undefined;
          return path !== 'library.status' && path !== 'capture.status';
        },
      });
      return;
    case 'library-changed':
      queries.setQueryData(orpc.library.status.queryKey(), message.library);
      void askAgain(queries);
      return;
    case 'capture-status':
      queries.setQueryData(orpc.capture.status.queryKey(), message.status);
      return;
    case 'capture-stored':
      queries.setQueriesData<DayCounts>({ queryKey: orpc.timeline.days.key() }, (counts) =>
        counts ? countCapture(counts, message.capture) : counts,
      );
      queries.setQueryData(orpc.library.storage.queryKey(), (report) =>
        report ? addToStorage(report, message.capture) : report,
      );
      return;
    case 'capture-held':
      return;
    case 'captures-changed':
      void askAgain(queries, { queryKey: orpc.captures.key() });
      void askAgain(queries, { queryKey: orpc.timeline.key() });
      void askAgain(queries, { queryKey: orpc.times.key() });
      void askAgain(queries, { queryKey: orpc.library.storage.key() });
      return;
    case 'preferences-changed':
      queries.setQueryData(orpc.preferences.get.queryKey(), message.preferences);
      return;
    case 'job-changed':
      putIntoOneJob(queries, message.job);
      putIntoJobLists(queries, message.job);
      return;
    case 'review-changed':
      for (const part of [
        orpc.captures,
        orpc.timeline,
        orpc.review,
        orpc.trash,
        orpc.duplicates,
        orpc.times,
        orpc.library.storage,
      ]) {
        void askAgain(queries, { queryKey: part.key() });
      }
      return;
    case 'snapshot-added':
      void askAgain(queries, { queryKey: orpc.memory.snapshots.key() });
      return;
    case 'duplicates-changed':
      void askAgain(queries, { queryKey: orpc.duplicates.key() });
      return;
    case 'event-added':
      if (!message.event.resolved) bumpUnresolved(queries, 1);
      return;
    case 'event-changed':
      return;
    case 'events-changed':
      void askAgain(queries, { queryKey: orpc.memory.events.key() });
      return;
    case 'event-resolved':
      void askAgain(queries, { queryKey: orpc.memory.events.unresolvedCount.key() });
      return;
  }
}

/**
 * What to do with the answer to “begin”, “cancel” or “retry”: ask the lists again. The answer itself may be older than
 * what the stream has told since, and a short job has ended by then: put into a list, it would wait there for ever.
 */
export function askJobListsAgain(queries: QueryClient): Promise<void> {
  return askAgain(queries, { queryKey: orpc.jobs.list.key() });
}

function putIntoOneJob(queries: QueryClient, job: Job): void {
  const queryKey = orpc.jobs.get.queryKey({ input: { id: job.id } });
  queries.setQueryData(queryKey, job);
  // As below: an answer on its way may be older.
  if (queries.getQueryState(queryKey)?.fetchStatus === 'fetching' && job.status !== 'running') {
    void askAgain(queries, { queryKey, exact: true });
  }
}

/** Puts a job into every loaded list: it may change several times a second, so nothing is asked again. */
function putIntoJobLists(queries: QueryClient, job: Job): void {
  for (const query of queries.getQueryCache().findAll({ queryKey: orpc.jobs.list.key() })) {
    const { input: filter = {} } = (query.queryKey[1] ?? {}) as { input?: JobFilter };
    queries.setQueryData<JobPage | InfiniteData<JobPage>>(query.queryKey, (data) => {
      if (!data) return data;
      if ('pages' in data) return { ...data, pages: [...putJob(data.pages, job, filter)] };
      return putJob([data], job, filter)[0];
    });
    // An answer on its way may be older than this message; while the job runs, the next one puts that right.
    if (query.state.fetchStatus === 'fetching' && job.status !== 'running') {
      void askAgain(queries, { queryKey: query.queryKey, exact: true });
    }
  }
}

function bumpUnresolved(queries: QueryClient, by: number): void {
  queries.setQueryData(orpc.memory.events.unresolvedCount.queryKey(), (current) =>
    current ? { count: current.count + by } : current,
  );
}
