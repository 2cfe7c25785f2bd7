import { Window } from 'node-screenshots';
import type { ActiveWindow } from '../../ports/surroundings.ts';

/** The focused window by node-screenshots' window list; unknown without a window manager, and under Wayland. */
export function createActiveWindow(): ActiveWindow {
  return {
    current: async () => {
      try {
        const focused = Window.all().find((window) => window.isFocused());
        return focused && { appName: focused.appName(), windowTitle: focused.title() };
      } catch {
        return undefined;
      }
    },
  };
}
