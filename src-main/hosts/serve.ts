import { type HttpHost, startHttpHost } from '../api/http-host.ts';
import { windowFolder } from './application-folder.ts';
import { exitCodes } from './command-line/exit-codes.ts';
import type { CommandContext } from './command-line/program.ts';
import { untilAskedToEnd } from './command-line/signals.ts';
import { createSession } from './compose.ts';
import { readEnvironment } from './environment.ts';
import { openBrowser } from './open-browser.ts';
import { createPlainShell } from './plain-shell.ts';

export interface ServeOptions {
  readonly port?: number;
  readonly capture: boolean;
  readonly open?: boolean;
}

/** `afterimage serve`: the whole app in a browser on this machine, until it is asked to end. */
export async function serve({ libraryPath, output }: CommandContext, options: ServeOptions): Promise<number> {
  const end = untilAskedToEnd();
  let quit: () => void = () => {};
  const quitAsked = new Promise<void>((resolve) => {
    quit = resolve;
  });
  const session = await createSession({
    libraryPath,
    host: 'serve',
    capture: options.capture,
    shell: createPlainShell({ quit: () => quit() }),
  });
  let host: HttpHost | undefined;
  try {
    host = await startHttpHost({ session, windowFolder: windowFolder(), port: options.port ?? 0 });
    const library = await session.libraryStatus();
    const url = host.createUrl();
    output.document({ url, origin: host.origin, port: host.port, pid: process.pid, library });
    output.print(`Afterimage: ${url}`);
    output.print('The address opens one browser, once. Ctrl-C ends Afterimage.');
    output.print(`Library: ${library.path}`);
    if (library.problem) output.warn(`${library.problem.code}: ${library.problem.message}`);
    else if (library.holder && !library.holder.self) output.warn(session.captureStatus().message);
    if (options.open) await openBrowser(url, readEnvironment(), output);
    await Promise.race([end.asked, quitAsked]);
  } finally {
    await host?.close();
    await session.close();
    end.dispose();
  }
  return exitCodes.done;
}
