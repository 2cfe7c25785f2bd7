import type { Display } from '../../src-shared/contract/capture-control.ts';
import type { SourceName } from '../../src-shared/domain/vocabulary.ts';

/** Raw pixels of one display: RGBA, row by row, `width * height * 4` bytes. */
export interface RawFrame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** What grabs pixels. One implementation a file under `adapters/screen/`. */
export interface ScreenSource {
  readonly name: SourceName;
  /** True when the pictures are drawn and show no real screen. */
  readonly demo: boolean;
  /** The displays of this moment, in a stable order. Ids survive unplug and replug. Throws `SOURCE_UNAVAILABLE` or `PERMISSION_DENIED`. */
  listDisplays(): Promise<readonly Display[]>;
  /** The pixels of one display as it was listed. Throws when that display is gone or changed since. */
  grab(display: Display, signal: AbortSignal): Promise<RawFrame>;
  /** Forgets what is cached and starts helpers anew, after a stall. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

/** Why a source does or does not work on this machine, in one sentence. */
export interface SourceProbe {
  readonly usable: boolean;
  readonly reason: string;
}

/** A source that may be picked: `probe` tries it for real, `create` makes it. */
export interface ScreenSourceCandidate {
  readonly name: SourceName;
  /** Why it is the one where it works, in words that stay true while displays come and go; else the probe's. */
  readonly merit?: string;
  probe(): Promise<SourceProbe>;
  create(): ScreenSource;
}
