import { expect, type Locator, type Page } from '@playwright/test';

/** The review of duplicates, one group at a time. Worked by keys, as a person in a hurry does. */
export class ReviewPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Goes there by its keys, from any page. */
  async open(): Promise<void> {
    await this.page.keyboard.press('g');
    await this.page.keyboard.press('d');
    await expect(this.page.getByRole('heading', { level: 1, name: 'Duplicates' })).toBeAttached();
    await expect(this.review).not.toHaveAttribute('aria-busy', 'true');
  }

  get review(): Locator {
    return this.page.getByRole('region', { name: 'Review' });
  }

  get reference(): Locator {
    return this.review.getByRole('region', { name: 'Reference' });
  }

  get candidate(): Locator {
    return this.review.getByRole('region', { name: 'Candidate' });
  }

  get members(): Locator {
    return this.review.getByRole('list', { name: 'Pictures of the group' }).getByRole('button');
  }

  get history(): Locator {
    return this.page.getByRole('complementary', { name: 'Decided' });
  }

  /** A group is shown with this many members, of which this many are asked about. */
  async expectGroup(group: { pictures: number; toDecide: number }): Promise<void> {
    await expect(this.review).toContainText(`${group.pictures} pictures, ${group.toDecide} to decide`);
  }

  async expectNothingLeft(): Promise<void> {
    await expect(this.review.getByText('Nothing left to decide')).toBeVisible();
  }

  /** The display that the candidate was captured on. */
  async displayShown(): Promise<string> {
    return (await this.candidate.locator('dt:text-is("Display") + dd').textContent()) ?? '';
  }

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }
}
