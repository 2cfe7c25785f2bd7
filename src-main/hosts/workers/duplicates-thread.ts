import type { DuplicateFinder } from '../../ports/duplicate-finder.ts';
import { ThreadCalls, threadUrl } from './thread-calls.ts';

/** Finds duplicates of a library in a thread of its own, which is begun with the first question. */
export function createDuplicateFinder(libraryPath: string): DuplicateFinder {
  const thread = new ThreadCalls(threadUrl('duplicates.worker', import.meta.url), { libraryPath });
  return {
    counts: (...given) => thread.call('counts', ...given),
    groups: (...given) => thread.call('groups', ...given),
    group: (...given) => thread.call('group', ...given),
    outlines: (...given) => thread.call('outlines', ...given),
    outline: (...given) => thread.call('outline', ...given),
    compare: (...given) => thread.call('compare', ...given),
    match: (...given) => thread.call('match', ...given),
    remaining: (...given) => thread.call('remaining', ...given),
    unsigned: (...given) => thread.call('unsigned', ...given),
    reset: () => thread.call('reset'),
    warmUp: () => thread.call('warmUp'),
    close: () => thread.close(),
  };
}
