import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** How a program ended that was run in the foreground. */
export interface Ending {
  /** What to exit with, as a shell would tell it. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | null;
  readonly lastedMs: number;
}

/** A program that ends by itself this soon after its start has not really started. */
const startingMs = 10_000;

/** How a program ends that gives itself up, as Chromium does where the system does not allow its sandbox. */
const crashSignals: ReadonlySet<NodeJS.Signals | null> = new Set(['SIGTRAP', 'SIGABRT', 'SIGSEGV', 'SIGILL', 'SIGBUS']);

/** Runs a program in the place of this one to its end, and hands on the signals that ask it to end. */
export function runInForeground(program: string, args: readonly string[]): Promise<Ending> {
  const startedMs = performance.now();
  const child = spawn(program, args, { cwd: process.cwd(), stdio: 'inherit' });
  const handOn = (signal: NodeJS.Signals) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handOn);
  return new Promise<Ending>((resolve) => {
    child.on('error', (error) => {
      console.error(`${program} could not be started: ${error.message}`);
      resolve({ exitCode: 1, signal: null, lastedMs: performance.now() - startedMs });
    });
    child.on('exit', (code, signal) => {
      const exitCode = code ?? 128 + (signal ? (constants.signals[signal] ?? 0) : 0);
      resolve({ exitCode, signal, lastedMs: performance.now() - startedMs });
    });
  }).finally(() => {
    for (const signal of signals) process.off(signal, handOn);
  });
}

/** True for a program that ended by itself before it was there. One that was asked to end did not crash. */
export function crashedAtStart({ signal, lastedMs }: Ending): boolean {
  return crashSignals.has(signal) && lastedMs < startingMs;
}
