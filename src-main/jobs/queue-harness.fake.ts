import type { Job } from '../../src-shared/contract/jobs.ts';
import type { JobType } from '../../src-shared/domain/vocabulary.ts';
import { TestLibrary } from '../db/test-library.fake.ts';
import { settle } from '../ports/clock.fake.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobHandler, JobRun } from '../ports/jobs.ts';
import type { LibraryDatabase } from '../ports/repositories.ts';
import { JobStopped } from './job-attempt.ts';
import { type JobNote, JobQueue } from './job-queue.ts';
import type { Identity } from './process-identity.ts';

/** Does the jobs of one type as a test says. */
export function handlerOf(type: JobType, run: (run: JobRun) => Promise<Record<string, unknown>>): JobHandler {
  return { type, title: (payload) => `Test ${JSON.stringify(payload)}`, run };
}

export const allTypes: readonly JobType[] = ['import', 'process', 'export', 'scan_duplicates', 'purge_trash', 'verify'];

/** One process with the library open, as far as the queue can tell. */
export interface PretendedProcess {
  readonly name: string;
  readonly queue: JobQueue;
  readonly database: LibraryDatabase;
  readonly announced: Job[];
  readonly notes: JobNote[];
  /** Jobs whose failure waits for nobody any more. */
  readonly settled: string[];
  readonly reports: string[];
  /** What kill -9 leaves behind: an open lease, and nobody who works. */
  kill(): Promise<void>;
}

/** A real library in which several processes seem to work on jobs, by one clock that a test moves. */
export class QueueHarness {
  readonly library: TestLibrary;
  readonly #alive = new Set<string>();
  #count = 0;

  private constructor(library: TestLibrary) {
    this.library = library;
  }

  static async make(): Promise<QueueHarness> {
    return new QueueHarness(await TestLibrary.make());
  }

  get clock() {
    return this.library.clock;
  }

  /** `elsewhere` pretends to be on another machine: nobody here can tell whether it is still there. */
  async process(
    handlers: readonly JobHandler[],
    options: { elsewhere?: boolean; mayWork?: () => Promise<boolean> } = {},
  ): Promise<PretendedProcess> {
    const name = `${options.elsewhere ? 'elsewhere' : 'here'}/${++this.#count}/0`;
    this.#alive.add(name);
    const identity: Identity = {
      owner: name,
      isGone: (owner) => owner.startsWith('here/') && !this.#alive.has(owner),
    };
    const database = await this.library.open();
    const [announced, notes, reports]: [Job[], JobNote[], string[]] = [[], [], []];
    const settled: string[] = [];
    const offered = new Set(handlers.map((handler) => handler.type));
    const queue = new JobQueue({
      repository: database.jobs,
      handlers,
      notOffered: allTypes.filter((type) => !offered.has(type)),
      clock: this.clock,
      announce: (job) => announced.push(job),
      note: async (note) => notes.push(note),
      settled: async (jobId) => settled.push(jobId),
      report: (summary, error) => reports.push(`${summary}: ${error instanceof Error ? error.message : error}`),
      mayWork: options.mayWork,
      identity,
    });
    return {
      name,
      queue,
      database,
      announced,
      notes,
      settled,
      reports,
      kill: async () => {
        this.#alive.delete(name);
        await database.close();
        // What is left of it in this test finds the database closed; nobody waits for it.
        void queue.stop();
      },
    };
  }

  /** Lets time pass, and everything that hangs on it. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await settle();
  }
}

/** A handler that takes a tenth of a second for each item, one checkpoint an item, and remembers what it did. */
export class Items {
  readonly #clock: Clock;
  readonly #count: number;
  readonly #attempts = new Map<string, number>();
  readonly #done = new Map<string, number[]>();
  /** Items that were begun although they were done already. */
  readonly doneTwice: string[] = [];
  /** Told with the number of the attempt at this job, from 0 on. */
  failsBefore: (item: number, attempt: number, jobId: string) => boolean = () => false;

  constructor(clock: Clock, count: number) {
    this.#clock = clock;
    this.#count = count;
  }

  handler(type: JobType): JobHandler {
    return handlerOf(type, (run) => this.#run(run));
  }

  /** Items of this job whose checkpoint was written, in that order. */
  done(jobId: string): readonly number[] {
    return this.#done.get(jobId) ?? [];
  }

  async #run(run: JobRun): Promise<Record<string, unknown>> {
    const attempt = this.#attempts.get(run.id) ?? 0;
    this.#attempts.set(run.id, attempt + 1);
    const count = typeof run.payload.items === 'number' ? run.payload.items : this.#count;
    const done = this.#done.get(run.id) ?? [];
    this.#done.set(run.id, done);
    for (let item = (run.state as { next?: number }).next ?? 0; item < count; item += 1) {
      if (done.includes(item)) this.doneTwice.push(`${run.id} ${item}`);
      await new Promise<void>((resolve) => this.#clock.setTimer(100, resolve));
      run.signal.throwIfAborted();
      if (this.failsBefore(item, attempt, run.id)) throw new Error(`Failed before item ${item}.`);
      const before = run.checkpoint({ current: item + 1, total: count, state: { next: item + 1 } });
      await before.catch((error: unknown) => {
        // Written, and stopped right after.
        if (error instanceof JobStopped && error.why !== 'lost') done.push(item);
        throw error;
      });
      done.push(item);
    }
    return { items: count };
  }
}
