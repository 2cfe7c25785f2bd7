// The preload of the window. It runs in a sandboxed renderer, in a world of its own: CommonJS, one file, no node.
// It does three things: it tells the page that it runs in the desktop app, where on the disk a file lies that a person
// dropped on the page, and it passes on the one port the page sends.
const { contextBridge, ipcRenderer, webUtils }: typeof import('electron') = require('electron');

type Port = NonNullable<Parameters<typeof ipcRenderer.postMessage>[2]>[number];

interface PageMessage {
  readonly source: unknown;
  readonly origin: string;
  readonly data: unknown;
  readonly ports: readonly Port[];
}
declare const window: { addEventListener(type: 'message', listener: (event: PageMessage) => void): void };
declare const location: { readonly origin: string };

const connectMessage = 'afterimage:connect';
const appOrigin = 'afterimage://app';

if (location.origin === appOrigin) {
  contextBridge.exposeInMainWorld('afterimage', {
    host: 'electron',
    // Only of a file that the page was given by a person; of one that a script made there is no path, and this is "".
    pathOf: (file: Parameters<typeof webUtils.getPathForFile>[0]) => webUtils.getPathForFile(file),
  });
  window.addEventListener('message', (event) => {
    // Frames and other windows can post to this window too; only the page itself is heard.
    if (event.source !== window || event.origin !== appOrigin || event.data !== connectMessage) return;
    const [port] = event.ports;
    if (port && event.ports.length === 1) ipcRenderer.postMessage(connectMessage, null, [port]);
  });
}
