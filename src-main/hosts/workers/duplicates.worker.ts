import { parentPort, workerData } from 'node:worker_threads';
import { createSystemClock } from '../../adapters/system/system-clock.ts';
import { DuplicateEngine } from '../../core/duplicates/duplicate-engine.ts';
import { giveWay } from '../../db/give-way.ts';
import { openLibraryDatabase } from '../../db/open.ts';
import { answerCalls } from './thread-calls.ts';

giveWay();
const { libraryPath } = workerData as { libraryPath: string };
const opening = openLibraryDatabase({
  libraryPath,
  mode: 'read-only',
  migrate: false,
  clock: createSystemClock(),
}).then((database) => new DuplicateEngine(database.duplicateLibrary));
// Whoever calls is told.
opening.catch(() => {});

if (parentPort) {
  answerCalls(parentPort, {
    counts: async (...given: Parameters<DuplicateEngine['counts']>) => (await opening).counts(...given),
    groups: async (...given: Parameters<DuplicateEngine['groups']>) => (await opening).groups(...given),
    group: async (...given: Parameters<DuplicateEngine['group']>) => (await opening).group(...given),
    outlines: async (...given: Parameters<DuplicateEngine['outlines']>) => (await opening).outlines(...given),
    outline: async (...given: Parameters<DuplicateEngine['outline']>) => (await opening).outline(...given),
    compare: async (...given: Parameters<DuplicateEngine['compare']>) => (await opening).compare(...given),
    match: async (...given: Parameters<DuplicateEngine['match']>) => (await opening).match(...given),
    remaining: async (...given: Parameters<DuplicateEngine['remaining']>) => (await opening).remaining(...given),
    unsigned: async (...given: Parameters<DuplicateEngine['unsigned']>) => (await opening).unsigned(...given),
    reset: async () => (await opening).reset(),
    warmUp: async () => (await opening).warmUp(),
  });
}
