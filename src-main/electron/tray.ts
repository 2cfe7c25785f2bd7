import type { MenuItemConstructorOptions } from 'electron';
import type { AppTrayIcon, ElectronModule } from './electron-module.ts';
import type { TrayIconName } from './tray-icon-names.ts';
import type { TrayAction, TrayItem, TrayView } from './tray-menu.ts';

export interface TrayOptions {
  readonly electron: Pick<ElectronModule, 'Tray' | 'Menu'>;
  readonly platform: NodeJS.Platform;
  /** Absolute path of a picture in `resources/`. */
  readonly resource: (name: string) => string;
  readonly onAction: (action: TrayAction) => void;
}

/** The icon near the clock. It shows what it was told last, and changes only what has changed. */
export class AppTray {
  readonly #options: TrayOptions;
  readonly #tray: AppTrayIcon;
  #shown = '';
  #icon: TrayIconName;

  constructor(options: TrayOptions, view: TrayView) {
    this.#options = options;
    this.#icon = view.icon;
    this.#tray = new options.electron.Tray(this.#imagePath(view.icon));
    // On macOS, and on most Linux desktops, a click opens the menu by itself.
    if (options.platform !== 'darwin') this.#tray.on('click', () => options.onAction({ type: 'open' }));
    this.show(view);
  }

  show(view: TrayView): void {
    if (view.icon !== this.#icon) {
      this.#icon = view.icon;
      this.#tray.setImage(this.#imagePath(view.icon));
    }
    // A new menu closes an open one, and status messages come at every tick.
    const shown = JSON.stringify([view.tooltip, view.items]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#tray.setToolTip(view.tooltip);
    // Linux shows changes to a menu only when the whole menu is set again.
    this.#tray.setContextMenu(this.#options.electron.Menu.buildFromTemplate(this.#template(view.items)));
  }

  destroy(): void {
    this.#tray.destroy();
  }

  #imagePath(icon: TrayIconName): string {
    // Electron finds `…@2x.png` beside it; macOS colours a picture whose name ends in `Template`.
    return this.#options.resource(`tray/${icon}${this.#options.platform === 'darwin' ? 'Template' : ''}.png`);
  }

  #template(items: readonly TrayItem[]): MenuItemConstructorOptions[] {
    return items.map((item) => this.#menuItem(item));
  }

  #menuItem(item: TrayItem): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'label':
        return { label: item.label, enabled: false };
      case 'submenu':
        return { label: item.label, enabled: item.enabled, submenu: this.#template(item.items) };
      case 'checkbox':
        return {
          type: 'checkbox',
          label: item.label,
          enabled: item.enabled,
          checked: item.checked,
          click: () => this.#chosen(item.action),
        };
      case 'action':
        return { label: item.label, enabled: item.enabled, click: () => this.#chosen(item.action) };
    }
  }

  /** The system has ticked a clicked checkbox by itself; whatever happens, the next view sets it right. */
  #chosen(action: TrayAction): void {
    this.#shown = '';
    this.#options.onAction(action);
  }
}
