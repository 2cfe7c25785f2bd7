import type { ReportProblem } from '../api/typed-errors.ts';
import type { LiveBus } from '../core/live-bus.ts';
import type { EventDraft, EventLog } from '../core/memory/event-log.ts';
import { type JobNote, JobQueue } from '../jobs/job-queue.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobHandler } from '../ports/jobs.ts';
import type { LibraryDatabase } from '../ports/repositories.ts';
import { jobTypesNotOfferedYet } from './job-handlers.ts';

export interface JobQueueSurroundings {
  readonly database: LibraryDatabase;
  readonly events: EventLog;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly handlers: readonly JobHandler[];
  readonly report: ReportProblem;
  readonly mayWork: () => Promise<boolean>;
}

/** The queue of a library, joined to its activity log and to the windows. */
export function createJobQueue(surroundings: JobQueueSurroundings): JobQueue {
  const { database, events, live, clock, handlers, report, mayWork } = surroundings;
  return new JobQueue({
    repository: database.jobs,
    handlers,
    notOffered: jobTypesNotOfferedYet,
    clock,
    announce: (job) => live.publish({ type: 'job-changed', job }),
    note: (note) => events.saveEvent(eventOf(note)),
    settled: (jobId) => events.resolveByKey(keyOf(jobId)),
    report,
    mayWork,
  });
}

/** What failed waits for a person; what is done is only worth a line. */
function eventOf({ kind, summary, details }: JobNote): EventDraft {
  return kind === 'failed'
    ? { type: 'alert', severity: 'error', source: 'system', summary, details, foldKey: keyOf(details.jobId) }
    : { type: 'status', severity: 'info', source: 'system', summary, details };
}

function keyOf(jobId: string): string {
  return `job ${jobId}`;
}
