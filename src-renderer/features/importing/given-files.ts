/** A file that a person gave to the page of a browser, under its path within what they gave. */
export interface GivenFile {
  readonly path: string;
  readonly file: File;
}

/** What of a dropped folder could not be read, and why. */
export interface LostPath {
  readonly path: string;
  readonly message: string;
}

export interface GivenFiles {
  readonly files: readonly GivenFile[];
  readonly lost: readonly LostPath[];
}

/** The part of a browser's file tree that is walked through here. */
export type Entry = Pick<FileSystemEntry, 'fullPath' | 'name' | 'isDirectory' | 'isFile'>;
interface FolderEntry extends Entry {
  createReader(): Pick<FileSystemDirectoryReader, 'readEntries'>;
}
interface FileEntry extends Entry {
  file(done: (file: File) => void, failed?: (error: DOMException) => void): void;
}

function pathOf(entry: Entry): string {
  return entry.fullPath.replace(/^\//, '') || entry.name;
}

function readFolder(folder: FolderEntry): Promise<Entry[]> {
  const reader = folder.createReader();
  const found: Entry[] = [];
  // A browser hands out a folder in pieces, the last of which is empty.
  return new Promise((resolve, reject) => {
    const next = (): void =>
      reader.readEntries((piece) => {
        if (piece.length === 0) resolve(found);
        else {
          found.push(...piece);
          next();
        }
      }, reject);
    next();
  });
}

/**
 * All files of dropped files and folders, in the order in which they lie there. What cannot be read is named and left
 * out. `onFound` is told as the number grows; an aborted walk rejects with the signal's reason.
 */
export async function walkEntries(
  entries: readonly Entry[],
  signal: AbortSignal,
  onFound: (files: number) => void,
): Promise<GivenFiles> {
  const files: GivenFile[] = [];
  const lost: LostPath[] = [];
  // A stack of our own: folders may be nested deeper than calls can be.
  const waiting = entries.toReversed();
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    signal.throwIfAborted();
    try {
      if (entry.isDirectory) {
        waiting.push(...(await readFolder(entry as FolderEntry)).reverse());
      } else {
        const { promise, resolve, reject } = Promise.withResolvers<File>();
        (entry as FileEntry).file(resolve, reject);
        files.push({ path: pathOf(entry), file: await promise });
        onFound(files.length);
      }
    } catch {
      lost.push({
        path: pathOf(entry),
        message: entry.isDirectory ? 'The browser cannot read this folder.' : 'The browser cannot read this file.',
      });
    }
  }
  return { files, lost };
}

/** The files of a file dialog, each under its path within the folder that was chosen. */
export function filesOfInput(list: FileList | readonly File[]): GivenFiles {
  return { files: [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file })), lost: [] };
}

/** What was dropped, taken at once: after the event nobody may look at it any more. */
export function entriesOfDrop(dropped: DataTransfer): Entry[] {
  return [...dropped.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
}
