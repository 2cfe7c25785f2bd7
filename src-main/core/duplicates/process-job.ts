import { z } from 'zod';
import type { DuplicateFinder } from '../../ports/duplicate-finder.ts';
import type { JobHandler, JobRun } from '../../ports/jobs.ts';
import type { Signing } from './signing.ts';

const stateSchema = z.object({
  /** The last capture whose file was read. */
  last: z.number().default(0),
  total: z.number().nullable().default(null),
  signed: z.number().default(0),
  failed: z.number().default(0),
  /** True after a retry: what failed before and goes well now is listed as done. */
  isRetry: z.boolean().default(false),
});

export interface ProcessJobParts {
  readonly finder: DuplicateFinder;
  readonly signing: Signing;
}

/** Makes the signatures that are missing. Pictures that could not be read before are tried again. */
export class ProcessJob implements JobHandler {
  readonly type = 'process';
  readonly #parts: ProcessJobParts;

  constructor(parts: ProcessJobParts) {
    this.#parts = parts;
  }

  title(): string {
    return 'Read pictures to compare them';
  }

  async run(run: JobRun): Promise<Readonly<Record<string, unknown>>> {
    const state = stateSchema.parse(run.state ?? {});
    const { finder, signing } = this.#parts;
    if (state.last > 0 && (await run.pendingItems(1)).length > 0) {
      // Somebody asked to try again what failed.
      Object.assign(state, { last: 0, failed: 0, total: null, isRetry: true });
    }
    state.total ??= state.signed + (await finder.unsigned({}, 0, Number.MAX_SAFE_INTEGER, true)).length;
    for await (const some of signing.signAll({}, state.last, true, run.signal)) {
      run.signal.throwIfAborted();
      // What failed is listed before it is noted at its capture: a kill between the two lists it twice, not never.
      if (some.failed.length > 0) {
        await run.checkpoint({ current: state.signed + state.failed, total: state.total, state, items: some.failed });
      }
      await some.save();
      state.last = some.last;
      state.signed += some.signed;
      state.failed += some.failed.length;
      const items = state.isRetry ? some.done : [];
      await run.checkpoint({ current: state.signed + state.failed, total: state.total, state, items });
    }
    return { signed: state.signed, failed: state.failed };
  }
}
