import type { Job } from '../../../src-shared/contract/jobs.ts';
import { secondsText } from './words.ts';

/** Where progress is drawn: standard error, so that standard output holds the result alone. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const widestBar = 30;
const narrowestBar = 5;
const plainLineEveryMs = 5_000;
const clearLine = '\r\u001b[K';

/** Shows how far a job has come: one line drawn again and again on a terminal, else a plain line now and then. */
export class ProgressReporter {
  readonly #stream: ProgressStream;
  readonly #nowMs: () => number;
  #plainAtMs = Number.NEGATIVE_INFINITY;
  #last = '';
  #drawn = false;

  constructor(stream: ProgressStream, nowMs: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#nowMs = nowMs;
  }

  show(job: Job): void {
    if (this.#stream.isTTY) {
      // A terminal that does not know its size says 0.
      const line = progressLine(job, this.#stream.columns || 80);
      if (line === this.#last) return;
      this.#stream.write(clearLine + line);
      this.#drawn = true;
      this.#last = line;
      return;
    }
    const line = plainProgress(job);
    if (line === this.#last || this.#nowMs() - this.#plainAtMs < plainLineEveryMs) return;
    this.#stream.write(`${line}\n`);
    this.#plainAtMs = this.#nowMs();
    this.#last = line;
  }

  /** Leaves the line free for what comes next. */
  end(): void {
    if (this.#drawn) this.#stream.write(clearLine);
    this.#drawn = false;
    this.#last = '';
  }
}

/** A bar with numbers, never wider than the terminal: a line that wraps could not be drawn over. */
export function progressLine(job: Job, columns: number): string {
  const numbers = numbersOf(job).join('  ');
  const room = Math.max(0, columns - 1);
  const share = shareOf(job);
  const barRoom = room - numbers.length - 3;
  if (share === null || barRoom < narrowestBar) return cut(`${numbers}  ${job.title}`, room);
  const width = Math.min(widestBar, barRoom);
  const full = Math.floor(share * width);
  const bar = `[${'█'.repeat(full)}${'░'.repeat(width - full)}]`;
  return cut(`${bar} ${numbers}  ${job.title}`, room);
}

/** The same in words. */
export function plainProgress(job: Job): string {
  return `${job.title}: ${numbersOf(job)
    .map((each) => each.trim())
    .join(', ')}`;
}

function numbersOf(job: Job): string[] {
  if (job.status === 'pending') {
    return [job.notBefore === null ? 'waiting' : `waiting to try again: ${job.errorMessage ?? 'it failed'}`];
  }
  const share = shareOf(job);
  const count = (value: number) => value.toLocaleString('en-US');
  const numbers = [
    ...(share === null ? [] : [`${String(Math.floor(share * 100)).padStart(3)} %`]),
    job.progressTotal === null
      ? `${count(job.progressCurrent)} done`
      : `${count(job.progressCurrent)}/${count(job.progressTotal)}`,
  ];
  if (job.itemsPerSecond !== null) numbers.push(`${count(job.itemsPerSecond)}/s`);
  if (job.secondsLeft !== null) numbers.push(`${secondsText(job.secondsLeft)} left`);
  if (job.failedItems > 0) numbers.push(`${count(job.failedItems)} failed`);
  if (job.cancelling) numbers.push('being cancelled');
  return numbers;
}

function shareOf(job: Job): number | null {
  if (job.progressTotal === null || job.progressTotal === 0) return null;
  return Math.min(1, job.progressCurrent / job.progressTotal);
}

function cut(text: string, room: number): string {
  const characters = [...text];
  if (characters.length <= room) return text;
  return room === 0 ? '' : `${characters.slice(0, room - 1).join('')}…`;
}
