import { isAppError } from '../../../src-shared/domain/app-error.ts';
import { createSystemClock } from '../../adapters/system/system-clock.ts';
import { openLibraryDatabase } from '../../db/open.ts';
import { LibraryStorage } from '../library/storage.ts';
import { LiveBus } from '../live-bus.ts';
import { EventLog } from '../memory/event-log.ts';
import { FileMover } from './file-mover.ts';
import { KeptFiles } from './kept-files.ts';
import { ReviewService } from './review-service.ts';

/**
 * A process of its own that decides and undoes, its own pictures and some that others decide about too, and moves
 * their files. Prints how often each answer came. Arguments: the library, the rounds, ids of its own, common ids.
 */
const [libraryPath = '', rounds = '', own = '', common = ''] = process.argv.slice(2);
const clock = createSystemClock();
const database = await openLibraryDatabase({ libraryPath, mode: 'read-write', migrate: false, clock });
const storage = new LibraryStorage(libraryPath);
const live = new LiveBus();
const events = new EventLog(database.events, live, clock);
const answers: Record<string, number> = {};
const count = (answer: string) => {
  answers[answer] = (answers[answer] ?? 0) + 1;
};
const report = (summary: string, error: unknown) => count(`${summary}: ${error}`);
const mover = new FileMover({ moves: database.fileMoves, storage, clock, events, report });
const review = new ReviewService({
  decisions: database.decisions,
  captures: database.captures,
  duplicates: { outlines: async () => [], outline: async () => undefined },
  thumbnails: { removeAll: async () => {} },
  mover,
  keptFiles: new KeptFiles({ moves: database.fileMoves, captures: database.captures, storage, live, clock }),
  events,
  live,
  clock,
});

async function attempt(act: () => Promise<{ id: string }>): Promise<string | undefined> {
  try {
    const { id } = await act();
    count('done');
    return id;
  } catch (error) {
    count(isAppError(error) ? error.code : String(error));
    return undefined;
  }
}

for (let round = 0; round < Number(rounds); round += 1) {
  for (const ids of [own.split(','), common.split(',')]) {
    const decisions = ids.map((captureId) => ({ captureId, verdict: 'discard' as const }));
    const batchId = await attempt(() => review.decide(decisions));
    if (round % 2 === 0) await mover.drain();
    if (batchId && round % 3 !== 2) await attempt(() => review.undo(batchId));
    else if (batchId) await attempt(() => database.decisions.restore(ids, () => 'Restored', clock.now()).then(batchOf));
  }
}
await mover.drain();
await mover.stop();
await database.close();
console.log(JSON.stringify(answers));

function batchOf(written: object): { id: string } {
  if ('batch' in written) return written.batch as { id: string };
  throw new Error(`Refused: ${JSON.stringify(written)}`);
}
