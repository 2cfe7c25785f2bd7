import type { ImportFile, ImportRequest } from '../../../src-shared/contract/importing.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import type { ImportFileStatus } from '../../../src-shared/domain/vocabulary.ts';

/** Pictures of files and folders, on their way into the library. */
export interface Importing {
  /** Throws `BAD_INPUT` for paths that are not whole, not there, or that hold the library. */
  start(request: ImportRequest): Promise<Job>;
  files(
    id: string,
    query: { status?: ImportFileStatus; cursor?: string; limit: number },
  ): Promise<{ items: ImportFile[]; nextCursor: string | null }>;
  /** A place for files that a window sends; what nobody imports is removed after a day. */
  beginUpload(): Promise<{ uploadId: string }>;
  /** Writes one file of an upload as it arrives. Throws `NOT_FOUND`, `BAD_INPUT`, `DISK_FULL`. */
  receiveUpload(
    uploadId: string,
    file: { path: string; modifiedAt: number | undefined; announcedBytes: number },
    source: AsyncIterable<Uint8Array>,
  ): Promise<void>;
}
