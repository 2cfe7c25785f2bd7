import type { ElectronModule } from './electron-module.ts';

/**
 * On macOS the app menu carries copy, paste and quit, so it must be there. Elsewhere the window needs none: everything
 * is in the page, and Chromium does copy and paste by itself.
 */
export function setApplicationMenu(menu: ElectronModule['Menu'], platform: NodeJS.Platform): void {
  menu.setApplicationMenu(
    platform === 'darwin'
      ? menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }])
      : null,
  );
}
