import { noticeDone } from '../../lib/notice.ts';
import { entriesOfDrop } from './given-files.ts';
import { uploadDesk } from './upload-desk.ts';

type OnPaths = (paths: string[]) => void;

/** The paths of files in the desktop app; undefined in a browser, which tells none. */
function pathsInApp(files: readonly File[]): string[] | undefined {
  const { afterimage } = window;
  if (!afterimage) return undefined;
  return files.map((file) => afterimage.pathOf(file)).filter((path) => path !== '');
}

function sayBusy(): void {
  noticeDone('Files are being sent already. Wait for these, or cancel them first.');
}

/** Takes files of a file dialog: by their paths in the desktop app, and else by sending them. */
export function takeFiles(files: FileList, onPaths: OnPaths): void {
  const paths = pathsInApp([...files]);
  if (paths) {
    if (paths.length > 0) onPaths(paths);
  } else if (!uploadDesk.sendFiles(files)) sayBusy();
}

/** Takes what was dropped. False where there are neither files nor folders among it. */
export function takeDrop(dropped: DataTransfer, onPaths: OnPaths): boolean {
  const paths = pathsInApp([...dropped.files]);
  if (paths) {
    if (paths.length > 0) onPaths(paths);
    return paths.length > 0;
  }
  const entries = entriesOfDrop(dropped);
  if (entries.length === 0) return false;
  if (!uploadDesk.sendEntries(entries)) sayBusy();
  return true;
}
