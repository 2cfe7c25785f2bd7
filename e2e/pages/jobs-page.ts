import { expect, type Locator, type Page } from '@playwright/test';

/** The page of background work. */
export class JobsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('g');
    await this.page.keyboard.press('j');
    await expect(this.page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
  }

  /** Jobs of this title, with their state after it; the newest first. */
  job(title: string | RegExp): Locator {
    return this.page.getByRole('article').filter({ has: this.page.getByRole('heading', { name: title, exact: true }) });
  }

  async expectState(title: string | RegExp, state: string): Promise<void> {
    await expect(this.job(title).first()).toHaveAccessibleName(new RegExp(`: ${state}$`));
  }

  progressOf(title: string | RegExp): Locator {
    return this.job(title).first().getByRole('progressbar');
  }

  /** How much of a running job is done, as its bar says it; 0 while it has none. */
  async done(title: string | RegExp): Promise<number> {
    const [words] = await this.progressOf(title).evaluateAll((bars) =>
      bars.map((bar) => bar.getAttribute('aria-valuetext') ?? ''),
    );
    return Number(/^[\d,]+/.exec(words ?? '')?.[0].replaceAll(',', '') ?? 0);
  }

  /** Starts looking for duplicates with the keyboard alone. */
  async findDuplicatesByKeys(): Promise<void> {
    const button = this.page.getByRole('button', { name: 'Find duplicates' });
    for (let presses = 0; presses < 60; presses += 1) {
      if (await button.evaluate((element) => element === document.activeElement)) break;
      await this.page.keyboard.press('Tab');
    }
    await expect(button).toBeFocused();
    await this.page.keyboard.press('Enter');
    const item = this.page.getByRole('menuitem', { name: 'In the whole library' });
    await expect(item).toBeVisible();
    await this.page.keyboard.press('ArrowDown');
    for (let presses = 0; presses < 3 && !(await this.hasFocus(item)); presses += 1) {
      await this.page.keyboard.press('ArrowDown');
    }
    await expect(item).toBeFocused();
    await this.page.keyboard.press('Enter');
  }

  private hasFocus(locator: Locator): Promise<boolean> {
    return locator.evaluate((element) => element === document.activeElement);
  }
}
