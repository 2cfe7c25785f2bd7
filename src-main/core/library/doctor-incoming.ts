import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import { isUploadWanted } from '../importing/import-wants.ts';
import { incomingFolder, listLeftFiles } from '../importing/received-files.ts';
import { listLeftUploads } from '../importing/upload-folders.ts';
import type { FindingList } from './doctor-findings.ts';
import type { DoctorOptions } from './doctor-options.ts';

/** What processes that ended had received and nobody takes in any more. What one that runs receives is left alone. */
export async function checkIncoming(
  options: DoctorOptions,
  database: LibraryDatabase | undefined,
  findings: FindingList,
): Promise<void> {
  const { libraryPath, repair, clock } = options;
  const now = clock.now();
  const left = await listLeftFiles(libraryPath, now);
  if (database) {
    // Without the database nobody knows which uploads an import waits for.
    const isWanted = (id: string) => isUploadWanted(database.jobs, id);
    const uploads = await listLeftUploads(libraryPath, { now, isOwn: () => false, isWanted, quietMs: 0 });
    left.push(...uploads.map(({ name }) => name));
  }
  for (const name of left) {
    if (repair) await rm(join(libraryPath, incomingFolder, name), { recursive: true, force: true });
    findings.add({
      code: 'temporary_file',
      severity: 'warning',
      path: `${incomingFolder}/${name}`,
      message:
        'A program that has ended left this of what it received. Repair removes it, and so does the next import.',
      repaired: repair,
    });
  }
}
