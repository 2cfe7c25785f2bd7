/**
 * `npm start`: opens the desktop app where the Electron runtime is there or can be downloaded, and otherwise serves the
 * same app to a browser, saying in one line why.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installedElectron } from './electron-runtime.ts';
import { crashedAtStart, runInForeground } from './foreground.ts';

const root = join(import.meta.dirname, '..');
const electronFolder = join(root, 'node_modules', 'electron');
const probeLimitMs = 10_000;
const downloadLimitMs = 300_000;

/** Everything a part of the build is made from, and one file that the build of it ends with. */
const parts = [
  {
    name: 'build:main',
    sources: ['src-main', 'src-shared', 'migrations', 'tsconfig.json', 'tsconfig.build.json'],
    result: 'dist/src-main/hosts/cli.js',
  },
  {
    name: 'build:window',
    sources: ['src-renderer', 'src-shared', 'vite.config.ts'],
    result: 'dist/window/index.html',
  },
] as const;

function newestChange(path: string): number {
  if (!existsSync(path)) return 0;
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

function npm(args: readonly string[]): { ok: boolean; text: string } {
  const windows = process.platform === 'win32';
  const result = spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd: root, encoding: 'utf8', shell: windows });
  return { ok: result.status === 0, text: `${result.stdout ?? ''}${result.stderr ?? ''}` };
}

/** Builds what is missing or older than its sources. */
function build(): void {
  for (const { name, sources, result } of parts) {
    const built = newestChange(join(root, result));
    if (built > 0 && built >= Math.max(...sources.map((source) => newestChange(join(root, source))))) continue;
    console.log(`Building (${name}) …`);
    const { ok, text } = npm(['run', '--silent', name]);
    if (ok) continue;
    console.error(text);
    if (built === 0) {
      console.error(`The build failed (see above): run “npm run ${name}” when it is repaired.`);
      process.exit(1);
    }
    console.error('The build failed (see above); the last one that worked is started.');
  }
}

const instead = 'so the window opens in your browser instead.';

/** The path of the Electron program, or one line about why there is none. */
async function findElectron(): Promise<{ program: string } | { reason: string }> {
  if (process.platform === 'linux') {
    if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
      return {
        reason: 'There is no display here, so Afterimage serves its window: open the address below in a browser.',
      };
    }
    if (process.getuid?.() === 0) {
      return {
        reason: `Electron runs for root only without its sandbox, which Afterimage does not give up, ${instead}`,
      };
    }
  }
  if (!existsSync(electronFolder)) return { reason: `Electron is not installed, ${instead}` };
  const program = installedElectron()?.executable ?? (await downloadElectron());
  if (!program) return { reason: `The Electron runtime could not be downloaded, ${instead}` };
  const trial = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  if (trial.status !== 0) {
    const missing = /lib[\w.+-]+\.so[.\d]*/.exec(trial.stderr ?? '')?.[0];
    return {
      reason: `The Electron runtime does not start here${missing ? ` (${missing} is missing)` : ''}, ${instead}`,
    };
  }
  return { program };
}

async function downloadElectron(): Promise<string | undefined> {
  if (process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return undefined;
  if (!(await downloadHostAnswers())) return undefined;
  console.log('Downloading the Electron runtime, once …');
  const result = spawnSync(process.execPath, [join(electronFolder, 'install.js')], {
    cwd: root,
    encoding: 'utf8',
    timeout: downloadLimitMs,
  });
  return result.status === 0 ? installedElectron()?.executable : undefined;
}

/** A network that swallows everything would otherwise be waited for until the limit of the download. */
async function downloadHostAnswers(): Promise<boolean> {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror;
  const proxied = process.env.HTTPS_PROXY ?? process.env.https_proxy ?? process.env.ELECTRON_GET_USE_PROXY;
  if (proxied) return true;
  try {
    await fetch(mirror ?? 'https://github.com/electron/electron/releases/', {
      method: 'HEAD',
      signal: AbortSignal.timeout(probeLimitMs),
    });
    return true;
  } catch {
    return false;
  }
}

build();
const passedOn = process.argv.slice(2);
const electron = await findElectron();
let reason = 'reason' in electron ? electron.reason : undefined;
if ('program' in electron) {
  const ending = await runInForeground(electron.program, [root, ...passedOn]);
  process.exitCode = ending.exitCode;
  if (crashedAtStart(ending)) {
    reason = `The desktop app could not start (${ending.signal}), most likely because this system does not allow its sandbox, ${instead}`;
  }
}
if (reason !== undefined) {
  console.log(reason);
  const serve = [join(root, 'bin', 'afterimage.js'), 'serve', '--open', ...passedOn];
  process.exitCode = (await runInForeground(process.execPath, serve)).exitCode;
}
