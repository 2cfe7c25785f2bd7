import { expect, type Locator, type Page } from '@playwright/test';

/** What was discarded and is not gone yet. */
export class TrashPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('g');
    await this.page.keyboard.press('x');
    await expect(this.page.getByRole('heading', { level: 1, name: 'Trash' })).toBeVisible();
  }

  get pictures(): Locator {
    return this.page.getByRole('listbox', { name: 'Discarded pictures' }).getByRole('option');
  }

  get question(): Locator {
    return this.page.getByRole('dialog', { name: 'Empty the trash?' });
  }

  async askToEmpty(): Promise<void> {
    await this.page.getByRole('button', { name: 'Empty trash…' }).click();
    await expect(this.question).toBeVisible();
  }

  async expectEmpty(): Promise<void> {
    await expect(this.page.getByText('The trash is empty')).toBeVisible();
  }
}
