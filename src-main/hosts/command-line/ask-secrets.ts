import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Asks on a terminal for what must not be seen while it is typed. Undefined after Ctrl-C or Ctrl-D. */
export async function askSecrets(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  questions: readonly string[],
): Promise<string[] | undefined> {
  // Readline turns the terminal's echo off and writes what is typed itself: to nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  const lines = asking[Symbol.asyncIterator]();
  const answers: string[] = [];
  try {
    for (const question of questions) {
      output.write(question);
      const { done, value } = await lines.next();
      output.write('\n');
      if (done) return undefined;
      answers.push(value);
    }
    return answers;
  } finally {
    asking.close();
  }
}
