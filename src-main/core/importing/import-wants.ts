import type { JobRepository } from '../../ports/job-repository.ts';
import { type ImportPayload, importPayloadSchema } from './import-payload.ts';

/** Whether an import that waits, runs, or may be let go on needs what it was asked for. */
export async function isWantedByImport(
  jobRecords: Pick<JobRepository, 'page'>,
  isMeant: (payload: ImportPayload) => boolean,
): Promise<boolean> {
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await jobRecords.page({ type: 'import', limit: 200, ...(cursor ? { cursor } : {}) });
    const uses = page.items.some(({ status, payload }) => {
      const { data } = importPayloadSchema.safeParse(payload);
      return status !== 'completed' && data !== undefined && isMeant(data);
    });
    if (uses) return true;
    cursor = page.nextCursor ?? undefined;
    more = cursor !== undefined;
  }
  return false;
}

/** Whether an import still takes pictures from what a window sent; a look only reads them. */
export function isUploadWanted(jobRecords: Pick<JobRepository, 'page'>, uploadId: string): Promise<boolean> {
  return isWantedByImport(jobRecords, (payload) => payload.uploadId === uploadId && !payload.dryRun);
}
