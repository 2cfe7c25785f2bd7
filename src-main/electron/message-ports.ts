import type { IpcMainEvent, MessagePortMain, WebContents } from 'electron';
import type { ElectronModule } from './electron-module.ts';
import { appOrigin } from './security.ts';

/** The channel on which the preload hands over the page's port. */
export const connectChannel = 'afterimage:connect';

export interface PortHandover {
  /** True for the web contents of a window of ours. */
  isOurs(contents: WebContents): boolean;
  serve(port: MessagePortMain): void;
  /** Told why a port was refused. */
  refused(reason: string): void;
}

/** Why this sender may not talk to the core; undefined when it may. */
export function reasonToRefuse(event: IpcMainEvent, isOurs: (contents: WebContents) => boolean): string | undefined {
  if (!isOurs(event.sender)) return 'The sender is not a window of this app.';
  const frame = event.senderFrame;
  if (!frame) return 'The frame that sent it is gone.';
  if (frame.parent !== null) return 'It came from a frame inside the page.';
  if (frame.origin !== appOrigin) return `It came from another origin: ${frame.origin}`;
  if (event.ports.length !== 1) return 'It did not bring exactly one port.';
  return undefined;
}

/** Listens for handed-over ports. This is the one place where a sender is checked: whoever holds a port is trusted. */
export function acceptPorts(ipcMain: ElectronModule['ipcMain'], handover: PortHandover): void {
  // Electron lets go of a port nobody refers to, and its messages with it.
  const open = new Set<MessagePortMain>();
  ipcMain.on(connectChannel, (event) => {
    const reason = reasonToRefuse(event, handover.isOurs);
    const [port] = event.ports;
    if (reason !== undefined || !port) {
      for (const refusedPort of event.ports) refusedPort.close();
      handover.refused(reason ?? 'It brought no port.');
      return;
    }
    open.add(port);
    port.on('close', () => open.delete(port));
    handover.serve(port);
  });
}
