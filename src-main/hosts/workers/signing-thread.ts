import type { FileToSign, PictureSigner, SigningResult } from '../../ports/duplicate-finder.ts';
import { ThreadCalls, threadUrl } from './thread-calls.ts';

/** Files that are read at once: decoding uses libuv's threads, and four of them keep two cores busy. */
const filesInFlight = 4;

/** Signs picture files in a thread of its own, which is begun with the first file. */
export function createPictureSigner(): PictureSigner {
  const thread = new ThreadCalls(threadUrl('signing.worker', import.meta.url), undefined);
  return {
    sign: async (files, signal) => {
      const results: SigningResult[] = [];
      const waiting = files.values();
      const work = async () => {
        for (const file of waiting) {
          signal.throwIfAborted();
          results.push(await thread.call<SigningResult>('sign', file satisfies FileToSign));
        }
      };
      await Promise.all(Array.from({ length: filesInFlight }, work));
      return results;
    },
    close: () => thread.close(),
  };
}
