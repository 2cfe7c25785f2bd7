import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CaptureStatus } from '../../../src-shared/contract/capture-control.ts';
import type { WholeState } from '../../../src-shared/contract/snapshots.ts';
import type { HostName } from '../../../src-shared/domain/vocabulary.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import type { TrashPlace } from '../../ports/review-repository.ts';

/** What is summed up of the trash in one turn; it may hold a million pictures. */
const trashSlice = 5000;

/** What runs: the app and what it runs on. */
export interface RunningVersions {
  readonly app: string;
  readonly host: HostName;
  readonly platform: string;
  /** Node or Electron, with its version. */
  readonly runtime: string;
}

export interface WholeStateParts {
  readonly database: Pick<
    LibraryDatabase,
    'captures' | 'trash' | 'jobs' | 'databaseBytes' | 'health' | 'revision' | 'sqliteVersion'
  >;
  readonly events: { unresolvedCount(): Promise<number> };
  readonly capture: { status(): CaptureStatus };
  /** Room on the library's disk; null where the system does not tell. */
  readonly room: () => Promise<{ readonly freeBytes: number; readonly totalBytes: number } | null>;
  readonly versions: RunningVersions;
}

/**
 * How the whole stands now. It reads sums that the database keeps and short indexes, each by itself, so that whatever
 * else the process has to do comes in between.
 */
export async function readWholeState({
  database,
  events,
  capture,
  room,
  versions,
}: WholeStateParts): Promise<WholeState> {
  const totals = await database.captures.totals();
  await nextTurn();
  const trashBytes = await bytesInTrash(database);
  const queue = await database.jobs.depth();
  const unresolvedAlerts = await events.unresolvedCount();
  await nextTurn();
  const disk = await room();
  const databaseBytes = await database.databaseBytes();
  const health = await database.health();
  // Last, since the rest took a moment: what is said of capture is as of now.
  const { state, recording, source, intervalSeconds, ticks, displays } = capture.status();
  return {
    capture: { state, recording, source: source?.name ?? null, intervalSeconds, ticks: { ...ticks } },
    displays: displays.map(({ display, connected, health: how, lastFrameAt, lastStoredAt }) => ({
      id: display.id,
      name: display.name,
      width: display.width,
      height: display.height,
      connected,
      health: how,
      lastFrameAt,
      lastStoredAt,
    })),
    storage: {
      captures: totals.captures,
      bytes: totals.bytes,
      databaseBytes,
      trashBytes,
      freeBytes: disk?.freeBytes ?? null,
      totalBytes: disk?.totalBytes ?? null,
    },
    queue,
    health: { ...health, unresolvedAlerts },
    versions: { ...versions, sqlite: database.sqliteVersion, revision: database.revision.current },
  };
}

async function bytesInTrash({ trash }: WholeStateParts['database']): Promise<number> {
  let sum = 0;
  for (let place: TrashPlace | null = null; ; ) {
    const { bytes, last }: { bytes: number; last: TrashPlace | null } = await trash.bytesOfSlice(place, trashSlice);
    sum += bytes;
    if (!last) return sum;
    place = last;
    await nextTurn();
  }
}
