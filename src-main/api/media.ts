import type { Capture } from '../../src-shared/contract/captures.ts';
import { AppError, errorStatusByCode, isAppError } from '../../src-shared/domain/app-error.ts';
import { mimeTypeByFormat } from '../../src-shared/domain/vocabulary.ts';
import { openPlainFile } from '../core/library/plain-files.ts';
import type { Thumbnail } from '../core/library/thumbnail-cache.ts';
import type { OpenLibrary, Session } from '../core/session.ts';
import { parseRange } from './byte-range.ts';
import { type ReportProblem, reportToStandardError } from './typed-errors.ts';

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const defaultThumbnailWidthPixels = 320;
export const greatestThumbnailWidthPixels = 4096;

/** How often a picture is looked for that is given another day meanwhile. */
const mostLooks = 8;

/** One picture to send: how to read it, what it is, and a name for its content. */
interface Picture {
  readonly open: () => Promise<Readable>;
  readonly mimeType: string;
  readonly etag: string;
}

/** What every window shows. Of other formats it gets a JPEG of the whole size. */
const shownByWindows: ReadonlySet<string> = new Set(
  (['jpeg', 'png', 'webp', 'avif', 'gif', 'bmp'] as const).map((format) => mimeTypeByFormat[format]),
);

/**
 * Answers `/media/full/<id>` with a picture as a window can show it, `/media/full/<id>?as=stored` with the stored bytes
 * of any format, and `/media/thumb/<id>?width=`. Ids only, never paths; a picture never changes, so it may be kept for
 * ever by whoever asked. Who may ask is the host's business.
 */
export function createMediaHandler(
  session: Session,
  report: ReportProblem = reportToStandardError,
): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
      }
      return await answerWithPicture(session.library(), readAddress(request), request);
    } catch (error) {
      return failure(error, report);
    }
  };
}

/** Which picture somebody wants: as it is stored, as a window can show it, or small. `width` is what they wrote of it. */
export interface WantedPicture {
  readonly kind: 'full' | 'shown' | 'thumb';
  readonly id: string;
  readonly width: string | null;
}

/** The answer to a GET or HEAD of a picture. Throws typed errors where there is none. */
export async function answerWithPicture(
  library: OpenLibrary,
  wanted: WantedPicture,
  request: Pick<Request, 'method' | 'headers'>,
): Promise<Response> {
  const send = async (capture: Capture) => {
    return sendPicture(pictureOf(library, capture, wanted), request);
  };
  let capture = await library.timeline.get(wanted.id);
  for (let looks = 1; ; looks += 1) {
    try {
      return await send(capture);
    } catch (error) {
      if (!isAppError(error) || error.code !== 'FILE_MISSING' || looks === mostLooks) throw error;
      // It may have been moved to another day since its row was read.
      const now = await library.timeline.get(wanted.id);
      if (now.filepath === capture.filepath && now.localDay === capture.localDay) throw error;
      capture = now;
    }
  }
}

function readAddress(request: Request): WantedPicture {
  const url = new URL(request.url);
  const [, room, kind, id, ...rest] = url.pathname.split('/');
  if (room !== 'media' || (kind !== 'full' && kind !== 'thumb') || !id || rest.length > 0 || !idPattern.test(id)) {
    throw new AppError('NOT_FOUND', 'There is no such picture.');
  }
  const isShown = kind === 'full' && url.searchParams.get('as') !== 'stored';
  return { kind: isShown ? 'shown' : kind, id, width: url.searchParams.get('width') };
}

function pictureOf(library: OpenLibrary, capture: Capture, { kind, width }: WantedPicture): Picture {
  if (kind === 'thumb') return thumbnail(library, capture, width);
  if (kind === 'full' || shownByWindows.has(capture.mimeType)) return fullPicture(library, capture);
  return {
    open: async () => inMemory(await library.thumbnails.rendition(capture)),
    mimeType: mimeTypeByFormat.jpeg,
    etag: `"${capture.sha256}-shown"`,
  };
}

function fullPicture(library: OpenLibrary, capture: Capture): Picture {
  return {
    open: () => library.storage.reading(capture, openPicture),
    mimeType: capture.mimeType,
    etag: `"${capture.sha256}"`,
  };
}

function thumbnail(library: OpenLibrary, capture: Capture, asked: string | null): Picture {
  const text = asked ?? String(defaultThumbnailWidthPixels);
  const width = Number(text);
  if (!/^\d{1,4}$/.test(text) || width < 1 || width > greatestThumbnailWidthPixels) {
    throw new AppError('BAD_INPUT', `Give a width from 1 to ${greatestThumbnailWidthPixels} pixels.`);
  }
  return {
    open: () => openThumbnail(() => library.thumbnails.get(capture, width)),
    mimeType: 'image/jpeg',
    etag: `"${capture.sha256}-${width}"`,
  };
}

/** A small copy is only kept until somebody removes it: where it went before it was opened, it is made once more. */
async function openThumbnail(get: () => Promise<Thumbnail>): Promise<Readable> {
  const open = async () => {
    const made = await get();
    return 'bytes' in made ? inMemory(made.bytes) : openPicture(made.absolutePath);
  };
  return open().catch((error: unknown) => {
    if (isAppError(error) && error.code === 'FILE_MISSING') return open();
    throw error;
  });
}

async function sendPicture(picture: Picture, request: Pick<Request, 'method' | 'headers'>): Promise<Response> {
  const headers = new Headers({
    'content-type': picture.mimeType,
    'cache-control': 'private, max-age=31536000, immutable',
    etag: picture.etag,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  });
  if (matchesEtag(request.headers.get('if-none-match'), picture.etag)) {
    return new Response(null, { status: 304, headers });
  }
  const file = await picture.open();
  try {
    const { size } = file;
    const range = parseRange(request.headers.get('range'), request.headers.get('if-range'), picture.etag, size);
    if (range === 'unsatisfiable') {
      headers.set('content-range', `bytes */${size}`);
      return new Response(null, { status: 416, headers });
    }
    const { start, end } = range ?? { start: 0, end: size - 1 };
    const length = end - start + 1;
    headers.set('content-length', String(length));
    if (range) headers.set('content-range', `bytes ${start}-${end}/${size}`);
    const status = range ? 206 : 200;
    if (request.method === 'HEAD') return new Response(null, { status, headers });
    return new Response(await file.read(start, length), { status, headers });
  } finally {
    await file.close();
  }
}

/** What a picture is read from. */
interface Readable {
  readonly size: number;
  read(start: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

function inMemory(bytes: Buffer): Readable {
  return {
    size: bytes.length,
    read: async (start, length) => new Uint8Array(bytes.subarray(start, start + length)),
    close: async () => {},
  };
}

async function openPicture(absolutePath: string): Promise<Readable> {
  try {
    const file = await openPlainFile(absolutePath);
    const { size } = await file.stat();
    return {
      size,
      read: async (start, length) => {
        const bytes = new Uint8Array(length);
        const { bytesRead } = await file.read(bytes, 0, length, start);
        if (bytesRead === length) return bytes;
        throw new AppError('FILE_UNREADABLE', 'The picture could not be read to its end.');
      },
      close: () => file.close(),
    };
  } catch (error) {
    if (isAppError(error)) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new AppError('FILE_MISSING', 'The file of this picture is gone.', { cause: error });
    }
    throw new AppError('FILE_UNREADABLE', 'The file of this picture cannot be read.', { cause: error });
  }
}

function matchesEtag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((each) => each.trim().replace(/^W\//, '') === etag || each.trim() === '*');
}

function failure(error: unknown, report: ReportProblem): Response {
  const typed = isAppError(error) ? error : undefined;
  if (!typed) report('A picture could not be sent', error);
  const code = typed?.code ?? 'INTERNAL';
  const message = typed?.message ?? 'The picture could not be sent. The details are in the log.';
  return Response.json(
    { code, message },
    { status: errorStatusByCode[code], headers: { 'cache-control': 'no-store' } },
  );
}
