/** A window that is not seen paints nothing, and goes on without. */
const longestFrameMs = 250;

/**
 * Resolves when what was just drawn is on the screen. Whatever is asked of the core beside the group that a person waits
 * for comes after it: sending a handful of requests takes as long as drawing the group.
 */
export function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, longestFrameMs);
    requestAnimationFrame(() =>
      setTimeout(() => {
        clearTimeout(timer);
        resolve();
      }),
    );
  });
}
