import type { CaptureStatus } from '../../../src-shared/contract/capture-control.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { SourceName } from '../../../src-shared/domain/vocabulary.ts';
import { refusalOf } from '../../core/capture/refusals.ts';
import type { OpenedLibrary } from '../assemble-library.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { type Output, untilNobodyReads } from './output.ts';
import { untilAskedToEnd } from './signals.ts';
import { withLibrary } from './with-library.ts';
import { countText, hereText } from './words.ts';

export interface CaptureOptions {
  readonly once?: boolean;
  readonly interval?: number;
  readonly duration?: number;
  readonly source?: SourceName | 'auto';
}

/** With `--once` the schedule must not come in between. */
const onceIntervalSeconds = 3600;

/** `afterimage capture`: captures in this process until it is asked to end, or for one tick or a while. */
export function runCapture({ libraryPath, output }: CommandContext, options: CaptureOptions): Promise<number> {
  const end = untilAskedToEnd();
  const readers = untilNobodyReads();
  const override = {
    enabled: true,
    intervalSeconds: options.once ? onceIntervalSeconds : options.interval,
    source: options.source,
  };
  return withLibrary(output, { libraryPath, capture: true, override }, async (opened, session) => {
    if (opened.refusal) throw opened.refusal;
    const report = reportTicks(opened, session.live, output, options.once === true);
    let ended: 'done' | 'unread';
    try {
      await opened.ready;
      report.look(opened.capture.status());
      const stops: Promise<'done' | 'unread'>[] = [end.asked.then(() => 'done')];
      if (options.once) stops.push(report.firstTick);
      else stops.push(readers.gone.then(() => 'unread'));
      if (options.duration !== undefined) stops.push(after(options.duration));
      ended = await Promise.race(stops);
    } finally {
      report.end();
    }
    await opened.capture.stop();
    const code = conclude(report.last(), opened.path, output, options);
    return ended === 'unread' ? exitCodes.nobodyReads : code;
  }).finally(() => {
    end.dispose();
    readers.dispose();
  });
}

function after(seconds: number): Promise<'done'> {
  return new Promise((resolve) => setTimeout(() => resolve('done'), seconds * 1000));
}

interface TickReport {
  /** Settles when one tick has ended, or capture cannot take one. */
  readonly firstTick: Promise<'done'>;
  look(status: CaptureStatus): void;
  last(): CaptureStatus;
  end(): void;
}

function reportTicks(
  opened: OpenedLibrary,
  live: { subscribe(listener: (message: { type: string; status?: unknown }) => void): () => void },
  output: Output,
  once: boolean,
): TickReport {
  let last = opened.capture.status();
  let printedTicks = 0;
  let printedMessage = '';
  let done: () => void = () => {};
  const firstTick = new Promise<'done'>((resolve) => {
    done = () => resolve('done');
  });
  const look = (status: CaptureStatus) => {
    last = status;
    if (status.ticks.taken > printedTicks) {
      printedTicks = status.ticks.taken;
      for (const each of status.displays) output.print(tickLine(status, each));
      done();
    } else if (!['starting', 'capturing'].includes(status.state) && status.message !== printedMessage) {
      printedMessage = status.message;
      output.print(`${hereText(status.since)}  ${status.state}: ${status.message}`);
      if (once && status.state !== 'stalled') done();
    }
  };
  const unsubscribe = live.subscribe((message) => {
    if (message.type === 'capture-status') look(message.status as CaptureStatus);
  });
  return { firstTick, look, last: () => last, end: unsubscribe };
}

function tickLine(status: CaptureStatus, each: CaptureStatus['displays'][number]): string {
  const size = `${each.display.width}×${each.display.height}`;
  const outcome =
    each.lastOutcome === 'stored'
      ? `stored ${each.lastCaptureId}`
      : each.lastOutcome === 'gap'
        ? `nothing (${each.lastGapReason}) ${each.problem ?? ''}`
        : (each.lastOutcome ?? 'waiting');
  return `${hereText(status.lastTickAt)}  ${each.display.name}  ${size}  ${outcome}`.trimEnd();
}

/** Ending before the first picture is a failure where an end was asked for, and not where a person ended it. */
function conclude(status: CaptureStatus, libraryPath: string, output: Output, options: CaptureOptions): number {
  const { ticks, source } = status;
  const reached = ticks.stored + ticks.held > 0;
  if (!reached && (options.once || options.duration !== undefined)) throw failureOf(status);
  output.document({ libraryPath, source, ticks, displays: status.displays, message: status.message });
  output.print(
    `${countText(ticks.taken, 'tick')}: ${ticks.stored} stored, ${ticks.held} held, ${countText(ticks.gaps, 'gap')}.`,
  );
  if (source?.demo && source.requested !== 'demo') {
    output.warn('These are demo pictures: no screen could be seen here.');
  }
  return exitCodes.done;
}

function failureOf(status: CaptureStatus): AppError {
  const problem = status.displays.find((each) => each.problem)?.problem;
  if (problem) return new AppError('SOURCE_UNAVAILABLE', `No display was captured: ${problem}`);
  if (['starting', 'capturing', 'stalled'].includes(status.state)) {
    return new AppError('SOURCE_UNAVAILABLE', `No display was captured. ${status.message}`);
  }
  return refusalOf(status.state, status.message);
}
