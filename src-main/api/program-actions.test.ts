import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActivityEvent } from '../../src-shared/contract/events.ts';
import { AskedHost } from './asked-host.fake.ts';
import { type AskRest, restAsker } from './rest-asker.fake.ts';
import { copyCapture } from './session.fake.ts';

let asked: AskedHost;
/** Asks as the program “Program admin”. */
let ask: AskRest;

beforeAll(async () => {
  asked = await AskedHost.start();
  ask = await restAsker(asked, ['admin']);
});

afterAll(async () => {
  await asked.close();
});

const post = (path: string, json: unknown) => ask(path, { method: 'POST', json });

/** What the log says of actions since then, oldest first. */
async function actionsOf(work: () => Promise<unknown>): Promise<ActivityEvent[]> {
  const { events } = asked.demo.session.library();
  const before = new Set((await events.getEventsByType('action', 500)).map(({ id }) => id));
  await work();
  return (await events.getEventsByType('action', 500)).filter(({ id }) => !before.has(id)).reverse();
}

const told = (events: readonly ActivityEvent[]) =>
  events.map(({ source, summary, details }) => [source, summary, details.by]);

describe('the activity log says of a program, and not of the person,', () => {
  it('that it paused capture and let it go on', async () => {
    const { capture } = asked.demo.session.library();
    const actions = await actionsOf(async () => {
      await post('/api/capture/pause', { length: '15m' });
      await post('/api/capture/resume', {});
      await capture.pause('1h');
      await capture.resume();
    });
    expect(told(actions)).toEqual([
      ['assistant', 'Paused capture for 15 minutes, as Program admin asked.', 'Program admin'],
      ['assistant', 'Resumed capture, as Program admin asked.', 'Program admin'],
      ['user', 'Paused capture for one hour.', 'user'],
      ['user', 'Resumed capture.', 'user'],
    ]);
  });

  it('that it discarded pictures, counted in one line, and that it emptied the trash', async () => {
    const { review, jobs, trash } = asked.demo.session.library();
    const copies: string[] = [];
    for (let made = 0; made < 4; made += 1) copies.push(await copyCapture(asked.demo, asked.captureId));
    const [one = '', two = '', three = '', four = ''] = copies;
    const discarded = await actionsOf(async () => {
      await ask(`/api/captures/${one}`, { method: 'DELETE' });
      await post('/api/decisions', { decisions: [two, three].map((captureId) => ({ captureId, verdict: 'discard' })) });
      // A keep takes nothing away, and what a person does in the window is in the list of decisions.
      await post('/api/decisions', { decisions: [{ captureId: four, verdict: 'keep' }] });
      await review.decide([{ captureId: four, verdict: 'discard' }]);
    });
    expect(told(discarded)).toEqual([
      ['assistant', 'Pictures were put into the trash, as Program admin asked.', 'Program admin'],
    ]);
    expect(discarded[0]).toMatchObject({
      occurrences: 2,
      details: {
        summary: expect.stringMatching(/^Discarded 1 /),
        latest: { summary: expect.stringMatching(/^Discarded 2 /) },
      },
    });

    const emptied = await actionsOf(async () => {
      const { captures, bytes } = await trash.summary();
      const { body: job } = await post('/api/trash/empty', { expected: { captures, bytes } });
      await expect.poll(async () => (await jobs.get(job.id)).status, { timeout: 30_000 }).toBe('completed');
    });
    expect(told(emptied)).toEqual([
      [
        'assistant',
        expect.stringMatching(/^Deleted 4 .* for good: the trash was emptied, as Program admin asked\.$/),
        'Program admin',
      ],
    ]);
  });

  it('that it undid what many decisions had said', async () => {
    const { review } = asked.demo.session.library();
    const copies: string[] = [];
    for (let made = 0; made < 100; made += 1) copies.push(await copyCapture(asked.demo, asked.captureId));
    const actions = await actionsOf(async () => {
      const decisions = copies.map((captureId) => ({ captureId, verdict: 'keep' as const }));
      const { body } = await post('/api/decisions', { decisions });
      await post('/api/decisions/undo', { batchId: body.id });
      const { id } = await review.decide(decisions);
      await review.undo(id);
    });
    expect(told(actions)).toEqual([
      ['assistant', 'Kept 100 pictures, as Program admin asked.', 'Program admin'],
      ['assistant', 'Undone: Kept 100 pictures, as Program admin asked.', 'Program admin'],
      ['user', 'Kept 100 pictures.', 'user'],
      ['user', 'Undone: Kept 100 pictures.', 'user'],
    ]);
  });
});

describe('a fault that a program names', () => {
  it('never is one of the app: neither counts up, hides nor resolves the other', async () => {
    const { events } = asked.demo.session.library();
    const key = 'capture.display:left';
    const mine = { type: 'alert', severity: 'info', summary: 'Nothing to see here.', fold_key: key };
    const first = await post('/api/memory/events', mine);
    expect(first.status).toBe(201);
    const own = await events.saveEvent({
      ...{ type: 'alert', severity: 'critical', source: 'monitor', summary: 'The display is gone.', foldKey: key },
    });
    expect(own).toMatchObject({ severity: 'critical', occurrences: 1 });
    expect((await post('/api/memory/events', mine)).body).toMatchObject({ id: first.body.id, occurrences: 2 });
    await events.resolveByKey(key);
    const waiting = (await ask('/api/memory/events/unresolved')).body.items;
    expect(waiting.map((event: ActivityEvent) => event.id)).toEqual([first.body.id]);
  });
});
