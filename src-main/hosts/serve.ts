import { resolve } from 'node:path';
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
import { RunningServes } from './running-serves.ts';

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
  const running = new RunningServes(readEnvironment().configFolder);
  const addressKey = running.createKey();
  let host: HttpHost | undefined;
  let withdraw: (() => Promise<void>) | undefined;
  try {
    host = await startHttpHost({ session, windowFolder: windowFolder(), reserved, addressKey });
    const library = await session.libraryStatus();
    withdraw = await running
      .announce({ port: host.port, libraryPath: library.path, key: addressKey })
      .catch(() => undefined);
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
  const found = await new RunningServes(readEnvironment().configFolder).askForAddress({
    port,
    libraryPath: libraryPath === undefined ? undefined : resolve(libraryPath),
  });
  if (!found) throw new AppError('NOT_FOUND', 'No “afterimage serve” of this account runs here.');
  output.document(found);
  output.print(found.url);
  return exitCodes.done;
}
