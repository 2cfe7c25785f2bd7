import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../../src-shared/contract/index.ts';
import type { Output } from './output.ts';

/** The whole contract, whoever answers it. */
export type Client = ContractRouterClient<Contract>;

/** What every command gets. */
export interface CommandContext {
  /** As it was typed; undefined for the remembered one. */
  readonly libraryPath: string | undefined;
  readonly output: Output;
}

/** What a command does, with what was typed. Returns the code to exit with. */
export type Work<Options> = (context: CommandContext, options: Options, operands: readonly string[]) => Promise<number>;

/** Makes the action of a command. A command is loaded when it runs: help and wrong usage need neither SQLite nor the screen. */
export type Run = <Options>(load: () => Promise<Work<Options>>) => (...values: unknown[]) => Promise<void>;
