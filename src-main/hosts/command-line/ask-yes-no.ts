import { createInterface } from 'node:readline/promises';

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
