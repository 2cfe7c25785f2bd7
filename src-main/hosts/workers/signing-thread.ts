import type { FileToSign, PictureSigner, SigningResult } from '../../ports/duplicate-finder.ts';
import { ThreadCalls, threadUrl } from './thread-calls.ts';

/** They keep two cores busy, and leave the others to the person where there are more. */
const threadCount = 2;
/** Files of one message: a hundredth of a second's work. */
const filesPerCall = 4;
/** Messages a thread has at once, so that it never waits for the next one. */
const callsPerThread = 2;

/** Signs picture files in threads of their own, which are begun with the first files. */
export function createPictureSigner(): PictureSigner {
  const threads = Array.from(
    { length: threadCount },
    () => new ThreadCalls(threadUrl('signing.worker', import.meta.url), undefined, { finishesCalls: true }),
  );
  return {
    sign: async (files, signal) => {
      const results: SigningResult[] = [];
      let next = 0;
      const work = async (thread: ThreadCalls) => {
        while (next < files.length) {
          signal.throwIfAborted();
          const some: readonly FileToSign[] = files.slice(next, next + filesPerCall);
          next += filesPerCall;
          results.push(...(await thread.call<readonly SigningResult[]>('sign', some)));
        }
      };
      await Promise.all(
        Array.from({ length: threadCount * callsPerThread }, (_, at) => work(threads[at % threadCount] as ThreadCalls)),
      );
      return results;
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}
