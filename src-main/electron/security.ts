import type { Event, WebContents, WebPreferences } from 'electron';
import type { AppSession, ElectronModule } from './electron-module.ts';

export const appScheme = 'afterimage';
/** The one origin of the window. Everything it may load, and everybody who may talk to the core, has it. */
export const appOrigin = `${appScheme}://app`;

/** The preferences of every window: an ordinary web page without any power but the port its preload hands over. */
export function secureWebPreferences(preloadPath: string): WebPreferences {
  return {
    preload: preloadPath,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  };
}

/** True for a URL of our own page. Parsed, since `afterimage://app.example` begins with the same letters. */
export function isOwnUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password, port } = new URL(url);
  return protocol === `${appScheme}:` && host === 'app' && port === '' && username === '' && password === '';
}

/** Nothing a page is given beyond what a plain page has; no request leaves the app. */
export function lockSession(session: AppSession): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  session.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, (details, callback) =>
    callback({ cancel: !mayLoad(details.url) }),
  );
  // What the page made itself, as a list that is exported, a person may save; where, the system asks.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${appOrigin}/`)) event.preventDefault();
  });
  // Its dictionaries would be fetched from a server.
  session.setSpellCheckerEnabled(false);
}

/** Developer tools load from their own scheme; `data:` and `blob:` never leave the process. */
function mayLoad(url: string): boolean {
  return isOwnUrl(url) || /^(devtools|data|blob):/.test(url);
}

/** No web contents, however they came to be, ever leaves our origin, opens another window or holds a guest page. */
export function lockWebContents(app: ElectronModule['app']): void {
  const stay = (details: Event<{ url: string }>): void => {
    if (!isOwnUrl(details.url)) details.preventDefault();
  };
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', stay);
    contents.on('will-frame-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}
