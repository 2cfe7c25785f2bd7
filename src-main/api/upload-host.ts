import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { Session } from '../core/session.ts';
import { dropRestOfBody, wasAbandoned } from './request-body.ts';
import { sendRestError } from './rest-host.ts';
import type { ReportProblem } from './typed-errors.ts';

const prefix = '/upload/';

/** As large as a file that is imported may be. */
const greatestUploadBytes = 512 * 1024 * 1024;

/** Whether a path is where files of an import are sent to. */
export function isUploadPath(pathname: string): boolean {
  return pathname.startsWith(prefix);
}

/**
 * Takes files that the window sends for an import, `POST /upload/<uploadId>`: the body is the file, whatever its type,
 * and is written as it arrives. Answers 204, or a typed error as JSON. Who sends is checked before.
 */
export function createUploadHost({ session, report }: { session: Session; report: ReportProblem }) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    response.setHeader('cache-control', 'no-store');
    if (request.method !== 'POST') {
      dropRestOfBody(request);
      response.setHeader('allow', 'POST');
      response.writeHead(405).end();
      return;
    }
    try {
      const uploadId = z.uuid().safeParse(url.pathname.slice(prefix.length));
      if (!uploadId.success) throw new AppError('NOT_FOUND', 'There is no such upload.');
      const file = readHeaders(request);
      const source = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
      await session.library().importing.receiveUpload(uploadId.data, file, source);
      response.writeHead(204).end();
    } catch (error) {
      // Nobody reads an answer, and what had arrived is gone.
      if (wasAbandoned(request)) throw error;
      sendRestError(request, response, error, report);
    }
  };
}

function readHeaders({ headers }: IncomingMessage) {
  const announcedBytes = Number(headers['content-length'] ?? 0) || 0;
  if (announcedBytes > greatestUploadBytes) throw new AppError('TOO_LARGE', 'A file may have at most 512 MB.');
  const modifiedAt = headers['x-afterimage-modified-at'];
  return {
    path: readPath(headers['x-afterimage-path']),
    modifiedAt: modifiedAt === undefined ? undefined : Number(modifiedAt),
    announcedBytes,
  };
}

function readPath(header: string | string[] | undefined): string {
  if (typeof header === 'string' && header !== '') {
    try {
      return decodeURIComponent(header);
    } catch {
      // What follows says what is wrong.
    }
  }
  throw new AppError('BAD_INPUT', 'Send the path of the file as “x-afterimage-path”, percent-encoded.');
}
