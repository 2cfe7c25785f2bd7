import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { ImageCodec } from '../../ports/image-codec.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import type { FindingList } from './doctor-findings.ts';

export interface DoctorOptions {
  readonly libraryPath: string;
  /** False only looks. True mends what can be mended without losing anything. */
  readonly repair: boolean;
  /** Reads every picture and compares it with its checksum. Takes as long as reading the whole library. */
  readonly checksums?: boolean;
  /** Opens the database without migrating it. What it throws becomes a finding. */
  readonly openDatabase: (mode: 'read-only' | 'read-write') => Promise<LibraryDatabase>;
  /** Whether some process captures into this library now. Its newest files are then left alone. */
  readonly isCapturing: boolean;
  readonly codec: ImageCodec;
  readonly clock: Clock;
  readonly onProgress?: (progress: { foldersDone: number; foldersTotal: number }) => void;
}

/** Other accounts of the machine must not be able to look into the library. */
export async function checkMode(
  options: Pick<DoctorOptions, 'libraryPath' | 'repair'>,
  findings: FindingList,
  path: string,
  wanted: number,
): Promise<void> {
  if (process.platform === 'win32') return;
  const absolute = join(options.libraryPath, path);
  const found = await stat(absolute).catch(() => null);
  if (!found || (found.mode & 0o777 & ~wanted) === 0) return;
  const repaired =
    options.repair &&
    (await chmod(absolute, wanted).then(
      () => true,
      () => false,
    ));
  findings.add({
    code: 'permissions_open',
    severity: 'warning',
    path,
    message: `Other accounts can look at ${path || 'the library'} (mode ${(found.mode & 0o777).toString(8)} instead of ${wanted.toString(8)}).`,
    repaired,
  });
}
