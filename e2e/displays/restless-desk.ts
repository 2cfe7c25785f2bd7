import { threeMonitors, VirtualDisplays } from './virtual-displays.ts';
import { startWindowManager, TerminalWindow } from './windows.ts';

/** Three monitors on which something changes all the time, so that every tick stores three pictures. */
export async function openRestlessDesk(): Promise<{ displays: VirtualDisplays; close(): Promise<void> }> {
  const displays = await VirtualDisplays.start();
  const manager = await startWindowManager(displays);
  const windows: TerminalWindow[] = [];
  for (const { name, x, y } of threeMonitors) {
    const place = { x: x + 40, y: y + 40, columns: 120, rows: 40 };
    windows.push(
      await TerminalWindow.open(displays, {
        title: `Noise on ${name}`,
        ...place,
        background: '#202020',
        restless: true,
        modernTitle: true,
      }),
    );
  }
  return {
    displays,
    close: async () => {
      for (const window of windows) await window.close();
      await manager.stop();
      await displays.stop();
    },
  };
}
