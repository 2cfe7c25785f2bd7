import { v7 as uuidV7 } from 'uuid';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import { extensionByFormat, mimeTypeByFormat } from '../../../src-shared/domain/vocabulary.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PictureSigner } from '../../ports/duplicate-finder.ts';
import { greatestPixels, type PictureHeader, type ReadPictureHeader } from '../../ports/image-codec.ts';
import type { CaptureRepository, NewCapture } from '../../ports/repositories.ts';
import type { Signature } from '../../ports/signatures.ts';
import type { LibraryStorage } from '../library/storage.ts';
import type { LiveBus } from '../live-bus.ts';
import type { EventLog } from '../memory/event-log.ts';
import type { Review } from '../review/review.ts';
import { expectRoomFor, type ReceivedFile, type Room, receiveFile } from './received-files.ts';

/** What a program says of a picture that it sends. */
export interface SentCapture {
  readonly capturedAt?: number | undefined;
  readonly utcOffsetMinutes?: number | undefined;
  readonly displayId?: string | undefined;
  readonly displayName?: string | undefined;
  readonly appName?: string | undefined;
  readonly windowTitle?: string | undefined;
  /** Only ever shown; nothing is named after it. */
  readonly originalFilename?: string | undefined;
  readonly tags: readonly string[];
}

export interface CaptureReceiverParts {
  readonly captures: Pick<CaptureRepository, 'insert' | 'byId' | 'sameFile'>;
  readonly storage: LibraryStorage;
  readonly review: Pick<Review, 'tag'>;
  readonly readHeader: ReadPictureHeader;
  readonly createSigner: () => PictureSigner;
  /** Null where the system does not tell. */
  readonly room: () => Promise<Room>;
  readonly events: Pick<EventLog, 'saveEvent' | 'resolveByKey'>;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly report: (summary: string, error: unknown) => void;
}

/** Clocks differ a little; a picture of tomorrow is a mistake. */
const futureMs = 5 * 60_000;
/** The threads that sign are ended when nothing came for so long. */
const signerIdleMs = 60_000;

const alertKey = 'importing: a picture was not stored';
/** What the sender did wrong is for the sender alone. */
const sendersFault: ReadonlySet<string> = new Set(['BAD_INPUT', 'TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'CONFLICT']);

/** Takes in pictures that other programs captured: checked by content, signed, and on the disk before their row is. */
export class CaptureReceiver {
  readonly #parts: CaptureReceiverParts;
  #turn: Promise<unknown> = Promise.resolve();
  #signer: PictureSigner | undefined;
  #cancelIdle: () => void = () => {};
  #mayBeTold = true;
  #isClosed = false;

  constructor(parts: CaptureReceiverParts) {
    this.#parts = parts;
  }

  /** Writes a file to the library's disk as it arrives. Throws `DISK_FULL` where it would leave too little room. */
  receive(source: AsyncIterable<Uint8Array>, announcedBytes: number): Promise<ReceivedFile> {
    return this.#telling(async () => {
      await this.#expectRoom(announcedBytes);
      return receiveFile(this.#parts.storage.libraryPath, source);
    });
  }

  /**
   * Makes a capture of a received file, which is gone from where it was afterwards, also where this fails. The same
   * file of the same moment and display is not stored twice: a program that did not get its answer may ask again.
   * Throws `BAD_INPUT` for what is no whole picture.
   */
  async store(file: ReceivedFile, sent: SentCapture): Promise<{ capture: Capture; duplicate: boolean }> {
    try {
      // One at a time: a picture may take much memory to be looked at.
      return await this.#inTurn(async () => {
        if (this.#isClosed) {
          throw new AppError('LIBRARY_UNAVAILABLE', 'The library was closed. Send the picture again.');
        }
        const stored = await this.#telling(() => this.#store(file, sent));
        if (this.#mayBeTold) await this.#parts.events.resolveByKey(alertKey);
        this.#mayBeTold = false;
        return stored;
      });
    } finally {
      await file.discard().catch((error: unknown) => this.#parts.report('A received file could not be deleted', error));
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#turn;
    await this.#endSigner();
  }

  async #store(file: ReceivedFile, sent: SentCapture): Promise<{ capture: Capture; duplicate: boolean }> {
    const { captures, storage, live, clock } = this.#parts;
    const time = this.#timeOf(sent);
    await this.#expectRoom(0);
    const header = await this.#headerOf(file);
    const signature = await this.#sign(file);
    const { sha256 } = file;
    const given = sent.capturedAt === undefined ? {} : { capturedAt: sent.capturedAt };
    const same = await captures.sameFile({ sha256, displayId: sent.displayId ?? null, ...given });
    if (same && (await storage.hasFile(same))) {
      // What a program stored it may tag again; what a person's screen showed it may not.
      if (same.origin === 'import' && same.trashedAt === null) await this.#tag(same.id, sent.tags);
      return { capture: same, duplicate: true };
    }
    const id = uuidV7({ msecs: time.capturedAt });
    const place = { id, localDay: time.localDay, extension: extensionByFormat[header.format] };
    const filepath = await storage.takeIn(file.path, place);
    const row: NewCapture = {
      ...rowOf(sent, header),
      ...time,
      id,
      groupId: id,
      filepath,
      fileSize: file.fileSize,
      sha256,
    };
    try {
      await captures.insert([{ ...row, signature }]);
    } catch (error) {
      // Without its row a file is an orphan; what cannot be deleted now is found at the next start.
      await storage.delete(filepath).catch(() => {});
      throw error;
    }
    const written = (await captures.byId(id)) ?? { ...row, createdAt: clock.now(), updatedAt: clock.now() };
    live.publish({ type: 'capture-stored', capture: written });
    await this.#tag(id, sent.tags);
    return { capture: written, duplicate: false };
  }

  /** When it was captured: as the program says, or else when it arrived. */
  #timeOf(sent: SentCapture) {
    const { clock } = this.#parts;
    const now = clock.now();
    const capturedAt = sent.capturedAt ?? now;
    if (capturedAt < 0 || capturedAt > now + futureMs) {
      throw new AppError('BAD_INPUT', 'Give as “captured_at” a time between 1970 and now.');
    }
    const utcOffsetMinutes = sent.utcOffsetMinutes ?? clock.utcOffsetMinutes(capturedAt);
    if (capturedAt + utcOffsetMinutes * 60_000 < 0) throw new AppError('BAD_INPUT', 'Give a time after 1970.');
    return {
      capturedAt,
      endedAt: capturedAt,
      utcOffsetMinutes,
      localDay: localDayOf(capturedAt, utcOffsetMinutes),
      ...(sent.capturedAt === undefined
        ? { timestampSource: 'filesystem' as const, confidence: 'low' as const }
        : { timestampSource: 'capture' as const, confidence: 'high' as const }),
    };
  }

  async #headerOf(file: ReceivedFile): Promise<PictureHeader> {
    if (file.fileSize === 0) throw new AppError('BAD_INPUT', 'The file is empty.');
    const header = await this.#parts.readHeader(file.path).catch((error: unknown) => {
      throw isAppError(error) && error.code === 'FILE_UNREADABLE' ? badPicture(error.message) : error;
    });
    const { width, height } = header;
    if (width * height > greatestPixels) {
      throw badPicture(`A picture of ${width} × ${height} pixels is too large: at most 100 megapixels are taken.`);
    }
    return header;
  }

  /** Signing reads the whole picture, so it shows as well that there is one. */
  async #sign(file: ReceivedFile): Promise<Signature> {
    this.#cancelIdle();
    this.#signer ??= this.#parts.createSigner();
    const { libraryPath } = this.#parts.storage;
    const [result] = await this.#signer.sign(
      [{ captureId: '', libraryPath, path: file.path, fileSize: file.fileSize, sha256: file.sha256 }],
      new AbortController().signal,
    );
    this.#cancelIdle = this.#parts.clock.setTimer(signerIdleMs, () => {
      this.#endSigner().catch((error: unknown) => this.#parts.report('Threads that sign did not end', error));
    });
    if (result && 'signature' in result) return result.signature;
    if (result?.isGone === true) throw new Error('A received file was gone before it was stored.');
    throw badPicture(result?.problem ?? 'The picture could not be read.');
  }

  async #endSigner(): Promise<void> {
    this.#cancelIdle();
    const signer = this.#signer;
    this.#signer = undefined;
    await signer?.close();
  }

  async #tag(captureId: string, tags: readonly string[]): Promise<void> {
    for (const tag of new Set(tags)) {
      await this.#parts.review.tag([captureId], tag, true).catch((error: unknown) => {
        if (!isAppError(error) || error.code !== 'CONFLICT') throw error;
      });
    }
  }

  async #expectRoom(bytes: number): Promise<void> {
    expectRoomFor(await this.#parts.room(), bytes);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Writes an alert where a picture was lost and its sender is not to blame. */
  async #telling<Result>(work: () => Promise<Result>): Promise<Result> {
    const { events, report } = this.#parts;
    try {
      return await work();
    } catch (error) {
      if (isAppError(error) && sendersFault.has(error.code)) throw error;
      this.#mayBeTold = true;
      const problem = isAppError(error) ? error.message : 'The details are in the log.';
      await events
        .saveEvent({
          type: 'alert',
          severity: 'error',
          source: 'system',
          summary: `A picture that a program sent could not be stored. ${problem}`,
          details: { problem, code: isAppError(error) ? error.code : 'INTERNAL' },
          foldKey: alertKey,
        })
        .catch((cause: unknown) => report('That a picture could not be stored could not be written down', cause));
      throw error;
    }
  }
}

/** The part of a row that does not depend on where and when. */
function rowOf(sent: SentCapture, header: PictureHeader) {
  return {
    origin: 'import',
    originalFilename: sent.originalFilename ?? null,
    originalPath: null,
    monitorIndex: null,
    displayId: sent.displayId ?? null,
    displayName: sent.displayName ?? sent.displayId ?? null,
    displayX: null,
    displayY: null,
    displayWidth: null,
    displayHeight: null,
    displayScale: null,
    displayRotation: null,
    width: header.width,
    height: header.height,
    mimeType: mimeTypeByFormat[header.format],
    appName: sent.appName ?? null,
    windowTitle: sent.windowTitle ?? null,
    reviewState: 'unreviewed',
    trashedAt: null,
    missingAt: null,
  } as const;
}

function badPicture(sentence: string): AppError {
  return new AppError('BAD_INPUT', sentence);
}
