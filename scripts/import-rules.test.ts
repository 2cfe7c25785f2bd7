import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** One violation of each rule: the file that breaks it, what it says, and the rule that must catch it. */
const violations: readonly { rule: string; file: string; source: string }[] = [
  {
    rule: 'no-import-cycles',
    file: 'src-shared/domain/ring-a.ts',
    source: "import './ring-b.ts'; export const a = 1;",
  },
  { rule: 'no-unresolvable-imports', file: 'src-shared/domain/lost.ts', source: "import './nowhere.ts';" },
  {
    rule: 'no-test-code-in-the-product',
    file: 'src-main/core/uses-fake.ts',
    source: "import '../ports/clock.fake.ts';",
  },
  {
    rule: 'no-development-packages-in-the-product',
    file: 'src-main/hosts/uses-dev.ts',
    source: "import { dev } from 'dev-only'; console.log(dev);",
  },
  { rule: 'shared-imports-only-shared', file: 'src-shared/domain/reads.ts', source: "import 'node:fs';" },
  {
    rule: 'shared-imports-only-shared',
    file: 'src-shared/domain/up.ts',
    source: "import '../../src-main/ports/clock.ts';",
  },
  {
    rule: 'client-imports-only-shared',
    file: 'src-client/reaches.ts',
    source: "import '../src-main/ports/clock.ts';",
  },
  { rule: 'client-needs-node-only-to-discover', file: 'src-client/disk.ts', source: "import 'node:fs';" },
  {
    rule: 'client-is-for-other-programs',
    file: 'src-main/hosts/asks.ts',
    source: "import '../../src-client/discover.ts';",
  },
  {
    rule: 'window-imports-only-shared',
    file: 'src-renderer/lib/reaches.ts',
    source: "import type { Clock } from '../../src-main/ports/clock.ts'; export type C = Clock;",
  },
  { rule: 'window-imports-no-native-packages', file: 'src-renderer/lib/sqlite.ts', source: "import 'sharp';" },
  { rule: 'window-imports-no-node-built-ins', file: 'src-renderer/lib/disk.ts', source: "import 'node:fs';" },
  {
    rule: 'features-do-not-import-each-other',
    file: 'src-renderer/features/status/page.tsx',
    source: "import { x } from '../timeline/page.tsx'; export const y = <p>{x}</p>;",
  },
  {
    rule: 'window-parts-know-no-feature',
    file: 'src-renderer/ui/knows.ts',
    source: "import '../features/timeline/page.tsx';",
  },
  {
    rule: 'features-do-not-import-the-app',
    file: 'src-renderer/features/a/up.ts',
    source: "import '../../app/router.ts';",
  },
  {
    rule: 'main-does-not-import-the-window',
    file: 'src-main/hosts/window.ts',
    source: "import '../../src-renderer/app/router.ts';",
  },
  {
    rule: 'main-tests-borrow-only-displays',
    file: 'src-main/hosts/window.test.ts',
    source: "import '../../src-renderer/app/router.ts';",
  },
  { rule: 'ports-import-only-shared', file: 'src-main/ports/disk.ts', source: "import 'node:fs';" },
  { rule: 'core-imports-ports-and-shared', file: 'src-main/core/query.ts', source: "import '../db/open.ts';" },
  { rule: 'core-imports-no-packages-with-effects', file: 'src-main/core/picture.ts', source: "import 'sharp';" },
  {
    rule: 'implementations-import-only-ports-and-shared',
    file: 'src-main/adapters/decides.ts',
    source: "import '../core/fine.ts';",
  },
  {
    rule: 'implementations-do-not-know-each-other',
    file: 'src-main/adapters/queries.ts',
    source: "import '../db/open.ts';",
  },
  { rule: 'api-calls-core', file: 'src-main/api/query.ts', source: "import '../db/open.ts';" },
  { rule: 'hosts-know-no-electron', file: 'src-main/hosts/shell.ts', source: "import '../electron/main.ts';" },
  {
    rule: 'electron-only-in-its-room',
    file: 'src-main/adapters/app.ts',
    source: "import { app } from 'electron'; app();",
  },
  {
    rule: 'kysely-only-in-the-database-room',
    file: 'src-main/hosts/sql.ts',
    source: "import type { Kysely } from 'kysely'; export type K = Kysely;",
  },
  { rule: 'sqlite-only-in-the-database-room', file: 'src-main/hosts/open.ts', source: "import 'better-sqlite3';" },
  {
    rule: 'migrations-import-nothing-of-ours',
    file: 'migrations/0002-words.ts',
    source: "import '../src-shared/domain/fine.ts';",
  },
];

/** What the rules must let through, next to the targets that the violations reach for. */
const allowed: Readonly<Record<string, string>> = {
  'src-shared/domain/fine.ts': "import { z } from 'zod'; export const fine = z;",
  'src-shared/domain/ring-b.ts': "import './ring-a.ts'; export const b = 1;",
  'src-client/discover.ts': "import 'node:fs'; import { z } from 'zod'; import '../src-shared/domain/fine.ts'; z();",
  'src-main/ports/clock.ts': "import '../../src-shared/domain/fine.ts'; export interface Clock { now(): number }",
  'src-main/ports/clock.fake.ts': "import './clock.ts';",
  'src-main/core/fine.ts': "import 'node:fs'; import '../ports/clock.ts'; import { v7 } from 'uuid'; v7();",
  'src-main/core/fine.test.ts':
    "import { vi } from 'vitest'; import '../db/open.ts'; import '../ports/clock.fake.ts'; vi();",
  'src-main/db/open.ts':
    "import 'better-sqlite3'; import 'kysely'; import '../ports/clock.ts'; import '../../migrations/index.ts';",
  'src-main/adapters/fine.ts': "import 'sharp'; import type { App } from 'electron'; export type A = App;",
  'src-main/api/fine.ts': "import '../core/fine.ts';",
  'src-main/hosts/fine.ts':
    "import '../core/fine.ts'; import '../db/open.ts'; import '../adapters/fine.ts'; import '../api/fine.ts';",
  'src-main/hosts/types.ts': "import type { Dev } from 'dev-only'; export type D = Dev;",
  'src-main/electron/main.ts': "import { app } from 'electron'; import '../hosts/fine.ts'; app();",
  'src-renderer/app/router.ts': "import '../features/timeline/page.tsx'; import 'dev-only';",
  'src-renderer/features/timeline/page.tsx': "import '../../lib/fine.ts'; import './part.tsx'; export const x = 1;",
  'src-renderer/features/timeline/part.tsx': 'export const Part = () => <p>fine</p>;',
  'src-renderer/lib/fine.ts': "import '../../src-shared/domain/fine.ts';",
  'migrations/0001-fine.ts': "import type { Kysely } from 'kysely'; export type K = Kysely;",
  'migrations/index.ts': "import './0001-fine.ts';",
};

const shippedPackages = ['zod', '@orpc/contract', 'uuid', 'sharp', 'kysely', 'better-sqlite3'];
const developmentPackages = ['electron', 'vitest', 'dev-only'];

interface Found {
  readonly rule: { readonly name: string };
  readonly from: string;
}

let tree: string;
let found: string[];

async function plant(file: string, source: string): Promise<void> {
  await mkdir(dirname(join(tree, file)), { recursive: true });
  await writeFile(join(tree, file), source);
}

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'afterimage-import-rules-'));
  await cp(join(root, '.dependency-cruiser.cjs'), join(tree, '.dependency-cruiser.cjs'));
  const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  await plant(
    'package.json',
    JSON.stringify({
      type: 'module',
      dependencies: versions(shippedPackages),
      devDependencies: versions(developmentPackages),
    }),
  );
  for (const name of [...shippedPackages, ...developmentPackages]) {
    await plant(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', type: 'module', exports: './index.js' }),
    );
    await plant(`node_modules/${name}/index.js`, 'export const nothing = 0;');
  }
  for (const [file, source] of Object.entries(allowed)) await plant(file, source);
  for (const { file, source } of violations) await plant(file, source);

  const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const rooms = ['src-client', 'src-shared', 'src-main', 'src-renderer', 'migrations'];
  const output = await new Promise<string>((done, fail) => {
    execFile(
      process.execPath,
      [depcruise, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...rooms],
      { cwd: tree, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => (stdout.startsWith('{') ? done(stdout) : fail(error ?? new Error(stderr))),
    );
  });
  const report = JSON.parse(output) as { summary: { violations: Found[] } };
  found = report.summary.violations.map((violation) => `${violation.rule.name} in ${violation.from}`);
}, 60_000);

afterAll(async () => {
  if (tree) await rm(tree, { recursive: true, force: true });
});

test.each(violations)('the rule $rule catches $file', ({ rule, file }) => {
  expect(found).toContain(`${rule} in ${file}`);
});

test('every rule of the configuration has a planted violation', () => {
  const configuration = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
    forbidden: readonly { name: string }[];
  };
  const proved = new Set(violations.map((violation) => violation.rule));
  expect(configuration.forbidden.map((rule) => rule.name).filter((name) => !proved.has(name))).toEqual([]);
});

test('a violation fails the check, and so does a file that cannot be read', async () => {
  const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const exitCode = (file: string) =>
    new Promise<unknown>((done) => {
      const args = [depcruise, '--config', '.dependency-cruiser.cjs', file];
      execFile(process.execPath, args, { cwd: tree }, (error) => done(error?.code ?? 0));
    });
  await plant(
    'src-main/core/unread.ts',
    'export function f(make: () => Disposable) { using made = make(); return made; }',
  );
  expect(await exitCode('src-main/core/fine.ts')).toBe(0);
  expect(await exitCode('src-main/core/query.ts')).not.toBe(0);
  expect(await exitCode('src-main/core/unread.ts')).not.toBe(0);
});

test('allowed imports pass', () => {
  const innocent = Object.keys(allowed).filter((file) => file !== 'src-shared/domain/ring-b.ts');
  expect(found.filter((line) => innocent.some((file) => line.endsWith(` in ${file}`)))).toEqual([]);
});

test('process.env is read in one file of the product', async () => {
  await cp(join(root, 'biome.json'), join(tree, 'biome.json'));
  await cp(join(root, '.gitignore'), join(tree, '.gitignore'));
  const source = 'export const home = process.env.HOME;\n';
  await plant('src-main/hosts/environment.ts', source);
  await plant('src-main/adapters/environment.ts', source);
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const lint = (file: string) =>
    new Promise<string>((done) => {
      const args = [biome, 'lint', '--vcs-enabled=false', file];
      execFile(process.execPath, args, { cwd: tree }, (_error, stdout, stderr) => done(stdout + stderr));
    });
  expect(await lint('src-main/adapters/environment.ts')).toContain('noProcessEnv');
  expect(await lint('src-main/hosts/environment.ts')).not.toContain('noProcessEnv');
});
