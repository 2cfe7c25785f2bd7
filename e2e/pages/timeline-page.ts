import { expect, type Locator, type Page } from '@playwright/test';

const idInUrl = /\/media\/(?:full|thumb)\/([0-9a-f-]{36})/;

/** The day view: picture, list of captures, lanes. */
export class TimelinePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get picture(): Locator {
    return this.page.getByLabel('Picture', { exact: true }).getByRole('img');
  }

  get list(): Locator {
    return this.page.getByRole('list', { name: 'Captures' });
  }

  get timeline(): Locator {
    return this.page.getByRole('region', { name: 'Timeline' });
  }

  async chooseDisplay(name: string): Promise<void> {
    const lane = this.timeline.getByRole('button', { name, exact: true });
    await lane.click();
    await expect(lane).toHaveAttribute('aria-pressed', 'true');
  }

  async showAllDisplays(): Promise<void> {
    await this.page.getByRole('radiogroup', { name: 'Whose captures' }).getByText('All').click();
  }

  /** The capture whose picture is shown large, once the picture has been decoded. */
  async shownCapture(): Promise<{ id: string; width: number; height: number }> {
    const image = this.page.getByLabel('Picture', { exact: true }).locator('img');
    await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(0);
    return image.evaluate((element: HTMLImageElement, pattern) => {
      const id = new RegExp(pattern).exec(element.src)?.[1] ?? '';
      return { id, width: element.naturalWidth, height: element.naturalHeight };
    }, idInUrl.source);
  }

  /** The ids of the captures in the list that are drawn now, top first, with the length of the whole list. */
  async listed(): Promise<{ ids: string[]; total: number }> {
    return this.list.evaluate((list, pattern) => {
      const items = [...list.querySelectorAll('li')].sort(
        (a, b) => Number(a.getAttribute('aria-posinset')) - Number(b.getAttribute('aria-posinset')),
      );
      const ids = items.map((item) => new RegExp(pattern).exec(item.querySelector('img')?.src ?? '')?.[1] ?? '');
      return { ids: ids.filter(Boolean), total: Number(items[0]?.getAttribute('aria-setsize') ?? 0) };
    }, idInUrl.source);
  }

  /** Scrolls through the whole list, as long as it is, and returns every id that was drawn. */
  async scrollThroughList(): Promise<Set<string>> {
    const seen = new Set<string>();
    const scroller = this.list.locator('xpath=..');
    await scroller.evaluate((element) => element.scrollTo({ top: 0 }));
    for (let top = 0; ; ) {
      await expect(this.list.locator('[aria-busy]')).toHaveCount(0);
      for (const id of (await this.listed()).ids) seen.add(id);
      const next = await scroller.evaluate((element, last) => {
        element.scrollTo({ top: last + element.clientHeight });
        return element.scrollTop;
      }, top);
      if (next === top) return seen;
      top = next;
    }
  }
}
