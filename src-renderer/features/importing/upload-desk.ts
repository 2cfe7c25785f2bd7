import { useSyncExternalStore } from 'react';
import { client } from '../../lib/api.ts';
import { type Entry, filesOfInput, type GivenFiles, walkEntries } from './given-files.ts';
import { sendFile } from './send-file.ts';
import { Upload, type UploadProgress, type UploadRoute } from './upload.ts';

const route: UploadRoute = {
  begin: () => client.importing.beginUpload(),
  send: sendFile,
  look: async (uploadId) => (await client.importing.start({ uploadId, dryRun: true })).id,
};

/** The one upload of this window. It goes on while other pages are looked at. */
class UploadDesk {
  readonly #listeners = new Set<() => void>();
  #upload: Upload | undefined;
  #stop: (() => void) | undefined;

  readonly progress = (): UploadProgress | undefined => this.#upload?.progress();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** False where one is under way: it is not thrown away for another. */
  sendEntries(entries: readonly Entry[]): boolean {
    return this.#begin((signal, onFound) => walkEntries(entries, signal, onFound));
  }

  /** The same with the files of a file dialog. */
  sendFiles(list: FileList): boolean {
    const given = filesOfInput(list);
    return this.#begin(async () => given);
  }

  cancel(): void {
    this.#upload?.cancel();
  }

  /** Forgets an upload that has ended. */
  clear(): void {
    if (this.isBusy()) return;
    this.#stop?.();
    this.#upload = undefined;
    this.#tell();
  }

  isBusy(): boolean {
    const phase = this.#upload?.progress().phase;
    return phase === 'collecting' || phase === 'sending';
  }

  #begin(collect: (signal: AbortSignal, onFound: (files: number) => void) => Promise<GivenFiles>): boolean {
    if (this.isBusy()) return false;
    this.#stop?.();
    const upload = new Upload(route);
    this.#upload = upload;
    this.#stop = upload.subscribe(() => this.#tell());
    this.#tell();
    void upload.run(collect);
    return true;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const uploadDesk = new UploadDesk();

/** How far the upload of this window is; undefined while there is none. */
export function useUpload(): UploadProgress | undefined {
  return useSyncExternalStore(uploadDesk.subscribe, uploadDesk.progress);
}
