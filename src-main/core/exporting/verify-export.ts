import { createHash } from 'node:crypto';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import type { ArchivedFile, ArchiveReader } from '../../ports/export-archives.ts';
import { isPlainPath, type ManifestEntry, type ManifestFrame, manifestName, manifestTableName } from './manifest.ts';
import { PathTable } from './path-table.ts';
import { readManifest } from './read-manifest.ts';

export const verifyProblemKinds = ['missing', 'changed', 'extra', 'unreadable', 'unsafe', 'manifest'] as const;
export type VerifyProblemKind = (typeof verifyProblemKinds)[number];

/** One thing that is not as the manifest says. */
export interface VerifyProblem {
  readonly kind: VerifyProblemKind;
  /** Null where it is about the whole export. */
  readonly path: string | null;
  readonly message: string;
}

export interface VerifyResult {
  /** Files that are as the manifest says, and what they take. */
  readonly files: number;
  readonly bytes: number;
  readonly problems: number;
  /** Pictures that the manifest lists as not exported, with a reason. */
  readonly failed: number;
  readonly exportedAt: string | null;
}

/** What systems put into folders by themselves. */
const ignoredNames = new Set(['.DS_Store', 'desktop.ini', 'Thumbs.db', '.directory', '.localized']);
const unread = '0'.repeat(64);

/**
 * Checks every file of an export against its manifest, and the manifest against the files. Needs no database, follows no
 * link, and holds about a hundred bytes for each file, whatever their sizes.
 */
export async function verifyExport(
  reader: ArchiveReader,
  tell: (problem: VerifyProblem) => void,
  onProgress: (files: number) => void = () => {},
): Promise<VerifyResult> {
  const verification = new Verification(reader, tell, onProgress);
  await verification.hashFiles();
  await verification.compare();
  await verification.nameExtras();
  return verification.result();
}

class Verification {
  readonly #reader: ArchiveReader;
  readonly #tell: (problem: VerifyProblem) => void;
  readonly #onProgress: (files: number) => void;
  readonly #table = new PathTable();
  #read = 0;
  #good = 0;
  #goodBytes = 0;
  #entries = 0;
  #entryBytes = 0;
  #failed = 0;
  #problems = 0;
  #exportedAt: string | null = null;
  #hasManifest = false;
  /** Where it is a link, or the list of files ended early, which was told: there may be one all the same. */
  #mayHaveManifest = false;
  #isManifestRead = false;

  constructor(reader: ArchiveReader, tell: (problem: VerifyProblem) => void, onProgress: (files: number) => void) {
    this.#reader = reader;
    this.#tell = tell;
    this.#onProgress = onProgress;
  }

  result(): VerifyResult {
    return {
      files: this.#good,
      bytes: this.#goodBytes,
      problems: this.#problems,
      failed: this.#failed,
      exportedAt: this.#exportedAt,
    };
  }

  async hashFiles(): Promise<void> {
    try {
      for await (const file of this.#reader.files()) {
        if (file.kind !== 'folder' && !isIgnored(file.path)) await this.#hashOne(file);
      }
    } catch (error) {
      this.#mayHaveManifest = true;
      this.#problem('unreadable', null, messageOf(error));
    }
  }

  async #hashOne(file: ArchivedFile): Promise<void> {
    const path = file.path.normalize('NFC');
    if (path === manifestName && file.kind === 'file') {
      this.#hasManifest = true;
      return;
    }
    if (!isPlainPath(path)) {
      this.#problem('unsafe', path, 'Its path leads out of the export, and is not followed.');
      return;
    }
    if (file.kind === 'other') {
      this.#problem('unsafe', path, 'It is a link or a device, and is not followed.');
      // Told of once: it is neither missing, nor is there no manifest.
      if (path === manifestName) this.#mayHaveManifest = true;
      this.#table.set(path, { sha256: unread, bytes: 0 });
      return;
    }
    const facts = await this.#factsOf(file, path);
    if (!this.#table.set(path, facts)) this.#problem('extra', path, 'There is more than one file of this path.');
    this.#read += 1;
    this.#onProgress(this.#read);
  }

  async #factsOf(file: ArchivedFile, path: string): Promise<{ sha256: string; bytes: number }> {
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const piece of file.pieces()) {
        hash.update(piece);
        bytes += piece.byteLength;
      }
    } catch (error) {
      this.#problem('unreadable', path, messageOf(error));
      return { sha256: unread, bytes: 0 };
    }
    return { sha256: hash.digest('hex'), bytes };
  }

  async compare(): Promise<void> {
    if (!this.#hasManifest) {
      if (this.#mayHaveManifest) return;
      this.#problem('manifest', manifestName, 'There is no manifest: this is no export, or one that was not finished.');
      return;
    }
    try {
      const manifest = await this.#reader.file(manifestName);
      for await (const piece of readManifest(manifest?.pieces() ?? nothing())) {
        if ('entry' in piece) this.#compareEntry(piece.entry);
        else if ('broken' in piece) this.#tellBroken(piece.path, piece.broken);
        else if ('problem' in piece) this.#failed += 1;
        else this.#compareFrame(piece.frame);
      }
      this.#isManifestRead = true;
    } catch (error) {
      this.#problem('manifest', manifestName, messageOf(error));
    }
  }

  #tellBroken(path: string | null, message: string): void {
    this.#problem('manifest', path, message);
    // Its file is listed, though nothing can be said of it.
    if (path !== null) this.#table.take(path.normalize('NFC'));
  }

  #compareEntry(entry: ManifestEntry): void {
    this.#entries += 1;
    this.#entryBytes += entry.bytes;
    const path = entry.path.normalize('NFC');
    const found = this.#table.take(path);
    if (!found) {
      this.#problem('missing', path, 'The manifest lists it, and it is not there.');
      return;
    }
    if (found.again) {
      this.#problem('manifest', path, 'The manifest lists it more than once.');
      return;
    }
    if (found.facts.sha256 === unread) return;
    if (found.facts.sha256 !== entry.sha256 || found.facts.bytes !== entry.bytes) {
      this.#problem('changed', path, 'It is not the file that was exported: its content has changed.');
      return;
    }
    this.#good += 1;
    this.#goodBytes += entry.bytes;
  }

  #compareFrame({ table, totals, exported_at: exportedAt }: ManifestFrame): void {
    this.#exportedAt = exportedAt;
    if (totals.files !== this.#entries || totals.bytes !== this.#entryBytes || totals.failed !== this.#failed) {
      this.#problem('manifest', manifestName, 'The lists of the manifest are not as long as its totals say.');
    }
    const found = table.path === manifestTableName ? this.#table.take(manifestTableName) : undefined;
    if (!found) {
      this.#problem('missing', manifestTableName, 'The table of the export is not there.');
      return;
    }
    if (found.facts.sha256 === unread) return;
    if (found.facts.sha256 !== table.sha256 || found.facts.bytes !== table.bytes) {
      this.#problem('changed', manifestTableName, 'The table of the export has changed.');
    }
  }

  /** Only where there are any, since it takes another look at all names, and where it is known what is listed. */
  async nameExtras(): Promise<void> {
    if (this.#table.left === 0 || !this.#isManifestRead) return;
    try {
      for await (const file of this.#reader.files()) {
        const path = file.path.normalize('NFC');
        if (file.kind !== 'file' || !this.#table.isLeft(path)) continue;
        this.#table.take(path);
        this.#problem('extra', path, 'The manifest does not list it.');
      }
    } catch {
      // What cannot be read was told already.
    }
  }

  #problem(kind: VerifyProblemKind, path: string | null, message: string): void {
    this.#problems += 1;
    this.#tell({ kind, path, message });
  }
}

function isIgnored(path: string): boolean {
  return ignoredNames.has(path.slice(path.lastIndexOf('/') + 1));
}

function messageOf(error: unknown): string {
  if (isAppError(error)) return error.message;
  return error instanceof Error ? error.message : String(error);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
