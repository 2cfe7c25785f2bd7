import { EventEmitter } from 'node:events';
import type {
  BrowserWindowConstructorOptions,
  MenuItemConstructorOptions,
  NotificationConstructorOptions,
} from 'electron';
import type { AppMenu, AppNotification, AppTrayIcon, AppWindow } from '../electron-module.ts';

/** An event that can be prevented, as Electron's listeners get it. */
export class DoubleEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

export class DoubleWebContents extends EventEmitter {
  windowOpenHandler: ((details: { url: string }) => { action: string }) | undefined;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  /** Tries to go somewhere, as a page would; true when it was let. */
  navigate(url: string, event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect' = 'will-navigate'): boolean {
    const details = Object.assign(new DoubleEvent(), { url });
    this.emit(event, details);
    return !details.defaultPrevented;
  }
}

export class DoubleWindow extends EventEmitter implements AppWindow {
  readonly webContents = new DoubleWebContents();
  readonly loaded: string[] = [];
  readonly options: BrowserWindowConstructorOptions;
  visible = false;
  focusCount = 0;
  minimized = false;
  destroyed = false;
  failsToLoad = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
  }
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    if (this.failsToLoad) throw new Error('ERR_FAILED');
    queueMicrotask(() => this.emit('ready-to-show'));
  }
  show(): void {
    this.visible = true;
  }
  focus(): void {
    this.focusCount++;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  restore(): void {
    this.minimized = false;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
}

export class DoubleTray extends EventEmitter implements AppTrayIcon {
  image: string;
  tooltip = '';
  menu: AppMenu | null = null;
  destroyed = false;
  readonly images: string[] = [];
  menusSet = 0;

  constructor(image: string) {
    super();
    this.image = image;
    this.images.push(image);
  }
  setImage(image: string): void {
    this.image = image;
    this.images.push(image);
  }
  setToolTip(text: string): void {
    this.tooltip = text;
  }
  setContextMenu(menu: AppMenu | null): void {
    this.menu = menu;
    this.menusSet++;
  }
  destroy(): void {
    this.destroyed = true;
  }
  template(): MenuItemConstructorOptions[] {
    return (this.menu as DoubleMenu | null)?.template ?? [];
  }
  /** Chooses the item with this label, wherever in the menu it is. */
  choose(label: string): void {
    const item = findItem(this.template(), label);
    if (!item?.click) throw new Error(`The menu has no “${label}” to choose.`);
    if (item.enabled === false) throw new Error(`“${label}” is grey.`);
    (item.click as () => void)();
  }
  item(label: string): MenuItemConstructorOptions | undefined {
    return findItem(this.template(), label);
  }
}

export class DoubleNotification extends EventEmitter implements AppNotification {
  readonly options: NotificationConstructorOptions;
  constructor(options: NotificationConstructorOptions) {
    super();
    this.options = options;
  }
  show(): void {}
}

function findItem(items: MenuItemConstructorOptions[], label: string): MenuItemConstructorOptions | undefined {
  for (const item of items) {
    if (item.label === label) return item;
    const inside = Array.isArray(item.submenu) ? findItem(item.submenu, label) : undefined;
    if (inside) return inside;
  }
  return undefined;
}

export class DoubleMenu {
  readonly items: [] = [];
  readonly template: MenuItemConstructorOptions[];
  constructor(template: MenuItemConstructorOptions[]) {
    this.template = template;
  }
}

/** A port as the main process gets it, wired to another one. */
export class DoublePort extends EventEmitter {
  closed = false;
  other: DoublePort | undefined;
  #started = false;
  readonly #queue: unknown[] = [];

  static pair(): [DoublePort, DoublePort] {
    const [one, two] = [new DoublePort(), new DoublePort()];
    one.other = two;
    two.other = one;
    return [one, two];
  }
  start(): void {
    this.#started = true;
    for (const data of this.#queue.splice(0)) this.emit('message', { data, ports: [] });
  }
  postMessage(data: unknown): void {
    queueMicrotask(() => this.other?.receive(data));
  }
  receive(data: unknown): void {
    if (this.closed) return;
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#queue.push(data);
  }
  close(): void {
    if (this.closed) return;
    this.closed = true;
    queueMicrotask(() => {
      this.emit('close');
      this.other?.close();
    });
  }
}
