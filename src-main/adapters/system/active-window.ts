import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Window } from 'node-screenshots';
import type { ActiveWindow } from '../../ports/surroundings.ts';

const run = promisify(execFile);

/** The focused window by node-screenshots' window list; unknown without a window manager, and under Wayland. */
export function createActiveWindow(): ActiveWindow {
  return {
    current: async () => {
      try {
        const focused = Window.all().find((window) => window.isFocused());
        if (!focused) return undefined;
        const windowTitle = focused.title() || (await titleByXprop(focused.id()));
        return { appName: focused.appName(), windowTitle };
      } catch {
        return undefined;
      }
    },
  };
}

/** On X11 the library overlooks titles in the older encoding, as a plain xterm has them. */
async function titleByXprop(windowId: number): Promise<string> {
  if (process.platform !== 'linux') return '';
  const printed = await run('xprop', ['-id', String(windowId), '_NET_WM_NAME', 'WM_NAME'], { timeout: 1_000 }).then(
    ({ stdout }) => stdout,
    () => '',
  );
  return parseXpropTitle(printed);
}

/** The title in what xprop prints: the modern property before the old one, empty where there is neither. */
export function parseXpropTitle(printed: string): string {
  for (const property of ['_NET_WM_NAME', 'WM_NAME']) {
    const line = printed.split('\n').find((one) => one.startsWith(`${property}(`));
    const quoted = line && /= "(.*)"$/.exec(line)?.[1];
    if (quoted) return quoted.replace(/\\(["\\])/g, '$1');
  }
  return '';
}
