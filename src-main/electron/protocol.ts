import { securityHeaders } from '../api/http-headers.ts';
import { WindowFiles } from '../api/window-files.ts';
import type { ElectronModule } from './electron-module.ts';
import { appScheme, isOwnUrl } from './security.ts';

/** Must run before the app is ready, and once. */
export function registerScheme(protocol: ElectronModule['protocol']): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      // Standard and secure give the page a real origin. No service worker, no way around the policy, no CORS.
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

export interface AppProtocolOptions {
  readonly windowFolder: string;
  /** Serves `/media/…`. */
  readonly media: (request: Request) => Promise<Response>;
}

/** Answers every request of the window: its own files, and the pictures. There is nothing else under this scheme. */
export function createProtocolHandler(options: AppProtocolOptions): (request: Request) => Promise<Response> {
  const files = new WindowFiles(options.windowFolder);
  return async (request) => {
    if (!isOwnUrl(request.url)) return plain(404, 'There is nothing here.');
    const { pathname } = new URL(request.url);
    if (pathname.startsWith('/media/')) return options.media(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Files can only be read.');
    const file = await files.find(pathname);
    if (!file)
      return plain(404, 'There is no such file. If this is the window itself, it has not been built: npm run build');
    return new Response(new Uint8Array(file.bytes), {
      headers: { ...securityHeaders, 'content-type': file.contentType, 'cache-control': file.cacheControl },
    });
  };
}

function plain(status: number, text: string): Response {
  return new Response(text, { status, headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' } });
}
