import { randomBytes, randomInt } from 'node:crypto';
import { threeMonitors, VirtualDisplays } from '../e2e/displays/virtual-displays.ts';
import { startWindowManager, TerminalWindow } from '../e2e/displays/windows.ts';
import type { Program } from '../e2e/fixtures/program.ts';

/** How long terminals get to draw what was written to them. */
const drawingMs = 150;

/** Three monitors, each nearly filled by a terminal full of text that changes on demand. */
export class ChangingDesk {
  readonly displays: VirtualDisplays;
  readonly #manager: Program;
  readonly #windows: readonly TerminalWindow[];

  private constructor(displays: VirtualDisplays, manager: Program, windows: readonly TerminalWindow[]) {
    this.displays = displays;
    this.#manager = manager;
    this.#windows = windows;
  }

  static async open(): Promise<ChangingDesk> {
    const displays = await VirtualDisplays.start();
    const manager = await startWindowManager(displays);
    const windows: TerminalWindow[] = [];
    for (const monitor of threeMonitors) {
      windows.push(
        await TerminalWindow.open(displays, {
          title: `Work on ${monitor.name}`,
          modernTitle: true,
          x: monitor.x + 20,
          y: monitor.y + 20,
          // The terminal's own font is 6 by 13 pixels.
          columns: Math.floor((monitor.width - 60) / 6),
          rows: Math.floor((monitor.height - 80) / 13),
          background: '#102030',
        }),
      );
    }
    const desk = new ChangingDesk(displays, manager, windows);
    await desk.change(200);
    return desk;
  }

  /** Writes this many new lines into every window and waits until they are drawn. */
  async change(lines = 20): Promise<void> {
    await Promise.all(this.#windows.map((window) => window.print(wordsForLines(lines))));
    await new Promise((resolve) => setTimeout(resolve, drawingMs));
  }

  async close(): Promise<void> {
    for (const window of this.#windows) await window.close();
    await this.#manager.stop();
    await this.displays.stop();
  }
}

/** Text that looks like a program's output: words of different lengths in lines of different lengths. */
function wordsForLines(count: number): string {
  return Array.from({ length: count }, () => {
    const words =
      randomBytes(randomInt(8, 60))
        .toString('hex')
        .match(/.{2,9}/g) ?? [];
    return `${new Date().toISOString()} ${words.join(' ')}`;
  }).join('\n');
}
