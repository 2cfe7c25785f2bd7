import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from '../fixtures/program.ts';
import { waitForFile } from '../fixtures/wait-for-file.ts';
import type { VirtualDisplays } from './virtual-displays.ts';

export interface TerminalOptions {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly columns?: number;
  readonly rows?: number;
  /** Like `#204060`. */
  readonly background: string;
  /** Fills itself with new text five times a second instead of waiting for `print`. */
  readonly restless?: boolean;
  /** Gives the window its title as today's programs do; a plain xterm does it in the older encoding. */
  readonly modernTitle?: boolean;
}

/** A real terminal window on a monitor, with a colour of its own and text that changes when a test says so. */
export class TerminalWindow {
  readonly #program: Program;
  readonly #folder: string;
  readonly #text: string;

  private constructor(program: Program, folder: string, text: string) {
    this.#program = program;
    this.#folder = folder;
    this.#text = text;
  }

  static async open(displays: VirtualDisplays, options: TerminalOptions): Promise<TerminalWindow> {
    const folder = await mkdtemp(join(tmpdir(), 'afterimage-window-'));
    const text = join(folder, 'text');
    await writeFile(text, `${options.title}\n`);
    const geometry = `${options.columns ?? 80}x${options.rows ?? 24}+${options.x}+${options.y}`;
    const look = ['-bg', options.background, '-fg', '#ffffff', '-T', options.title, '-geometry', geometry];
    // The child runs once the window is there, and says so with a file.
    const show = options.restless
      ? 'while :; do od -An -N 1200 -tx1 -w40 /dev/urandom; sleep 0.2; done'
      : `exec tail -n +1 -f "${text}"`;
    // Told by the program inside, the title is written in the property that today's programs use.
    const name = options.modernTitle ? `printf '\\033]2;%s\\007' "${options.title}"; ` : '';
    const unicode = options.modernTitle ? ['-u8', '-xrm', 'XTerm*utf8Title: true'] : [];
    const child = ['-e', 'sh', '-c', `${name}echo > "${folder}/open"; ${show}`];
    const opened = waitForFile(folder, 'open');
    const environment = { ...displays.environment(), ...(options.modernTitle ? { LC_ALL: 'C.UTF-8' } : {}) };
    const program = await Program.start('xterm', ['+sb', ...unicode, ...look, ...child], { environment });
    await Promise.race([
      opened,
      program.ended.then(() => Promise.reject(new Error(`xterm ended:\n${program.output}`))),
    ]);
    return new TerminalWindow(program, folder, text);
  }

  /** Writes a line into the window; the terminal shows it at once. */
  async print(line: string): Promise<void> {
    await appendFile(this.#text, `${line}\n`);
  }

  async close(): Promise<void> {
    await this.#program.stop('SIGTERM');
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The window manager: without one there is no focus, and windows do not stay where they are put. */
export function startWindowManager(displays: VirtualDisplays): Promise<Program> {
  return Program.start('openbox', ['--sm-disable'], { environment: displays.environment() });
}
