import { captureNearCopies, captureOneMore } from './fixtures/near-copies.ts';
import { apiOf, expect, test } from './fixtures/test.ts';
import { AppWindow } from './pages/app-window.ts';
import { TimelinePage } from './pages/timeline-page.ts';

test('a picture is tagged by keys, the one that was looked at, and only with what was said', async ({
  desk,
  serve,
  page,
}) => {
  const server = await serve({ environment: desk.displays.environment() });
  await new AppWindow(page).open(server);
  const api = await apiOf(page, server);
  await captureNearCopies(api, desk, { DUMMY0: 2 });
  const timeline = new TimelinePage(page);
  const field = page.getByRole('combobox', { name: 'Tags' });
  const tagsOf = async (id: string) => (await api.review.ofCapture({ id })).tags;
  const allTags = async () => (await api.review.tags()).tags;
  await page.goto(server.origin);
  await timeline.chooseDisplay('DUMMY0');
  const { id } = await timeline.shownCapture();

  await test.step('it stays on the screen while its tag is typed, though capture goes on', async () => {
    await page.keyboard.press('#');
    await expect(field).toBeFocused();
    await expect(field).toBeEditable();
    await page.keyboard.type('wo');
    const newer = await captureOneMore(api, desk, 'DUMMY0', 'newer');
    await page.keyboard.type('rk & play/50 %');
    await page.keyboard.press('Enter');
    await expect.poll(() => tagsOf(id)).toEqual(['work & play/50 %']);
    expect(await tagsOf(newer)).toEqual([]);
  });

  await test.step('what was half typed is given up with Escape', async () => {
    await page.keyboard.type('half');
    await page.keyboard.press('Escape');
    await expect(field).not.toBeFocused();
    await expect(field).toHaveValue('');
    // Whatever the field might have sent is written before this.
    await api.review.tag({ captureIds: [id], tag: 'last', assigned: true });
    expect((await allTags()).map(({ tag }) => tag).sort()).toEqual(['last', 'work & play/50 %']);
  });

  await test.step('the timeline shows the tagged ones alone', async () => {
    await page.goto(`${server.origin}/?tag=${encodeURIComponent('work & play/50 %')}`);
    await expect.poll(async () => (await timeline.listed()).ids).toEqual([id]);
  });
});
