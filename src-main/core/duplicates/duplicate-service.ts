import type { DuplicateScope, DuplicateView } from '../../../src-shared/contract/duplicates.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { settingFor } from '../../../src-shared/domain/similarity.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DuplicateFinder, GroupOutline, GroupsQuery, PictureSigner } from '../../ports/duplicate-finder.ts';
import type { DuplicateRepository, SignatureRepository } from '../../ports/duplicate-repository.ts';
import type { JobHandler, Jobs } from '../../ports/jobs.ts';
import type { LibraryStorage } from '../library/storage.ts';
import type { LiveBus } from '../live-bus.ts';
import type { PreferenceService } from '../memory/preference-service.ts';
import { Arrivals } from './arrivals.ts';
import type { Duplicates, ScanRequest } from './duplicates.ts';
import { levelFor } from './group-answers.ts';
import { MatchWriter } from './match-writer.ts';
import { ProcessJob } from './process-job.ts';
import { ScanJob } from './scan-job.ts';
import { Signing } from './signing.ts';
import { Throttle } from './throttle.ts';

/** Windows are told of new groups no more often than this. */
const tellEveryMs = 1000;

export interface DuplicateServiceParts {
  readonly finder: DuplicateFinder;
  readonly duplicates: DuplicateRepository;
  readonly signatures: SignatureRepository;
  readonly createSigner: () => PictureSigner;
  readonly storage: Pick<LibraryStorage, 'libraryPath' | 'absolutePath'>;
  readonly preferences: Pick<PreferenceService, 'current'>;
  readonly jobs: () => Jobs;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly report: (summary: string, error: unknown) => void;
}

/** Groups of duplicates as everybody asks for them. What takes time happens in the thread of the finder. */
export class DuplicateService implements Duplicates {
  /** The jobs this does, for the queue. */
  readonly handlers: readonly JobHandler[];
  readonly #parts: DuplicateServiceParts;
  readonly #writer: MatchWriter;
  readonly #signing: Signing;
  readonly #arrivals: Arrivals;
  readonly #tell: Throttle;

  constructor(parts: DuplicateServiceParts) {
    this.#parts = parts;
    const { finder, duplicates, clock, live } = parts;
    this.#tell = new Throttle(clock, tellEveryMs, () => live.publish({ type: 'duplicates-changed' }));
    this.#writer = new MatchWriter({ finder, duplicates, clock, onWritten: () => this.#tell.soon() });
    this.#signing = new Signing(parts);
    this.#arrivals = new Arrivals({ ...parts, writer: this.#writer });
    const monotonicMs = () => clock.monotonicMs();
    this.handlers = [
      new ScanJob({ finder, writer: this.#writer, signing: this.#signing, monotonicMs }),
      new ProcessJob({ finder, signing: this.#signing }),
    ];
  }

  async counts(scope: DuplicateScope) {
    return this.#parts.finder.counts(checkedScope(scope));
  }

  async groups(query: GroupsQuery) {
    checkedView(query);
    return this.#parts.finder.groups(query, this.#rule);
  }

  async group(id: string, view: DuplicateView) {
    checkedView(view);
    return this.#parts.finder.group(id, view, this.#rule);
  }

  async outlines(view: DuplicateView): Promise<readonly GroupOutline[]> {
    checkedView(view);
    const outlines: GroupOutline[] = [];
    // In pieces, so that taking one in holds nothing up.
    for (let after: string | null = null; ; ) {
      const piece: Awaited<ReturnType<DuplicateFinder['outlines']>> = await this.#parts.finder.outlines(
        view,
        this.#rule,
        after,
      );
      outlines.push(...piece.outlines);
      if (piece.next === null) return outlines;
      after = piece.next;
    }
  }

  async outline(id: string, view: DuplicateView): Promise<GroupOutline | undefined> {
    checkedView(view);
    return this.#parts.finder.outline(id, view, this.#rule);
  }

  async compare(referenceId: string, candidateId: string) {
    return this.#parts.finder.compare(referenceId, candidateId);
  }

  async scan(request: ScanRequest): Promise<Job> {
    if (request.threshold !== undefined && settingFor(request.threshold) === undefined) {
      throw new AppError('BAD_INPUT', 'The threshold must be a number from 0.9 to 1.');
    }
    checkedScope({ ...request, displays: 'across' });
    const { threshold, day, from, to, again } = request;
    const payload = Object.fromEntries(
      Object.entries({ threshold, day, from, to, again: again || undefined }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    return this.#parts.jobs().enqueue('scan_duplicates', payload, { unlessWaiting: true });
  }

  async process(): Promise<Job> {
    return this.#parts.jobs().enqueue('process', {}, { unlessWaiting: true });
  }

  async start(): Promise<void> {
    this.#arrivals.start();
  }

  async stop(): Promise<void> {
    const arrivals = this.#arrivals.stop();
    // Ends what the thread is asked: at a start it reads the whole library, and closing must not wait for that.
    const closing = this.#parts.finder.close();
    await arrivals;
    await this.#writer.settle();
    await this.#signing.close();
    this.#tell.stop();
    await closing;
  }

  get #rule() {
    return this.#parts.preferences.current().keeperRule;
  }
}

function checkedView(view: DuplicateView): void {
  levelFor(view);
  checkedScope(view.scope);
}

function checkedScope(scope: DuplicateScope): DuplicateScope {
  if (scope.from !== undefined && scope.to !== undefined && scope.from > scope.to) {
    throw new AppError('BAD_INPUT', 'The first day must not be after the last one.');
  }
  return scope;
}
