import type { HeldPicture, KeptPicture, NotTaken, PictureIntake } from '../../ports/picture-intake.ts';
import { ThreadCalls, threadUrl } from './thread-calls.ts';

/** They keep two cores busy, and leave the others to the person where there are more. */
const threadCount = 2;

/** Reads the files of an import in threads of their own, which are begun with the first files. */
export function createPictureIntake(): PictureIntake {
  const threads = Array.from(
    { length: threadCount },
    () => new ThreadCalls(threadUrl('intake.worker', import.meta.url), undefined, { finishesCalls: true }),
  );
  const busy = threads.map(() => 0);
  /** The thread with the least to do. */
  const pick = () => busy.indexOf(Math.min(...busy));
  const call = async <Result>(thread: number, method: string, ...parameters: unknown[]): Promise<Result> => {
    busy[thread] = (busy[thread] ?? 0) + 1;
    try {
      return await (threads[thread] as ThreadCalls).call<Result>(method, ...parameters);
    } finally {
      busy[thread] = (busy[thread] ?? 0) - 1;
    }
  };
  return {
    look: async (picture) => {
      const thread = pick();
      const looked = await call<(Omit<HeldPicture, 'ticket'> & { number: number }) | NotTaken>(thread, 'look', picture);
      if ('problem' in looked) return looked;
      const { number, ...held } = looked;
      return { ...held, ticket: { thread, number } };
    },
    keep: ({ ticket }, copyTo) => call<KeptPicture | NotTaken>(ticket.thread, 'keep', ticket.number, copyTo),
    drop: ({ ticket }) => call(ticket.thread, 'drop', ticket.number),
    hash: (path) => call(pick(), 'hash', path),
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}
