import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs: what it wrote so far, and the ways to wait for more. */
export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.ended = once(child, 'close').then(([code, signal]) => ({
      code,
      signal,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  /** The first match in what it prints; fails when it ends before. */
  prints(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#writes(this.child.stdout as NodeJS.ReadableStream, () => this.#stdout, pattern);
  }

  /** The same for what it writes to standard error. */
  warns(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#writes(this.child.stderr as NodeJS.ReadableStream, () => this.#stderr, pattern);
  }

  async #writes(stream: NodeJS.ReadableStream, soFar: () => string, pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(soFar());
      if (match) return match;
      const next = once(stream, 'data').then(() => undefined);
      const ended = await Promise.race([next, this.ended]);
      if (!ended) continue;
      const last = pattern.exec(soFar());
      if (last) return last;
      throw new Error(`It ended (${ended.code}) without writing ${pattern}: ${ended.stdout}${ended.stderr}`);
    }
  }

  async end(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly nodeArgs?: readonly string[];
  /** What is piped in; nothing is without it. */
  readonly input?: string;
}

/** The program as it is shipped: compiled, and started by `bin/afterimage.js` in an installation of its own. */
export class BuiltProgram {
  readonly folder: string;
  readonly #running = new Set<Running>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async build(): Promise<BuiltProgram> {
    const folder = await mkdtemp(join(tmpdir(), 'afterimage-program-'));
    await mkdir(join(folder, 'bin'));
    await copyFile(join(root, 'bin', 'afterimage.js'), join(folder, 'bin', 'afterimage.js'));
    await copyFile(join(root, 'package.json'), join(folder, 'package.json'));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const build = spawn(
      process.execPath,
      [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', join(folder, 'dist')],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    build.stdout?.resume();
    await once(build, 'close');
    return new BuiltProgram(folder);
  }

  get bin(): string {
    return join(this.folder, 'bin', 'afterimage.js');
  }

  start(args: readonly string[], options: StartOptions = {}): Running {
    const child = spawn(process.execPath, [...(options.nodeArgs ?? []), this.bin, ...args], {
      cwd: this.folder,
      // biome-ignore lint/style/noProcessEnv: the program under test runs in the surroundings of the test
      env: { ...process.env, AFTERIMAGE_CONFIG_DIR: join(this.folder, 'config'), CI: '1', ...options.env },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    child.stdin?.end(options.input);
    const running = new Running(child);
    this.#running.add(running);
    void running.ended.then(() => this.#running.delete(running));
    return running;
  }

  run(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
    return this.start(args, options).ended;
  }

  /** Ends what a failed test left running. */
  async endAll(): Promise<void> {
    await Promise.all([...this.#running].map((running) => running.end('SIGKILL')));
  }

  async dispose(): Promise<void> {
    await this.endAll();
    await rm(this.folder, { recursive: true, force: true });
  }
}
