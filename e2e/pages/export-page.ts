import { expect, type Locator, type Page } from '@playwright/test';

/** The page that puts copies of pictures outside of the library. */
export class ExportPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('g');
    await this.page.keyboard.press('o');
    await expect(this.page.getByRole('heading', { level: 1, name: 'Export' })).toBeVisible();
  }

  async chooseDecision(decision: 'Any' | 'Kept' | 'Undecided'): Promise<void> {
    await this.page.getByRole('radiogroup', { name: 'Decision' }).getByText(decision).click();
  }

  async chooseKind(kind: 'Folder' | 'Zip archive' | 'Tar archive'): Promise<void> {
    await this.page.getByRole('radio', { name: kind }).check();
  }

  async chooseWay(way: 'Pictures' | 'Time-lapse of a day' | 'Contact sheet of a day'): Promise<void> {
    await this.page.getByRole('radiogroup', { name: 'What is made' }).getByText(way).click();
  }

  get path(): Locator {
    return this.page.getByRole('textbox', { name: 'Whole path' });
  }

  get counted(): Locator {
    return this.page.getByRole('status').filter({ hasText: /^[\d,]+ pictures?, / });
  }

  /** Begins it, and waits until it has ended well. */
  async run(button: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: button }).click();
    await expect(this.page.getByText('It is here')).toBeVisible({ timeout: 60_000 });
  }
}
