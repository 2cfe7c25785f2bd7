import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { Preferences } from '../../../src-shared/domain/preferences.ts';
import { MemoryRecords } from '../../ports/capture-records.fake.ts';
import { FakeClock } from '../../ports/clock.fake.ts';
import type { EventRepository } from '../../ports/memory-repository.ts';
import type { CaptureRepository, GapRepository } from '../../ports/repositories.ts';
import { fakeDisplay, ScriptedSource } from '../../ports/screen-source.fake.ts';
import type { ScreenSourceCandidate } from '../../ports/screen-source.ts';
import { FakeSurroundings } from '../../ports/surroundings.fake.ts';
import { LiveBus } from '../live-bus.ts';
import { EventLog } from '../memory/event-log.ts';
import { PreferenceService } from '../memory/preference-service.ts';
import type { CaptureOverride } from './capture-dependencies.ts';
import { CaptureService } from './capture-service.ts';

export interface Harness {
  readonly service: CaptureService;
  readonly clock: FakeClock;
  readonly source: ScriptedSource;
  readonly surroundings: FakeSurroundings;
  readonly records: MemoryRecords;
  readonly preferences: PreferenceService;
  readonly live: LiveBus;
  /** The files of the library by path. */
  readonly files: Map<string, number>;
  readonly storage: { problem: AppError | Error | null; hang: boolean };
  /** Summaries of the activity log, oldest first. */
  summaries(): string[];
}

/** A capture service in a world that the test controls: consent is given and capture is on, every five seconds. */
export async function startHarness(
  options: {
    preferences?: Partial<Preferences>;
    override?: CaptureOverride;
    candidates?: (source: ScriptedSource) => ScreenSourceCandidate[];
    clock?: FakeClock;
    records?: MemoryRecords;
    displays?: number;
    start?: boolean;
  } = {},
): Promise<Harness> {
  const clock = options.clock ?? new FakeClock();
  const records = options.records ?? new MemoryRecords();
  const surroundings = new FakeSurroundings();
  const names = ['left', 'middle', 'right', 'top', 'bottom'].slice(0, options.displays ?? 2);
  const source = new ScriptedSource(names.map((name, index) => fakeDisplay(name, index)));
  const live = new LiveBus();
  const wanted: Partial<Preferences> = { consentGivenAt: 1, captureEnabled: true, ...options.preferences };
  for (const [key, value] of Object.entries(wanted))
    if (!records.preferenceRows.has(key)) records.preferenceRows.set(key, value);
  const preferences = await PreferenceService.load(records.preferences, live, clock);
  const files = new Map<string, number>();
  const storage: Harness['storage'] = { problem: null, hang: false };
  const service = new CaptureService({
    captures: records.captures as CaptureRepository,
    gaps: records.gaps as GapRepository,
    events: new EventLog(records.events as EventRepository, live, clock),
    preferences,
    live,
    clock,
    storage: {
      libraryPath: '/library',
      store: async ({ id, localDay, extension, bytes }) => {
        if (storage.hang) await new Promise(() => {});
        if (storage.problem) throw storage.problem;
        const filepath = `captures/${localDay.replaceAll('-', '/')}/${id}.${extension}`;
        files.set(filepath, bytes.length);
        return { filepath, fileSize: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
      },
      delete: async (filepath) => files.delete(filepath),
    },
    codec: {
      encode: async (frame) => ({ bytes: Buffer.from(frame.data), width: frame.width, height: frame.height }),
      thumbnail: async () => Buffer.alloc(0),
      rendition: async () => Buffer.from('rendition'),
      inspect: async () => ({ width: 1, height: 1, mimeType: 'image/jpeg' }),
    },
    candidates: options.candidates?.(source) ?? [source.candidate()],
    activeWindow: surroundings,
    power: surroundings,
    disk: surroundings,
    permission: surroundings,
    libraryPresent: async () => surroundings.libraryPresent,
    override: options.override,
  });
  if (options.start !== false) {
    await service.start();
    await clock.advance(0);
  }
  const summaries = () => records.eventRows.map((event) => event.summary);
  return { service, clock, source, surroundings, records, preferences, live, files, storage, summaries };
}

export const diskFull = () => new AppError('DISK_FULL', 'The disk is full.');
export const libraryMissing = () => new AppError('LIBRARY_MISSING', 'The library is gone.');
