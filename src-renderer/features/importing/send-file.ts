import type { GivenFile } from './given-files.ts';
import { SendError } from './upload.ts';

/** What every further file would be answered with as well. */
const endingStatuses = new Set([401, 403, 404, 503, 507]);

/** The sentence of a refusal, wherever in the answer it stands. */
function sentenceOf(answer: string): string | undefined {
  try {
    const body: unknown = JSON.parse(answer);
    const error = body && typeof body === 'object' && 'error' in body ? body.error : body;
    const message = error && typeof error === 'object' && 'message' in error ? error.message : undefined;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

/** A file that changed or went since it was chosen fails as if there were no connection; reading one byte tells. */
async function whyNoAnswer(file: File): Promise<SendError> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    return new SendError('The file could not be read any more.', false);
  }
  return new SendError('Afterimage does not answer. It may have been closed.', true);
}

/**
 * Sends one file of an upload as it is. Rejects with a `SendError`, or with the signal's reason. By `XMLHttpRequest`,
 * since `fetch` does not say how much of a body is on its way.
 */
export function sendFile(
  uploadId: string,
  { path, file }: GivenFile,
  signal: AbortSignal,
  onSent: (bytes: number) => void,
): Promise<void> {
  const request = new XMLHttpRequest();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = (): void => {
    request.abort();
    reject(signal.reason);
  };
  request.open('POST', `/upload/${encodeURIComponent(uploadId)}`);
  // Half of a surrogate pair may be in a name, and has no percent-encoding.
  request.setRequestHeader('x-afterimage-path', encodeURIComponent(path.toWellFormed()));
  request.setRequestHeader('x-afterimage-modified-at', String(file.lastModified));
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.upload.addEventListener('progress', (event) => onSent(event.loaded));
  request.addEventListener('load', () => {
    if (request.status >= 200 && request.status < 300) return resolve();
    const sentence = sentenceOf(request.responseText) ?? `Afterimage did not take it (${request.status}).`;
    reject(new SendError(sentence, endingStatuses.has(request.status)));
  });
  request.addEventListener('error', () => void whyNoAnswer(file).then(reject));
  signal.addEventListener('abort', abort);
  // A pipe or a device has no size either, and reading one could wait for ever.
  request.send(file.size === 0 ? new Blob([]) : file);
  return promise.finally(() => signal.removeEventListener('abort', abort));
}
