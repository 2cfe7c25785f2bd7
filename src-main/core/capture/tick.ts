import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Display, TickResult } from '../../../src-shared/contract/capture-control.ts';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import { extensionByFormat, type GapReason, mimeTypeByFormat } from '../../../src-shared/domain/vocabulary.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ImageCodec } from '../../ports/image-codec.ts';
import type { CaptureRepository, NewCapture } from '../../ports/repositories.ts';
import type { RawFrame, ScreenSource } from '../../ports/screen-source.ts';
import type { Signature } from '../../ports/signatures.ts';
import type { ActiveWindowInfo } from '../../ports/surroundings.ts';
import { signPixels } from '../duplicates/signature/sign-pixels.ts';
import type { LiveBus } from '../live-bus.ts';
import type { CaptureClock, Stamp } from './capture-clock.ts';
import type { FrameStorage } from './capture-dependencies.ts';
import type { CaptureSettings } from './capture-settings.ts';
import { differsByAtLeast } from './compare-frames.ts';
import type { DisplayLedger } from './display-ledger.ts';
import type { DisplayOutcome } from './display-outcome.ts';
import { checkFrame, findSamePixels, layoutDiffers } from './frame-checks.ts';
import { type Grab, type Grabber, sentenceOf } from './grabber.ts';

/** What went wrong for the engine as a whole. */
export type TickFailure = 'disk_full' | 'library' | 'permission' | 'store';

export interface TickReport {
  readonly stamp: Stamp;
  readonly groupId: string | null;
  readonly outcomes: readonly DisplayOutcome[];
  /** The gate closed while the displays were grabbed: the pictures were dropped unseen. */
  readonly dropped: boolean;
  readonly failure: { readonly kind: TickFailure; readonly problem: string } | null;
}

export interface TickContext {
  readonly source: ScreenSource;
  /** As listed just now. */
  readonly displays: readonly Display[];
  readonly settings: CaptureSettings;
  /** The window to note with what is stored; asked at most once a tick. */
  readonly windowToNote: () => Promise<ActiveWindowInfo | undefined>;
  /** Asked after the grab: whether its pictures may still be kept. */
  readonly stillAllowed: () => Promise<boolean>;
}

export interface TickParts {
  readonly captures: CaptureRepository;
  readonly storage: FrameStorage;
  readonly codec: ImageCodec;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly captureClock: CaptureClock;
  readonly ledger: DisplayLedger;
  readonly grabber: Grabber;
  readonly nextId: () => string;
  /** Whether so much time is missing before this moment that nothing may be held across it. */
  readonly isHoleBefore: (at: number) => boolean;
}

interface Stored {
  readonly row: NewCapture;
  readonly signature: Signature;
  readonly frame: RawFrame;
}

/** One look at every display. Data flows one way: grab, refuse, compare, encode, store, insert, tell. */
export class TickRunner {
  readonly #parts: TickParts;
  #signing: Promise<unknown> = Promise.resolve();

  constructor(parts: TickParts) {
    this.#parts = parts;
  }

  async run(context: TickContext): Promise<TickReport> {
    const { grabber, captureClock, ledger } = this.#parts;
    const stamp = captureClock.stamp();
    if (stamp.step || this.#parts.isHoleBefore(stamp.at)) ledger.forgetFrames();
    const grabs = await grabber.grabAll(context.source, context.displays);
    const layout = await this.#layoutAfter(context.source);
    if (!(await context.stillAllowed())) {
      return { stamp, groupId: null, outcomes: [], dropped: true, failure: null };
    }
    const checked = refuseWrong(grabs, layout);
    const groupId = this.#parts.nextId();
    const noting = { ...context, windowToNote: once(context.windowToNote) };
    const results = await Promise.all(checked.map((entry) => this.#settle(entry, noting, stamp, groupId)));
    const committed = await this.#commit(results, stamp);
    const outcomes = committed.map((settled) => outcomeOf(settled));
    for (const outcome of outcomes) ledger.note(outcome, stamp.at, this.#parts.clock.monotonicMs());
    const stored = outcomes.some((outcome) => outcome.outcome === 'stored');
    return { stamp, groupId: stored ? groupId : null, outcomes, dropped: false, failure: failureOf(committed, grabs) };
  }

  async #layoutAfter(source: ScreenSource): Promise<readonly Display[] | string> {
    try {
      return await this.#parts.grabber.list(source);
    } catch (error) {
      return sentenceOf(error);
    }
  }

  /** Compares with the last saved frame, and writes the picture where it is new. */
  async #settle(entry: Checked, context: TickContext, stamp: Stamp, groupId: string): Promise<Settled> {
    if (!entry.frame) return { kind: 'gap', display: entry.display, reason: entry.reason, problem: entry.problem };
    const { display, frame } = entry;
    const { settings } = context;
    const saved = this.#parts.ledger.saved(display.id);
    if (saved && !isRefreshDue(saved.capturedAt, stamp.at, settings.heldRefreshMs)) {
      if (!differsByAtLeast(saved.frame, frame, settings.minimumChangePercent)) {
        return { kind: 'held', display, captureId: saved.captureId };
      }
    }
    try {
      return { kind: 'stored', display, stored: await this.#write(display, frame, context, stamp, groupId) };
    } catch (error) {
      return { kind: 'gap', display, ...gapOfStoreError(error) };
    }
  }

  async #write(
    display: Display,
    frame: RawFrame,
    context: TickContext,
    stamp: Stamp,
    groupId: string,
  ): Promise<Stored> {
    const { codec, storage, nextId } = this.#parts;
    const { settings } = context;
    const { format } = settings.encoding;
    const encoding = codec.encode(frame, settings.encoding);
    const noting = context.windowToNote();
    const [picture, window, signature] = await Promise.all([encoding, noting, this.#sign(frame)]);
    const id = nextId();
    const file = await storage.store({
      id,
      localDay: stamp.localDay,
      extension: extensionByFormat[format],
      bytes: picture.bytes,
    });
    const row: NewCapture = {
      id,
      groupId,
      origin: 'screen',
      filepath: file.filepath,
      originalFilename: null,
      originalPath: null,
      capturedAt: stamp.at,
      utcOffsetMinutes: stamp.utcOffsetMinutes,
      localDay: stamp.localDay,
      endedAt: stamp.at,
      timestampSource: 'capture',
      confidence: 'high',
      monitorIndex: display.index,
      displayId: display.id,
      displayName: display.name,
      displayX: display.x,
      displayY: display.y,
      displayWidth: display.width,
      displayHeight: display.height,
      displayScale: display.scale,
      displayRotation: display.rotation,
      width: picture.width,
      height: picture.height,
      fileSize: file.fileSize,
      mimeType: mimeTypeByFormat[format],
      sha256: file.sha256,
      appName: window?.appName ?? null,
      windowTitle: window?.windowTitle ?? null,
      reviewState: 'unreviewed',
      trashedAt: null,
      missingAt: null,
    };
    return { row, frame, signature };
  }

  /**
   * Signs while other threads encode, from the pixels that are in memory anyway. One display after the other, each in a
   * turn of its own: with several large displays, whoever asks something would wait for all of them.
   */
  #sign(frame: RawFrame): Promise<Signature> {
    const signed = this.#signing.then(() => nextTurn()).then(() => signPixels({ ...frame, channels: 4 }));
    this.#signing = signed.catch(() => {});
    return signed;
  }

  /** One transaction for all new rows and one for all held ones; then the windows are told. */
  async #commit(results: readonly Settled[], stamp: Stamp): Promise<Settled[]> {
    const { captures, storage, live, clock } = this.#parts;
    let discarded: ReadonlySet<string> = new Set();
    const stored = results.flatMap((result) => (result.kind === 'stored' ? [result.stored] : []));
    const rows = stored.map(({ row }) => row);
    const held = results.flatMap((result) =>
      result.kind === 'held' && result.captureId !== null ? [{ id: result.captureId, endedAt: stamp.at }] : [],
    );
    const rowsGap =
      rows.length > 0
        ? await attempt(() => captures.insert(stored.map(({ row, signature }) => ({ ...row, signature }))))
        : null;
    const extend = async () => {
      discarded = await captures.extend(held);
    };
    const heldGap = held.length > 0 ? await attempt(extend) : null;
    if (rowsGap) {
      // Without its row a file is an orphan; what cannot be deleted now is found at the next start.
      await Promise.allSettled(rows.map((row) => storage.delete(row.filepath)));
    } else {
      const writtenAt = clock.now();
      for (const row of rows) {
        live.publish({ type: 'capture-stored', capture: { ...row, createdAt: writtenAt, updatedAt: writtenAt } });
      }
    }
    for (const { id, endedAt } of heldGap ? [] : held) {
      if (!discarded.has(id)) live.publish({ type: 'capture-held', id, endedAt });
    }
    return results.map((result) => {
      const gap = result.kind === 'stored' ? rowsGap : result.kind === 'held' ? heldGap : null;
      if (gap) return { kind: 'gap', display: result.display, ...gap };
      // Nothing new on the screen, and a person threw away what is on it: it is seen, and not kept.
      return result.kind === 'held' && discarded.has(result.captureId ?? '') ? { ...result, captureId: null } : result;
    });
  }
}

type Checked =
  | { readonly display: Display; readonly frame: RawFrame }
  | { readonly display: Display; readonly frame: null; readonly reason: GapReason; readonly problem: string };

type Settled =
  | {
      readonly kind: 'gap';
      readonly display: Display;
      readonly reason: GapReason;
      readonly problem: string;
      readonly failure?: TickFailure;
    }
  /** Null where a person discarded the picture of this screen meanwhile. */
  | { readonly kind: 'held'; readonly display: Display; readonly captureId: string | null }
  | { readonly kind: 'stored'; readonly display: Display; readonly stored: Stored };

/** Turns every picture that may not be filed into its reason. */
function refuseWrong(grabs: readonly Grab[], layoutAfter: readonly Display[] | string): Checked[] {
  const checked = grabs.map((grab): Checked => {
    if (!grab.frame) return grab;
    const { display } = grab;
    const refuse = (reason: GapReason, problem: string): Checked => ({ display, frame: null, reason, problem });
    if (typeof layoutAfter === 'string') return refuse('grab_failed', layoutAfter);
    const after = layoutAfter.find((candidate) => candidate.id === display.id);
    if (!after) return refuse('display_unplugged', `${display.name} was unplugged while its picture was taken.`);
    if (layoutDiffers(display, after)) {
      return refuse('grab_failed', `${display.name} was moved, turned or resized while its picture was taken.`);
    }
    const refusal = checkFrame(display, grab.frame);
    return refusal ? refuse(refusal.reason, refusal.problem) : { display, frame: grab.frame };
  });
  const same = findSamePixels(checked.flatMap((entry) => (entry.frame ? [entry] : [])));
  return checked.map((entry) =>
    entry.frame && same.has(entry.display.id)
      ? {
          display: entry.display,
          frame: null,
          reason: 'refused_same_pixels',
          problem: `The source returned the same picture for ${entry.display.name} and another display.`,
        }
      : entry,
  );
}

function isRefreshDue(capturedAt: number, at: number, heldRefreshMs: number): boolean {
  return heldRefreshMs > 0 && at - capturedAt >= heldRefreshMs;
}

type StoreGap = { readonly reason: GapReason; readonly problem: string; readonly failure: TickFailure };

async function attempt(work: () => Promise<void>): Promise<StoreGap | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return gapOfStoreError(error);
  }
}

function gapOfStoreError(error: unknown): StoreGap {
  const problem = sentenceOf(error);
  if (isAppError(error)) {
    if (error.code === 'DISK_FULL') return { reason: 'disk_floor', problem, failure: 'disk_full' };
    if (error.code === 'LIBRARY_MISSING' || error.code === 'LIBRARY_READ_ONLY') {
      return { reason: 'library_unavailable', problem, failure: 'library' };
    }
  }
  return { reason: 'store_failed', problem, failure: 'store' };
}

function failureOf(results: readonly Settled[], grabs: readonly Grab[]): TickReport['failure'] {
  const denied = grabs.find((grab) => grab.frame === null && grab.permissionDenied);
  if (denied && denied.frame === null) return { kind: 'permission', problem: denied.problem };
  const failures = results.flatMap((result) =>
    result.kind === 'gap' && result.failure ? [{ kind: result.failure, problem: result.problem }] : [],
  );
  const order: readonly TickFailure[] = ['library', 'disk_full', 'store'];
  return order.flatMap((kind) => failures.filter((failure) => failure.kind === kind))[0] ?? null;
}

function outcomeOf(settled: Settled): DisplayOutcome {
  const { display } = settled;
  const nothing = { display, captureId: null, gapReason: null, problem: null, bytes: 0, frame: null };
  if (settled.kind === 'gap') {
    return { ...nothing, outcome: 'gap', gapReason: settled.reason, problem: settled.problem };
  }
  if (settled.kind === 'held') return { ...nothing, outcome: 'held', captureId: settled.captureId };
  const { row, frame } = settled.stored;
  return { ...nothing, outcome: 'stored', captureId: row.id, bytes: row.fileSize, frame };
}

/** The part of a report that the API returns. */
export function toTickResult(report: TickReport): TickResult {
  return {
    at: report.stamp.at,
    groupId: report.groupId,
    displays: report.outcomes.map((outcome) => ({
      displayId: outcome.display.id,
      displayName: outcome.display.name,
      outcome: outcome.outcome,
      captureId: outcome.captureId,
      gapReason: outcome.gapReason,
      problem: outcome.problem,
      bytes: outcome.bytes,
    })),
  };
}

/** Asks only the first time; everybody gets that answer. */
function once<Answer>(question: () => Promise<Answer>): () => Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  return () => {
    answer ??= question();
    return answer;
  };
}
