import { expect, type Locator, type Page } from '@playwright/test';

/** The review of uncertain times, one picture at a time. Worked by keys. */
export class TimesPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('g');
    await this.page.keyboard.press('u');
    await this.expectOpen();
  }

  async expectOpen(): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: 'Uncertain times' })).toBeVisible();
  }

  get panel(): Locator {
    return this.page.getByRole('region', { name: 'Time of the picture' });
  }

  /** What tells when the picture was taken, the most reliable first. */
  get candidates(): Locator {
    return this.panel.getByRole('list', { name: 'What tells when it was taken' }).getByRole('button');
  }

  get pictures(): Locator {
    return this.page.getByRole('listbox', { name: 'Pictures of uncertain time' }).getByRole('option');
  }

  async expectLeft(count: number): Promise<void> {
    await expect(this.page.getByText(count === 0 ? 'None left' : `${count} to review`)).toBeVisible();
  }

  async expectPicture(name: string): Promise<void> {
    await expect(this.panel.getByRole('heading', { level: 2 })).toHaveText(name);
  }

  /** The name of the picture that is shown. */
  async shown(): Promise<string> {
    return (await this.panel.getByRole('heading', { level: 2 }).textContent()) ?? '';
  }

  /** Types another time for the picture that is shown. */
  async type(time: string): Promise<void> {
    await this.page.keyboard.press('e');
    const field = this.panel.getByRole('textbox', { name: 'Taken at' });
    await expect(field).toBeFocused();
    await field.fill(time);
    await field.press('Enter');
  }

  get shiftDialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Move pictures in time' });
  }

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }
}
