import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../src-shared/domain/app-error.ts';
import { type HttpHost, reservePort, startHttpHost } from '../api/http-host.ts';
import { windowFolder } from './application-folder.ts';
import type { CommandContext } from './command-line/command-context.ts';
import { exitCodes } from './command-line/exit-codes.ts';
import { untilAskedToEnd } from './command-line/signals.ts';
import { createSession } from './compose.ts';
import { readEnvironment } from './environment.ts';
import { openBrowser } from './open-browser.ts';
import { createPlainShell } from './plain-shell.ts';
import { type RunningInstance, RunningInstances } from './running-instances.ts';

export interface ServeOptions {
  readonly port?: number;
  readonly capture: boolean;
  readonly open?: boolean;
  /** Only prints a fresh address of the one that runs. */
  readonly url?: boolean;
}

/** `afterimage serve`: the whole app in a browser on this machine, until it is asked to end. */
export async function serve(context: CommandContext, options: ServeOptions): Promise<number> {
  const { libraryPath, output } = context;
  if (options.url) return printFreshAddress(context, options.port);
  const end = untilAskedToEnd();
  let quit: () => void = () => {};
  const quitAsked = new Promise<void>((resolve) => {
    quit = resolve;
  });
  // The port first: where it is taken, no library is opened, let alone made.
  const reserved = await reservePort(options.port);
  const session = await createSession({
    libraryPath,
    host: 'serve',
    capture: options.capture,
    shell: createPlainShell({ quit: () => quit() }),
  }).catch(async (error: unknown) => {
    await reserved.release();
    throw error;
  });
  const instances = new RunningInstances(readEnvironment().configFolder, output.warn);
  const ownerKey = instances.createKey();
  let host: HttpHost | undefined;
  let withdraw: (() => Promise<void>) | undefined;
  try {
    host = await startHttpHost({ session, windowFolder: windowFolder(), reserved, ownerKey });
    const library = await session.libraryStatus();
    withdraw = await instances.announce(session, { port: host.port, key: ownerKey, window: true });
    const url = host.createUrl();
    output.document({ url, origin: host.origin, port: host.port, pid: process.pid, library });
    output.print(`Afterimage: ${url}`);
    output.print(
      'It opens one browser, once; “npx afterimage serve --url” prints a fresh one. Ctrl-C ends Afterimage.',
    );
    output.print(`Library: ${library.path}`);
    if (options.capture && session.captureStatus().state === 'off' && !session.captureStatus().consentGiven) {
      output.print('Nothing is captured before you agree to it in the window.');
    }
    if (library.problem) output.warn(`${library.problem.code}: ${library.problem.message}`);
    else if (library.holder && !library.holder.self) output.warn(session.captureStatus().message);
    if (options.open) await openBrowser(url, readEnvironment(), output);
    await Promise.race([end.asked, quitAsked]);
  } finally {
    await withdraw?.();
    await host?.close();
    await session.close();
    end.dispose();
  }
  return exitCodes.done;
}

async function printFreshAddress({ libraryPath, output }: CommandContext, port?: number): Promise<number> {
  const wanted = { port, libraryPath: libraryPath === undefined ? undefined : resolve(libraryPath) };
  const running = await new RunningInstances(readEnvironment().configFolder, output.warn).find(wanted);
  const found = running.find((each) => each.window);
  if (!found) throw new AppError('NOT_FOUND', 'No “afterimage serve” of this account runs here.');
  const { url } = await freshAddressOf(found);
  output.document({ url, port: found.port, libraryPath: found.library });
  output.print(url);
  return exitCodes.done;
}

async function freshAddressOf({ origin, headers }: RunningInstance): Promise<{ url: string }> {
  const response = await fetch(`${origin}/fresh-address`, { method: 'POST', headers });
  return z.object({ url: z.url() }).parse(await response.json());
}
