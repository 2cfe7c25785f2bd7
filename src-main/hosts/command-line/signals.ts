/**
 * Resolves at the first Ctrl-C or SIGTERM, so that what is open can be closed. A second one ends the process at once,
 * for whom closing takes too long.
 */
export function untilAskedToEnd(): { asked: Promise<NodeJS.Signals>; dispose(): void } {
  let settle: (signal: NodeJS.Signals) => void = () => {};
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    settle = resolve;
  });
  let already = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (already) process.exit(signal === 'SIGTERM' ? 143 : 130);
    already = true;
    settle(signal);
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
