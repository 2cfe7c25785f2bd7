import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractAll, getRawHeader } from '@electron/asar';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

/**
 * Packages the built program around a stub and looks at what came out, then runs it from there: unpacked into a folder
 * above which there is no `node_modules`, so that nothing missing can be found by accident.
 */
const root = path.join(import.meta.dirname, '..');
const onLinux = process.platform === 'linux';

interface PackedFile {
  readonly name: string;
  readonly unpacked: boolean;
}

let folder: string;
let packed: readonly PackedFile[] = [];
let extracted: string;

beforeAll(async () => {
  if (!onLinux) return;
  folder = await mkdtemp(path.join(tmpdir(), 'afterimage-package-'));
  const built = existsSync(path.join(root, 'dist', 'src-main', 'electron', 'main.js'));
  const script = [
    path.join('scripts', 'package.ts'),
    '--stub-runtime',
    '--output',
    folder,
    ...(built ? ['--no-build'] : []),
  ];
  const run = spawnSync(process.execPath, script, { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`Packaging failed.\n${run.stdout}\n${run.stderr}`);
  const archive = path.join(folder, 'linux-unpacked', 'resources', 'app.asar');
  packed = filesIn(getRawHeader(archive).header as unknown as HeaderEntry);
  extracted = path.join(folder, 'extracted');
  extractAll(archive, extracted);
}, 300_000);

afterAll(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
});

interface HeaderEntry {
  readonly files?: Readonly<Record<string, HeaderEntry>>;
  readonly unpacked?: boolean;
}

function filesIn(entry: HeaderEntry, prefix = ''): PackedFile[] {
  return Object.entries(entry.files ?? {}).flatMap(([name, inner]) =>
    inner.files
      ? filesIn(inner, `${prefix}${name}/`)
      : [{ name: `${prefix}${name}`, unpacked: inner.unpacked === true }],
  );
}

const names = (): string[] => packed.map((file) => file.name);

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const manifestAt = async (file: string): Promise<Manifest> => JSON.parse(await readFile(file, 'utf8')) as Manifest;

/** Every module specifier in a built file: static, re-exported and dynamic imports, `require`, and URLs of workers. */
function specifiersIn(source: string): { modules: string[]; files: string[] } {
  const all = (pattern: RegExp): string[] => [...source.matchAll(pattern)].map((match) => match[1] as string);
  return {
    modules: [
      ...all(/^\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]/gm),
      ...all(/^\s*import\s*['"]([^'"]+)['"]/gm),
      ...all(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g),
      ...all(/\brequire\(\s*['"]([^'"]+)['"]\s*\)/g),
    ],
    files: all(/new URL\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url/g),
  };
}

/** Walks the built files from an entry; what is missing, and which packages are asked for. */
async function walk(entry: string): Promise<{ files: Set<string>; packages: Set<string>; missing: string[] }> {
  const files = new Set<string>();
  const packages = new Set<string>();
  const missing: string[] = [];
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    if (!names().includes(file)) {
      missing.push(file);
      continue;
    }
    files.add(file);
    if (!file.endsWith('js')) continue;
    const { modules, files: urls } = specifiersIn(await readFile(path.join(extracted, file), 'utf8'));
    for (const specifier of [...modules, ...urls]) {
      if (specifier.startsWith('node:') || specifier === 'electron') continue;
      if (specifier.startsWith('.')) waiting.push(path.posix.join(path.posix.dirname(file), specifier));
      else packages.add(specifier);
    }
  }
  return { files, packages, missing };
}

function runExtracted(script: readonly string[], environment: Record<string, string> = {}) {
  return spawnSync(process.execPath, [...script], {
    cwd: extracted,
    encoding: 'utf8',
    env: { ...process.env, NODE_PATH: '', ...environment },
  });
}

beforeEach((context) => context.skip(!onLinux, 'the stub of the runtime is a Linux one'));

describe('the package', () => {
  it('holds the built program and window, and none of what they were made from', async () => {
    const outside = names().filter((name) => !name.startsWith('node_modules/'));
    for (const name of ['package.json', 'dist/src-main/electron/main.js', 'dist/src-main/electron/preload.cjs']) {
      expect(outside).toContain(name);
    }
    for (const name of outside) {
      expect(name).toMatch(/^(dist\/|resources\/(tray\/[\w@]+\.png|icons\/256x256\.png)$|package\.json$)/);
      expect(name).not.toMatch(/\.tsx?$|\.(test|fake)\.|\.map$/);
    }
    const page = await readFile(path.join(extracted, 'dist/window/index.html'), 'utf8');
    const assets = [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map((match) => match[1] as string);
    expect(assets.length).toBeGreaterThan(1);
    for (const asset of assets) expect(outside).toContain(`dist/window/${asset}`);
  });

  it('holds every tray picture', () => {
    expect(names().filter((name) => /^resources\/tray\/.*\.png$/.test(name))).toHaveLength(24);
  });

  it('holds no package that is for development only, and no map or type', async () => {
    const { devDependencies, dependencies } = await manifestAt(path.join(root, 'package.json'));
    const allowed = await productionPackages(Object.keys(dependencies ?? {}));
    for (const name of Object.keys(devDependencies ?? {})) {
      if (allowed.has(name)) continue;
      expect(
        names().filter((file) => file.startsWith(`node_modules/${name}/`)),
        name,
      ).toEqual([]);
    }
    expect(names().filter((name) => /\.map$|\.d\.[mc]?ts$/.test(name))).toEqual([]);
  });

  it.each(['dist/src-main/electron/main.js', 'dist/src-main/hosts/cli.js'])(
    'holds everything that %s can reach',
    async (entry) => {
      const { files, packages, missing } = await walk(entry);
      expect(missing).toEqual([]);
      expect(files.size).toBeGreaterThan(20);
      expect([...packages]).toContain('better-sqlite3');
      const probe = path.join(extracted, 'probe.mjs');
      await writeFile(probe, 'for (const name of process.argv.slice(2)) console.log(import.meta.resolve(name));\n');
      const resolved = runExtracted([probe, ...packages]);
      expect(resolved.stderr).toBe('');
      for (const url of resolved.stdout.trim().split('\n')) {
        expect(url.startsWith(`file://${extracted}/node_modules/`), url).toBe(true);
        expect(existsSync(new URL(url)), url).toBe(true);
      }
    },
  );

  it('holds what the packages in it need in turn', async () => {
    for (const manifest of names().filter((name) => /^node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(name))) {
      const resolver = createRequire(path.join(extracted, manifest));
      for (const name of Object.keys((await manifestAt(path.join(extracted, manifest))).dependencies ?? {})) {
        const places = resolver.resolve.paths(name) ?? [];
        const found = places.some((place) => place.startsWith(extracted) && existsSync(path.join(place, name)));
        expect(found, `${manifest} needs ${name}`).toBe(true);
      }
    }
  });

  it('keeps every library outside the archive, and has the ones of this machine', () => {
    const libraries = packed.filter((file) => /\.node$|\.so(\.\d+)*$/.test(file.name));
    for (const library of libraries) {
      expect(library.unpacked, library.name).toBe(true);
      const place = path.join(folder, 'linux-unpacked', 'resources', 'app.asar.unpacked', library.name);
      expect(existsSync(place), place).toBe(true);
    }
    const here = libraries.map((library) => library.name).join('\n');
    expect(here).toContain(`better-sqlite3/prebuilds/linux-${process.arch}.node`);
    expect(here).toMatch(/@img\/sharp-linux.*\.node/);
    expect(here).toMatch(/@img\/sharp-libvips-linux.*\.so/);
    expect(here).toMatch(/node-screenshots-linux-.*\.node/);
    expect(here).not.toMatch(/darwin|win32/);
  });

  it('has its fuses set', async () => {
    const program = await readFile(path.join(folder, 'linux-unpacked', 'afterimage'), 'latin1');
    const mark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
    const wire = program.slice(program.indexOf(mark) + mark.length + 2);
    // In the order of Electron's fuse wire.
    const fuses = {
      runAsNode: wire[0],
      enableCookieEncryption: wire[1],
      enableNodeOptionsEnvironmentVariable: wire[2],
      enableNodeCliInspectArguments: wire[3],
      enableEmbeddedAsarIntegrityValidation: wire[4],
      onlyLoadAppFromAsar: wire[5],
      loadBrowserProcessSpecificV8Snapshot: wire[6],
      grantFileProtocolExtraPrivileges: wire[7],
    };
    expect(fuses).toEqual({
      runAsNode: '0',
      enableCookieEncryption: '1',
      enableNodeOptionsEnvironmentVariable: '0',
      enableNodeCliInspectArguments: '0',
      enableEmbeddedAsarIntegrityValidation: '1',
      onlyLoadAppFromAsar: '1',
      loadBrowserProcessSpecificV8Snapshot: '0',
      grantFileProtocolExtraPrivileges: '0',
    });
  });

  it('captures, from what is in it alone', () => {
    const library = path.join(folder, 'library');
    const run = runExtracted(
      ['dist/src-main/hosts/cli.js', '--library', library, '--json', 'capture', '--once', '--source', 'demo'],
      { AFTERIMAGE_CONFIG_DIR: path.join(folder, 'config') },
    );
    expect(run.status, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toBeTypeOf('object');
    expect(existsSync(path.join(library, 'afterimage.db'))).toBe(true);
  });

  it('starts the desktop app, from what is in it alone', async () => {
    const start = path.join(extracted, 'start.mjs');
    await writeFile(start, startWithoutElectron);
    const run = runExtracted([start], { AFTERIMAGE_CONFIG_DIR: path.join(folder, 'config') });
    expect(run.stderr).toBe('');
    expect(run.stdout.trim().split('\n')).toEqual([
      `userData ${path.join(folder, 'config', 'browser')}`,
      'another instance runs',
      'quit',
    ]);
  });
});

/** The dependencies and theirs, by the manifests installed here. */
async function productionPackages(direct: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const waiting = [...direct];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const file = path.join(root, 'node_modules', name, 'package.json');
    if (!existsSync(file)) continue;
    const manifest = await manifestAt(file);
    waiting.push(...Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }));
  }
  return found;
}

/** Loads all of main.js with an Electron that says at once that another instance runs. */
const startWithoutElectron = `
import { registerHooks } from 'node:module';
const electron = \`
  export const app = {
    setPath: (name, folder) => console.log(name, folder),
    requestSingleInstanceLock: () => { console.log('another instance runs'); return false; },
    quit: () => console.log('quit'),
  };
  const nothing = {};
  export { nothing as BrowserWindow, nothing as desktopCapturer, nothing as dialog, nothing as ipcMain, nothing as Menu,
    nothing as nativeImage, nothing as Notification, nothing as powerMonitor, nothing as protocol, nothing as screen, nothing as session,
    nothing as shell, nothing as systemPreferences, nothing as Tray };
\`;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: 'data:text/javascript,' + encodeURIComponent(electron), shortCircuit: true }
      : next(specifier, context),
});
await import('./dist/src-main/electron/main.js');
`;
