/** One Ctrl-C can arrive twice: from the terminal and handed on by npm or the starter. Within this time it is one. */
const sameSignalMs = 400;

/**
 * Resolves at the first Ctrl-C or SIGTERM, so that what is open can be closed. A second one ends the process at once,
 * for whom closing takes too long.
 */
export function untilAskedToEnd(): { asked: Promise<NodeJS.Signals>; dispose(): void } {
  let settle: (signal: NodeJS.Signals) => void = () => {};
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    settle = resolve;
  });
  let askedAtMs: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const nowMs = performance.now();
    if (askedAtMs === undefined) {
      askedAtMs = nowMs;
      settle(signal);
    } else if (nowMs - askedAtMs > sameSignalMs) process.exit(signal === 'SIGTERM' ? 143 : 130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    asked,
    dispose: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
