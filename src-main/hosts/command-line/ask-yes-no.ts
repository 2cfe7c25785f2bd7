import { createInterface } from 'node:readline/promises';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { Output } from './output.ts';

/** Asks on a terminal. Only “y” or “yes” is a yes; Ctrl-C and Ctrl-D are a no like any other answer. */
export async function askYesNo(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  question: string,
): Promise<boolean> {
  const asking = createInterface({ input, output, terminal: true });
  try {
    return /^y(es)?$/i.test((await asking.question(question)).trim());
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    output.write('\n');
    return false;
  } finally {
    asking.close();
  }
}

/** Asks whoever typed the command. Throws `BAD_INPUT` with `elsewhere` where nobody can be asked. */
export async function confirm(output: Output, question: string, elsewhere: string): Promise<boolean> {
  if (output.json || !process.stdin.isTTY || !process.stderr.isTTY) throw new AppError('BAD_INPUT', elsewhere);
  return askYesNo(process.stdin, process.stderr, question);
}
