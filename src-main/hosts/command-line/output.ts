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
  /** The document of a command that failed before it had one; nothing without `--json`. */
  failure(error: ToldError): void;
  /** Rows for a spreadsheet, instead of text. */
  csv(rows: string): void;
  /** A sentence that belongs to neither, such as a warning. */
  warn(sentence: string): void;
}

/** What programs are told of an error: a stable code, a sentence, and the values that it is about. */
export interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Writes to the process's own streams. */
export function createOutput(json: boolean): Output {
  let isTold = false;
  const tell = (value: unknown) => {
    if (json) process.stdout.write(`${plainJson(JSON.stringify(value, null, 2))}\n`);
    isTold = true;
  };
  return {
    json,
    print: (text) => {
      if (!json) process.stdout.write(`${plainLines(text)}\n`);
    },
    document: tell,
    failure: (error) => {
      if (!isTold) tell({ error });
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
  const { code, message } = toldError(error);
  return `${code}: ${message}`;
}

/** An error as programs are told of it. One that came through the contract has its details as data. */
export function toldError(error: unknown): ToldError {
  if (isAppError(error)) {
    const details = error.details ?? (error as { data?: ToldError['details'] }).data ?? {};
    return { code: error.code, message: error.message, details };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message: message.replace(/\s+/g, ' ').trim(), details: {} };
}

/** Says in one line what went wrong beside the work of a command; a stack would tell a person nothing. */
export function warnOfProblem(output: Output): ReportProblem {
  return (summary, error) => output.warn(`${summary}. ${errorLine(error)}`);
}

/**
 * A reader that closed its end (`| head`) is no failure of the command, and no success either: it goes on with nobody
 * to write to, and ends with what it found.
 */
export function goOnWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      if (stream === process.stdout)
        process.stderr.write(`OUTPUT_FAILED: The output could not be written: ${error.message}.\n`);
      process.exit(exitCodes.failed);
    });
  }
}

/** Resolves when nobody reads standard output any more, for a command that would go on for ever. */
export function untilNobodyReads(): { gone: Promise<void>; dispose(): void } {
  let onError: (error: NodeJS.ErrnoException) => void = () => {};
  const gone = new Promise<void>((resolve) => {
    onError = (error) => {
      if (error.code === 'EPIPE') resolve();
    };
  });
  process.stdout.on('error', onError);
  return { gone, dispose: () => process.stdout.off('error', onError) };
}
