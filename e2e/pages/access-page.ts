import { expect, type Locator, type Page } from '@playwright/test';
import { AppWindow } from './app-window.ts';

/** Who may use the API, and how to end it. */
export class AccessPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** By the settings, as a person finds it. */
  async open(): Promise<void> {
    await new AppWindow(this.page).goTo('Settings');
    await this.page.getByRole('link', { name: 'Manage access' }).click();
    await expect(this.page.getByRole('heading', { level: 1, name: 'Access for other programs' })).toBeVisible();
  }

  token(name: string): Locator {
    return this.page.getByRole('list', { name: 'Tokens' }).getByRole('listitem').filter({ hasText: name });
  }

  get logins(): Locator {
    return this.page.getByRole('list', { name: 'Log-ins' }).getByRole('listitem');
  }

  /** Makes a token that may do these things, and returns what is shown this one time. */
  async makeToken(name: string, mayDo: readonly RegExp[]): Promise<string> {
    await this.page.getByRole('button', { name: 'New token' }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    for (const box of await dialog.getByRole('checkbox').all()) await box.uncheck();
    for (const scope of mayDo) await dialog.getByRole('checkbox', { name: scope }).check();
    await dialog.getByRole('button', { name: 'Make the token' }).click();
    return dialog.getByLabel('Token', { exact: true }).inputValue();
  }

  async revoke(name: string): Promise<void> {
    await this.page.getByRole('button', { name: `Revoke “${name}”` }).click();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await expect(this.token(name)).toHaveCount(0);
  }

  /** Types a new password twice and saves it. */
  async setPassword(password: string, again = password): Promise<void> {
    await this.page.getByRole('textbox', { name: /^(New p|P)assword$/ }).fill(password);
    await this.page.getByRole('textbox', { name: 'The same again' }).fill(again);
    await this.page.getByRole('button', { name: /^(Set|Change) the password$/ }).click();
  }
}
