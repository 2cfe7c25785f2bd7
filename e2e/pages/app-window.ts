import { expect, type Locator, type Page } from '@playwright/test';
import type { AfterimageServer } from '../fixtures/afterimage.ts';

export type PageName = 'Timeline' | 'Wall' | 'Status' | 'Activity' | 'Settings';

/** What stays on the screen whatever page is open: state, controls, navigation. */
export class AppWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the address that `serve` printed, which works once. */
  async open(server: AfterimageServer): Promise<void> {
    await this.page.goto(server.url);
    await expect(this.captureState).toBeVisible();
  }

  get captureState(): Locator {
    return this.page.getByRole('region', { name: 'Capture state' });
  }

  /** The state as the machine names it: `capturing`, `paused` … */
  async expectState(state: string): Promise<void> {
    await expect(this.captureState).toHaveAttribute('data-state', state);
  }

  async goTo(name: PageName): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Pages', exact: true })
      .getByRole('link', { name: new RegExp(`^${name}`) })
      .click();
  }

  /** Agrees on the consent page. */
  async startCapturing(): Promise<void> {
    await this.page.getByRole('button', { name: 'Start capturing' }).click();
  }

  async captureNow(): Promise<void> {
    await this.page.getByRole('button', { name: 'Capture now' }).click();
  }

  async pause(length: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: 'Pause', exact: true }).click();
    await this.page.getByRole('menuitem', { name: length }).click();
  }

  async resume(): Promise<void> {
    await this.page.getByRole('button', { name: 'Resume', exact: true }).click();
  }
}
