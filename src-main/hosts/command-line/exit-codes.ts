/** What every command ends with. `nobodyReads` is what a shell calls a program that SIGPIPE ended. */
export const exitCodes = { done: 0, failed: 1, wrongUsage: 2, nobodyReads: 141 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
