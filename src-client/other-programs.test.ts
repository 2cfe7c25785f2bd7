import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuiltProgram, type Running } from '../src-main/hosts/built-program.fake.ts';
import { createAfterimageClient } from './index.ts';

const root = resolve(import.meta.dirname, '..');
const password = 'correct horse battery';
/** Skipped loudly: the run ends with the names of all tests that were. */
const hasCurl = process.platform !== 'win32' && spawnSync('curl', ['--version']).status === 0;

let program: BuiltProgram;
let running: Running;
let env: NodeJS.ProcessEnv;
let token: string;

beforeAll(async () => {
  program = await BuiltProgram.build();
  // The usual places of a person's home, as the README names them.
  env = { HOME: program.folder, USERPROFILE: program.folder, XDG_CONFIG_HOME: '', AFTERIMAGE_CONFIG_DIR: '' };
  const library = join(program.folder, 'library');
  const captured = await program.run(['capture', '--once', '--source', 'demo', '--library', library], { env });
  expect(captured).toMatchObject({ code: 0 });
  running = program.start(['serve', '--no-capture', '--library', library], { env });
  const [, address = ''] = await running.prints(/(http:\/\/127\.0\.0\.1:\d+)\/\?token=/);
  const made = await program.run(['token', 'create', 'Test', '--scope', 'admin', '--library', library, '--json'], {
    env,
  });
  token = JSON.parse(made.stdout).token;
  await createAfterimageClient({ token, address })
    .access.setPassword({ password })
    .catch(() => undefined);
}, 300_000);

afterAll(async () => {
  await running?.end('SIGTERM');
  await program?.dispose();
});

/** The examples that ask by curl, in their order. */
async function curlExamples(): Promise<string[]> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  return [...readme.matchAll(/```sh\n(.*?)```/gs)]
    .map(([, block = '']) => block)
    .filter((block) => /\bcurl\b/.test(block));
}

describe('the examples of the README', () => {
  it.skipIf(!hasCurl)('do what they say (skipped where there is no curl)', async () => {
    const examples = await curlExamples();
    expect(examples).toHaveLength(6);
    const script = examples.map((example, at) => `${example}\nprintf '\\n@@@ %s\\n' ${at}\n`).join('');
    const shell = spawn('sh', ['-eu'], {
      cwd: program.folder,
      env: { ...process.env, ...env, PASSWORD: password },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const written = follow(shell);
    shell.stdin?.end(script);
    // The last one goes on until it is ended.
    await written.until(/"type":"hello"/);
    const after = createAfterimageClient({ token, address: `http://127.0.0.1:${await portOf()}` });
    await after.memory.events.save({ type: 'action', summary: 'Followed.' });
    await written.until(/"summary":"Followed\."/);
    process.kill(-(shell.pid ?? 0), 'SIGTERM');
    await once(shell, 'close');
    const [, listed = '', saved = '', kept = ''] = written.text().split(/\n?@@@ \d+\n/);
    expect(JSON.parse(listed).items.length).toBeGreaterThan(0);
    expect(JSON.parse(saved)).toMatchObject({ summary: 'Watered the plants.', details: { litres: 2 } });
    expect(JSON.parse(kept)).toMatchObject({ key: 'external.plants.reminder', value: 'weekly' });
    const picture = await readFile(join(program.folder, 'newest.jpg'));
    expect(picture.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    const { items } = await after.memory.events.list({ limit: 50 });
    expect(items.map(({ summary }) => summary)).toContain('Watered the plants.');
  });
});

describe('the example of the client', () => {
  it('runs, and fits the types, where Afterimage is installed as a package', async () => {
    const folder = join(program.folder, 'consumer');
    await mkdir(join(folder, 'node_modules'), { recursive: true });
    await symlink(program.folder, join(folder, 'node_modules', 'afterimage'), 'junction');
    await symlink(join(root, 'node_modules', '@types'), join(folder, 'node_modules', '@types'), 'junction');
    await copyFile(join(root, 'docs', 'examples', 'client.ts'), join(folder, 'client.ts'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const settings = {
      module: 'nodenext',
      target: 'es2024',
      strict: true,
      noEmit: true,
      types: ['node'],
      skipLibCheck: true,
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: settings, files: ['client.ts'] }));
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const checked = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
    expect(checked.stdout.split('\n').filter((line) => line.startsWith('client.ts'))).toEqual([]);
    const example = spawn(process.execPath, ['client.ts'], {
      cwd: folder,
      env: { ...process.env, ...env, AFTERIMAGE_TOKEN: token },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const written = follow(example);
    const [code] = await once(example, 'close');
    expect(written.text()).toMatch(/Found Afterimage.*Wrote “The example ran\.”.*image\/jpeg.*NOT_FOUND.*event-added/s);
    expect(code).toBe(0);
  });
});

async function portOf(): Promise<number> {
  const { discover } = await import('./index.ts');
  const [found] = await discover({ configFolder: join(program.folder, '.config', 'afterimage') });
  return found?.port ?? 0;
}

/** What a program writes, and the way to wait for more of it. Fails when it ends before. */
function follow(child: ChildProcess) {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'close');
  return {
    text: () => text,
    until: async (pattern: RegExp): Promise<void> => {
      while (!pattern.test(text)) {
        const more = once(child.stdout ?? child, 'data').then(() => false);
        if (await Promise.race([more, ended.then(() => true)])) throw new Error(`It ended before ${pattern}: ${text}`);
      }
    },
  };
}
