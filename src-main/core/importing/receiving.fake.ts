import { readPictureHeader } from '../../adapters/image/picture-header.ts';
import { createPictureReader } from '../../adapters/image/picture-reader.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PictureSigner } from '../../ports/duplicate-finder.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import { signFile } from '../duplicates/sign-file.ts';
import type { LibraryStorage } from '../library/storage.ts';
import { LiveBus } from '../live-bus.ts';
import { EventLog } from '../memory/event-log.ts';
import { CaptureReceiver, type CaptureReceiverParts } from './capture-receiver.ts';

/** The real signing, in this thread. */
const signer: PictureSigner = {
  sign: async (files) => Promise.all(files.map((file) => signFile(file, createPictureReader()))),
  close: async () => {},
};

/** A receiver over a real library, with nothing else running. */
export function createReceiver(
  { database, storage, clock }: { database: LibraryDatabase; storage: LibraryStorage; clock: Clock },
  others: Partial<CaptureReceiverParts> = {},
): CaptureReceiver {
  const live = new LiveBus();
  return new CaptureReceiver({
    captures: database.captures,
    storage,
    review: {
      tag: () => {
        throw new Error('Nothing is tagged here.');
      },
    },
    readHeader: readPictureHeader,
    createSigner: () => signer,
    room: async () => null,
    events: new EventLog(database.events, live, clock),
    live,
    clock,
    report: (summary, error) => {
      throw new Error(summary, { cause: error });
    },
    ...others,
  });
}
