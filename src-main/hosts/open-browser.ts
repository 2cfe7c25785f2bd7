import open from 'open';
import type { Output } from './command-line/output.ts';
import type { Environment } from './environment.ts';

/** Opens the address where there is a desktop to open it on. That there is none is no failure: the address is printed. */
export async function openBrowser(url: string, environment: Environment, output: Output): Promise<void> {
  if (!environment.graphical || environment.unattended) return;
  const fail = () => output.warn('No browser could be opened here: open the address above in one.');
  try {
    const child = await open(url);
    child.once('error', fail);
    child.once('exit', (code) => {
      if (code !== null && code !== 0) fail();
    });
  } catch {
    fail();
  }
}
