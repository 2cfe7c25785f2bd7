import { cpSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import type { EventDraft } from '../core/memory/event-log.ts';
import {
  type DesktopAppSetUp,
  type DesktopAppUnderTest,
  endAppUnderTest,
  startAppUnderTest,
} from './double/desktop-app.fake.ts';

const apps: DesktopAppUnderTest[] = [];

async function start(setUp?: DesktopAppSetUp): Promise<DesktopAppUnderTest> {
  const app = await startAppUnderTest(setUp);
  apps.push(app);
  return app;
}

afterEach(async () => {
  for (const app of apps.splice(0)) await endAppUnderTest(app);
  vi.unstubAllEnvs();
});

const fault: EventDraft = { type: 'alert', severity: 'error', source: 'system', summary: 'A fault.', foldKey: 'fault' };

const alert = (app: DesktopAppUnderTest, draft: Partial<EventDraft> = {}) => {
  const session = app.session();
  if (!session) throw new Error('There is no session.');
  return session.library().events.saveEvent({ ...fault, ...draft });
};

const texts = ({ double }: DesktopAppUnderTest) => double.notifications.map((each) => each.options.body);

it('tells of an alert once, opens the activity log on a click, and shows a badge until it is resolved', async () => {
  const app = await start();
  const { double } = app;
  const { id } = await alert(app, { summary: 'A <b>fault</b>\u202e & more.' });
  await alert(app);
  await vi.waitFor(() => expect(double.notifications).toHaveLength(1));
  // Linux desktops read markup.
  expect(double.notifications[0]?.options).toMatchObject({
    title: 'Problem',
    body: 'A &lt;b&gt;fault&lt;/b&gt;&lt;U+202E&gt; &amp; more.',
  });
  expect(double.app.badge).toBe(1);
  expect(double.tray().item('1 alert waits')).toBeDefined();
  double.closeWindow();
  double.notifications[0]?.emit('click');
  expect(double.window().loaded).toEqual(['afterimage://app/activity?resolved=false']);
  await app.connect().memory.events.resolve({ id });
  await vi.waitFor(() => expect(double.app.badge).toBe(0));
  expect(double.tray().item('1 alert waits')).toBeUndefined();
  expect(double.notifications).toHaveLength(1);
});

it('does not tell again after a restart, and then tells what nobody was told of', async () => {
  const first = await start();
  await alert(first);
  await vi.waitFor(() => expect(texts(first)).toEqual(['A fault.']));
  await first.quit();
  expect(first.double.app.badge).toBe(0);
  const second = await start({ prepare: async (path) => cpSync(first.libraryPath, path, { recursive: true }) });
  await vi.waitFor(() => expect(second.double.app.badge).toBe(1));
  await alert(second, { summary: 'Another.', foldKey: 'another' });
  await vi.waitFor(() => expect(texts(second)).toEqual(['Another.']));
});

it('says nothing where the person wants no notifications, and many things at once after that', async () => {
  const app = await start();
  const client = app.connect();
  await client.preferences.set({ key: 'notifyAlerts', value: false });
  for (let number = 1; number <= 4; number += 1) await alert(app, { summary: `${number}`, foldKey: `${number}` });
  await vi.waitFor(() => expect(app.double.app.badge).toBe(4));
  expect(texts(app)).toEqual([]);
  await client.preferences.set({ key: 'notifyAlerts', value: true });
  await vi.waitFor(() =>
    expect(app.double.notifications.map((each) => each.options)).toMatchObject([{ title: '4 new alerts', body: '4' }]),
  );
});

it('names itself to Windows, whose icons have no numbers', async () => {
  const app = await start({ platform: 'win32' });
  await alert(app, { summary: 'A <b>fault</b>.' });
  await vi.waitFor(() => expect(texts(app)).toEqual(['A <b>fault</b>.']));
  expect(app.double.app).toMatchObject({ badge: 0, userModelId: 'app.afterimage.desktop' });
});
