import type { Locator, Page } from '@playwright/test';
import {
  type PreferenceDefinition,
  type PreferenceKey,
  preferenceDefinitions,
  preferenceKeys,
} from '../src-shared/domain/preferences.ts';
import { expectLoaded } from './fixtures/accessibility.ts';
import { queryLibrary } from './fixtures/library-database.ts';
import { apiOf, expect, type Serve, test } from './fixtures/test.ts';
import { AppWindow } from './pages/app-window.ts';

/** Every preference that is a setting: a new one is here by itself. */
const settings = preferenceKeys.filter((key) => definitionOf(key).group !== 'internal');

function definitionOf(key: PreferenceKey): PreferenceDefinition {
  return preferenceDefinitions[key];
}

/** Another value than this one, which fits. */
function otherValue(definition: PreferenceDefinition, value: unknown): unknown {
  switch (definition.kind) {
    case 'number': {
      const next = Number((Number(value) + 3 * definition.step).toFixed(2));
      return next <= definition.maximum ? next : definition.minimum;
    }
    case 'toggle':
      return value !== true;
    case 'choice':
      return definition.options.findLast((option) => option !== value);
    case 'text-list':
      return ['Bank & <b>Trust</b>', 'Private'];
    case 'instant':
      throw new Error('An instant has no control.');
  }
}

function labelOf(definition: Extract<PreferenceDefinition, { kind: 'choice' }>, option: unknown): string {
  const labels: Readonly<Partial<Record<string, string>>> = definition.optionLabels ?? {};
  return labels[String(option)] ?? String(option);
}

function controlOf(page: Page, key: PreferenceKey): Locator {
  return page.locator(`#setting-${key}`);
}

/** Enters a value as a person does. */
async function enter(page: Page, key: PreferenceKey, value: unknown): Promise<void> {
  const definition = definitionOf(key);
  const control = controlOf(page, key);
  switch (definition.kind) {
    case 'number':
      await control.fill(String(value));
      await control.press('Enter');
      return;
    case 'toggle':
      await control.press('Space');
      return;
    case 'choice': {
      const name = labelOf(definition, value);
      if ((await control.getAttribute('role')) === 'radiogroup') {
        await control.getByText(name, { exact: true }).click();
        return;
      }
      await control.click();
      await page.getByRole('option', { name, exact: true }).click();
      return;
    }
    case 'text-list':
      for (const text of value as readonly string[]) {
        await control.fill(text);
        await control.press('Enter');
      }
      return;
    case 'instant':
      throw new Error('An instant has no control.');
  }
}

async function expectShown(page: Page, key: PreferenceKey, value: unknown): Promise<void> {
  const definition = definitionOf(key);
  const control = controlOf(page, key);
  switch (definition.kind) {
    case 'number':
      await expect(control).toHaveValue(`${value} ${definition.unit}`.trim());
      return;
    case 'toggle':
      await expect(control).toBeChecked({ checked: value === true });
      return;
    case 'choice':
      if ((await control.getAttribute('role')) === 'radiogroup') {
        await expect(control.getByRole('radio', { name: labelOf(definition, value), exact: true })).toBeChecked();
      } else {
        await expect(control).toHaveValue(labelOf(definition, value));
      }
      return;
    case 'text-list':
      for (const text of value as readonly string[]) {
        await expect(page.getByText(text, { exact: true }), `${key} as text`).not.toHaveCount(0);
      }
      return;
    case 'instant':
      throw new Error('An instant has no control.');
  }
}

/** What the database has; undefined while it is at its default. */
function stored(libraryPath: string, key: PreferenceKey): unknown {
  const [row] = queryLibrary<{ value: string }>(libraryPath, 'SELECT value FROM preferences WHERE key = ?', key);
  return row && (JSON.parse(row.value) as unknown);
}

/** The settings as the desktop app shows them: with those that only it can honour. */
async function openSettings(serve: Serve, environment: NodeJS.ProcessEnv, page: Page) {
  await page.route('**/rpc/app/info', async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    await route.fulfill({ response, body: text.replace('"host":"serve"', '"host":"electron"') });
  });
  const server = await serve({ environment });
  const window = new AppWindow(page);
  await window.open(server);
  await window.startCapturing();
  await window.expectState('capturing');
  await window.goTo('Settings');
  await expectLoaded(page);
  return apiOf(page, server);
}

test('every setting is changed in the window, is in the database, and is there after a reload', async ({
  desk,
  home,
  serve,
  page,
}) => {
  test.slow();
  const api = await openSettings(serve, desk.displays.environment(), page);
  const wanted = new Map<PreferenceKey, unknown>();
  for (const key of settings) {
    const before = (await api.preferences.get())[key];
    const value = otherValue(definitionOf(key), before);
    await expectShown(page, key, before);
    await enter(page, key, value);
    await expect.poll(() => stored(home.libraryPath, key), key).toEqual(value);
    wanted.set(key, value);
  }
  expect(settings.length).toBeGreaterThan(20);

  await page.reload();
  await expectLoaded(page);
  for (const [key, value] of wanted) await expectShown(page, key, value);
  expect(await api.preferences.get()).toMatchObject(Object.fromEntries(wanted));
  const { items } = await api.memory.preferences.list();
  for (const key of settings) {
    expect(items.find((item) => item.key === key)).toMatchObject({
      value: wanted.get(key),
      updated_at: expect.any(Number),
    });
  }
});

test('what does not fit is refused with a reason, and the old value stays', async ({ desk, home, serve, page }) => {
  test.slow();
  const api = await openSettings(serve, desk.displays.environment(), page);
  const before = await api.preferences.get();
  for (const key of settings) {
    const definition = definitionOf(key);
    const control = controlOf(page, key);
    const problem = page.locator(`#setting-${key}-problem`);
    if (definition.kind === 'number') {
      for (const text of [String(definition.maximum + 1), String(definition.minimum - 1), '']) {
        await control.fill(text);
        await control.press('Enter');
        await expect(problem, `${key} with “${text}”`).toContainText(String(definition.maximum));
        await expect(problem).toHaveRole('alert');
        await expect(control).toHaveAttribute('aria-describedby', new RegExp(`setting-${key}-problem`));
      }
      await control.press('Escape');
    } else if (definition.kind === 'text-list') {
      await control.fill('x'.repeat(201));
      await control.press('Enter');
      await expect(problem).toContainText('200 characters');
    } else {
      continue;
    }
    expect(stored(home.libraryPath, key), key).toBeUndefined();
  }
  await page.reload();
  await expectLoaded(page);
  for (const key of settings) await expectShown(page, key, before[key]);
  expect(await api.preferences.get()).toEqual(before);
});
