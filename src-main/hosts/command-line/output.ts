import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import { plainJson, plainLines } from '../../../src-shared/domain/plain-text.ts';
import type { ReportProblem } from '../../api/typed-errors.ts';
import { exitCodes } from './exit-codes.ts';

/**
 * Where a command writes: one JSON document or text for a person on standard output, everything else on standard error.
 * What a terminal would obey is written out: titles and summaries come from anywhere.
 */
export interface Output {
  readonly json: boolean;
  /** Text for a person; nothing with `--json`. */
  print(text: string): void;
  /** The one document of this command; nothing without `--json`. */
  document(value: unknown): void;
  /** Rows for a spreadsheet, instead of text. */
  csv(rows: string): void;
  /** A sentence that belongs to neither, such as a warning. */
  warn(sentence: string): void;
}

/** Writes to the process's own streams. */
export function createOutput(json: boolean): Output {
  return {
    json,
    print: (text) => {
      if (!json) process.stdout.write(`${plainLines(text)}\n`);
    },
    document: (value) => {
      if (json) process.stdout.write(`${plainJson(JSON.stringify(value, null, 2))}\n`);
    },
    csv: (rows) => {
      process.stdout.write(rows.split('\r\n').map(plainLines).join('\r\n'));
    },
    warn: (sentence) => {
      process.stderr.write(`${plainLines(sentence)}\n`);
    },
  };
}

/** Whether rows for a spreadsheet are wanted. Throws `BAD_INPUT` where a document is wanted too. */
export function wantsCsv(output: Output, csv: boolean | undefined): boolean {
  if (csv && output.json) throw new AppError('BAD_INPUT', 'Give --csv or --json, not both.');
  return csv === true;
}

/** Says how a list goes on, apart from rows for a spreadsheet. */
export function tellMore(output: Output, nextCursor: string | null, csv = false): void {
  if (nextCursor === null) return;
  if (csv) output.warn(`More with: --cursor ${nextCursor}`);
  else output.print(`\nMore with: --cursor ${nextCursor}`);
}

/** An error as one line: a stable code and a sentence. */
export function errorLine(error: unknown): string {
  if (isAppError(error)) return `${error.code}: ${error.message}`;
  const message = error instanceof Error ? error.message : String(error);
  return `INTERNAL: ${message.replace(/\s+/g, ' ').trim()}`;
}

/** Says in one line what went wrong beside the work of a command; a stack would tell a person nothing. */
export function warnOfProblem(output: Output): ReportProblem {
  return (summary, error) => output.warn(`${summary}. ${errorLine(error)}`);
}

/** A reader that closed its end (`| head`) is no failure: there is just nobody left to write to. */
export function endQuietlyWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      if (stream === process.stdout)
        process.stderr.write(`OUTPUT_FAILED: The output could not be written: ${error.message}.\n`);
      process.exit(exitCodes.failed);
    });
  }
}
