import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { xorgConfiguration } from './xorg-configuration.ts';

const run = promisify(execFile);

/** Where a monitor stands and how large it is, in physical pixels. */
export interface MonitorPlan {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Three monitors of different sizes, side by side. */
export const threeMonitors: readonly MonitorPlan[] = [
  { name: 'DUMMY0', x: 0, y: 0, width: 1920, height: 1080 },
  { name: 'DUMMY1', x: 1920, y: 0, width: 1280, height: 1024 },
  { name: 'DUMMY2', x: 3200, y: 0, width: 1024, height: 768 },
];

/** A real X server with monitors that can be unplugged, plugged, moved, resized and turned upright while in use. */
export class VirtualDisplays {
  /** The value of DISPLAY, like `:3`. */
  readonly display: string;
  readonly #pid: number;
  /** A temporary folder that lives as long as the server. */
  readonly folder: string;
  readonly #ended: Promise<void>;
  readonly #modes = new Set<string>();
  readonly #plans = new Map<string, MonitorPlan>();

  private constructor(display: string, pid: number, folder: string, ended: Promise<void>) {
    this.display = display;
    this.#pid = pid;
    this.folder = folder;
    this.#ended = ended;
  }

  /** Starts the server on a free number, which the server itself picks and tells when it is ready. */
  static async start(monitors: readonly MonitorPlan[] = threeMonitors): Promise<VirtualDisplays> {
    const folder = await mkdtemp(join(tmpdir(), 'afterimage-displays-'));
    await writeFile(join(folder, 'xorg.conf'), xorgConfiguration);
    const log = join(folder, 'xorg.log');
    const words = `-displayfd 3 -config ${join(folder, 'xorg.conf')} -noreset -nolisten tcp -novtswitch -sharevts`;
    const child = spawn('Xorg', [...words.split(' '), '-logfile', log], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      cwd: folder,
    });
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const killWithUs = () => child.kill('SIGKILL');
    process.once('exit', killWithUs);
    void ended.then(() => process.off('exit', killWithUs));
    const number = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.once('error', reject);
      void ended.then(async () => {
        const reason = await readFile(log, 'utf8').catch(() => 'no log was written');
        reject(new Error(`Xorg did not start:\n${reason.split('\n').slice(-30).join('\n')}`));
      });
      (child.stdio[3] as NodeJS.ReadableStream).setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (text.includes('\n')) resolve(text.trim());
      });
    });
    const displays = new VirtualDisplays(`:${number}`, child.pid ?? 0, folder, ended);
    for (const monitor of monitors) await displays.plug(monitor);
    return displays;
  }

  /** An environment in which programs show on these monitors. */
  environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const environment: NodeJS.ProcessEnv = { ...process.env, DISPLAY: this.display, XDG_SESSION_TYPE: 'x11', ...more };
    delete environment.WAYLAND_DISPLAY;
    delete environment.XAUTHORITY;
    return environment;
  }

  /** The monitors that are plugged in now. */
  monitors(): MonitorPlan[] {
    return [...this.#plans.values()];
  }

  monitor(name: string): MonitorPlan {
    const plan = this.#plans.get(name);
    if (!plan) throw new Error(`${name} is not plugged in.`);
    return plan;
  }

  /** Plugs a monitor in, or changes its size and place in one step. */
  async plug(plan: MonitorPlan): Promise<void> {
    const mode = `${plan.width}x${plan.height}v`;
    if (!this.#modes.has(mode)) {
      await this.xrandr('--newmode', mode, ...timings(plan.width, plan.height));
      this.#modes.add(mode);
    }
    if (!this.#modes.has(`${plan.name} ${mode}`)) {
      await this.xrandr('--addmode', plan.name, mode);
      this.#modes.add(`${plan.name} ${mode}`);
    }
    const primary = plan.name === threeMonitors[0]?.name ? ['--primary'] : [];
    await this.xrandr('--output', plan.name, '--mode', mode, '--pos', `${plan.x}x${plan.y}`, ...primary);
    this.#plans.set(plan.name, plan);
  }

  async unplug(name: string): Promise<void> {
    await this.xrandr('--output', name, '--off');
    this.#plans.delete(name);
  }

  async resize(name: string, width: number, height: number): Promise<void> {
    await this.plug({ ...this.monitor(name), width, height });
  }

  async move(name: string, x: number, y: number): Promise<void> {
    await this.plug({ ...this.monitor(name), x, y });
  }

  /** Turns a monitor upright. The dummy driver has no rotation of its own, so it gets a mode of the turned size. */
  async rotate(name: string): Promise<void> {
    const { width, height } = this.monitor(name);
    await this.resize(name, height, width);
  }

  /** Runs xrandr on this server and returns what it printed. */
  async xrandr(...words: string[]): Promise<string> {
    const { stdout } = await run('xrandr', words, { env: this.environment() });
    return stdout;
  }

  async stop(): Promise<void> {
    try {
      process.kill(this.#pid, 'SIGTERM');
    } catch {
      // It has already ended by itself.
    }
    await this.#ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Numbers of a 60 Hz mode line. No wire carries the signal, so plain margins will do. */
function timings(width: number, height: number): string[] {
  const horizontal = [width, width + 48, width + 80, width + 160];
  const vertical = [height, height + 3, height + 8, height + 30];
  const megahertz = ((width + 160) * (height + 30) * 60) / 1_000_000;
  return [megahertz.toFixed(2), ...horizontal.map(String), ...vertical.map(String)];
}
