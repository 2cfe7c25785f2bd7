import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { fileMode } from '../library/durable-files.ts';
import { systemCodeOf } from '../library/file-errors.ts';
import { hashFile } from '../library/picture-files.ts';
import { type ManifestEntry, type ManifestFrame, type ManifestProblem, manifestEnd } from './manifest.ts';
import { tableHead, tableRow } from './manifest-table.ts';

/** How far the two files are written, in bytes. */
export interface SpoolMarks {
  readonly json: number;
  readonly csv: number;
}

export interface SpoolPaths {
  readonly json: string;
  readonly csv: string;
}

/** What a manifest begins with. */
export type ManifestHead = Omit<ManifestFrame, 'files' | 'failed' | 'totals' | 'table' | 'sha256'>;

/** Windows has no such flag. */
const noFollow = constants.O_NOFOLLOW ?? 0;

/**
 * The manifest and its table while they are written, file by file, so that memory holds none of it. After a kill they
 * are cut off at the marks of the last checkpoint, and go on there.
 */
export class ManifestSpool {
  readonly paths: SpoolPaths;
  readonly #json: FileHandle;
  readonly #csv: FileHandle;
  #marks: { json: number; csv: number };
  #isFirst: boolean;

  private constructor(paths: SpoolPaths, json: FileHandle, csv: FileHandle, marks: SpoolMarks, isFirst: boolean) {
    this.paths = paths;
    this.#json = json;
    this.#csv = csv;
    this.#marks = { json: marks.json, csv: marks.csv };
    this.#isFirst = isFirst;
  }

  /** Begins anew. What lies in these places was written by an earlier attempt of the same job. */
  static async begin(paths: SpoolPaths, head: ManifestHead): Promise<ManifestSpool> {
    await rm(paths.json, { force: true });
    await rm(paths.csv, { force: true });
    const json = await open(paths.json, 'wx+', fileMode);
    const csv = await open(paths.csv, 'wx+', fileMode).catch(async (error: unknown) => {
      await json.close();
      throw error;
    });
    const spool = new ManifestSpool(paths, json, csv, { json: 0, csv: 0 }, true);
    const members = Object.entries(head).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
    await spool.#write(`{\n${members.join('')}"files": [`, tableHead());
    return spool;
  }

  /** Goes on at these marks; undefined where the files are not there, or shorter. */
  static async goOn(paths: SpoolPaths, marks: SpoolMarks, isFirst: boolean): Promise<ManifestSpool | undefined> {
    const json = await reopen(paths.json, marks.json);
    const csv = json && (await reopen(paths.csv, marks.csv));
    if (json && csv) return new ManifestSpool(paths, json, csv, marks, isFirst);
    await json?.close();
    return undefined;
  }

  async add(entries: readonly ManifestEntry[]): Promise<void> {
    if (entries.length === 0) return;
    let lines = '';
    for (const entry of entries) {
      lines += `${this.#isFirst ? '' : ','}\n${JSON.stringify(entry)}`;
      this.#isFirst = false;
    }
    await this.#write(lines, entries.map(tableRow).join(''));
  }

  /** What is written up to now outlives a power cut, and ends at these marks. */
  async settle(): Promise<SpoolMarks> {
    await Promise.all([this.#json.sync(), this.#csv.sync()]);
    return { ...this.#marks };
  }

  /** Writes the ends. Both files are whole, on the disk and closed when it returns. */
  async finish(
    table: string,
    problems: AsyncIterable<readonly ManifestProblem[]>,
    totals: ManifestFrame['totals'],
  ): Promise<void> {
    const { csv: csvBytes } = await this.settle();
    const sha256 = await hashFile(this.paths.csv);
    await this.#write(`\n],\n"table": ${JSON.stringify({ path: table, sha256, bytes: csvBytes })},\n"failed": [`, '');
    let isFirst = true;
    for await (const some of problems) {
      for (const problem of some) {
        await this.#write(`${isFirst ? '' : ','}\n${JSON.stringify(problem)}`, '');
        isFirst = false;
      }
    }
    await this.#write(`\n],\n"totals": ${JSON.stringify(totals)},\n`, '');
    await this.settle();
    await this.#write(manifestEnd(await hashFile(this.paths.json)), '');
    await this.settle();
    await this.close();
  }

  async close(): Promise<void> {
    await Promise.all([this.#json.close(), this.#csv.close()]);
  }

  async #write(json: string, csv: string): Promise<void> {
    const bytes = { json: Buffer.from(json), csv: Buffer.from(csv) };
    await writeAt(this.#json, bytes.json, this.#marks.json);
    await writeAt(this.#csv, bytes.csv, this.#marks.csv);
    this.#marks.json += bytes.json.length;
    this.#marks.csv += bytes.csv.length;
  }
}

async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Opened for writing and cut off there; undefined where that cannot be. */
async function reopen(path: string, bytes: number): Promise<FileHandle | undefined> {
  const file = await open(path, constants.O_RDWR | noFollow).catch((error: unknown) => {
    if (['ENOENT', 'ELOOP'].includes(systemCodeOf(error) ?? '')) return undefined;
    throw error;
  });
  if (!file) return undefined;
  if ((await file.stat()).size < bytes) {
    await file.close();
    return undefined;
  }
  await file.truncate(bytes);
  return file;
}
