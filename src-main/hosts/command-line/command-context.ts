import type { Output } from './output.ts';

/** What every command gets. */
export interface CommandContext {
  /** As it was typed; undefined for the remembered one. */
  readonly libraryPath: string | undefined;
  readonly output: Output;
}
