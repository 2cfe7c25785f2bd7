import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Capture } from '../../src-shared/contract/captures.ts';
import { millisecondsPerDay } from '../../src-shared/domain/local-time.ts';
import { AskedHost } from './asked-host.fake.ts';
import { type AskRest, restAsker } from './rest-asker.fake.ts';
import { sendScreens } from './sent-screens.fake.ts';

let asked: AskedHost;
let ask: AskRest;
let sent: Capture[];

const firstDay = Date.parse('2026-03-01T08:00:00Z');

beforeAll(async () => {
  asked = await AskedHost.start();
  await asked.demo.session.library().capture.setEnabled(false);
  ask = await restAsker(asked, ['admin']);
  sent = await sendScreens(ask, firstDay);
});

afterAll(async () => {
  await asked.close();
});

/** The ids of a whole list, page by page. */
async function idsOf(query: string, limit = 2): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await ask(`/api/captures?limit=${limit}&${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    expect([query, page.status]).toEqual([query, 200]);
    expect(page.body.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.body.items.map((each: Capture) => each.id));
    if (page.body.nextCursor === null) return ids;
    cursor = page.body.nextCursor;
  }
}

const oldestFirst = (fits: (capture: Capture) => boolean) => sent.filter(fits).map(({ id }) => id);

describe('the list of captures', () => {
  it('goes by day, display, time and both orders, page by page', async () => {
    const march = `from=${firstDay}&to=${firstDay + 3 * millisecondsPerDay}`;
    const all = oldestFirst(() => true);
    expect(await idsOf(`${march}&order=oldest`)).toEqual(all);
    expect(await idsOf(`${march}&order=newest`)).toEqual(all.toReversed());
    expect(await idsOf(march)).toEqual(all.toReversed());
    expect(await idsOf('day=2026-03-02&order=oldest')).toEqual(oldestFirst((each) => each.localDay === '2026-03-02'));
    expect(await idsOf('displayId=left&order=oldest')).toEqual(oldestFirst((each) => each.displayId === 'left'));
    expect(await idsOf('displayId=left&day=2026-03-02')).toHaveLength(2);
    const [, second, , fourth] = sent;
    const stretch = `from=${second?.capturedAt}&to=${fourth?.capturedAt}&order=oldest`;
    expect(await idsOf(stretch)).toEqual(all.slice(1, 3));
  });

  it('is of what fits a day and a stretch of time together, and of nothing where they contradict', async () => {
    const ofDay = sent.filter(({ localDay }) => localDay === '2026-03-02');
    const second = ofDay[1];
    expect(await idsOf(`day=2026-03-02&from=${second?.capturedAt}&order=oldest`)).toEqual(
      ofDay.slice(1).map(({ id }) => id),
    );
    expect(await idsOf(`day=2026-03-02&to=${second?.capturedAt}`)).toEqual([ofDay[0]?.id]);
    const later = `from=${firstDay + 30 * millisecondsPerDay}&to=${firstDay + 31 * millisecondsPerDay}`;
    expect(await idsOf(`day=2026-03-02&${later}`)).toEqual([]);
    expect(await idsOf(`day=2026-03-02&from=${second?.capturedAt}&to=${ofDay[0]?.capturedAt}`)).toEqual([]);
  });

  it('goes by tag and decision', async () => {
    const [one, two, three] = sent;
    if (!one || !two || !three) throw new Error('Nothing was sent.');
    const tagged = { captureIds: [one.id, three.id], tag: 'a/b & c', assigned: true };
    expect((await ask('/api/tags', { method: 'POST', json: tagged })).status).toBe(200);
    expect(await idsOf(`tag=${encodeURIComponent('a/b & c')}&order=oldest`, 1)).toEqual([one.id, three.id]);
    const decisions = [{ captureId: two.id, verdict: 'keep' }];
    expect((await ask('/api/decisions', { method: 'POST', json: { decisions } })).status).toBe(200);
    expect(await idsOf('reviewState=kept')).toEqual([two.id]);
    expect(await idsOf('reviewState=unreviewed&day=2026-03-01')).not.toContain(two.id);
    await ask(`/api/captures/${three.id}`, { method: 'DELETE' });
    expect(await idsOf('displayId=left')).not.toContain(three.id);
    await ask('/api/decisions/undo', { method: 'POST', json: {} });
    expect(await idsOf('displayId=left')).toContain(three.id);
  });

  it.each([
    'order=sideways',
    'order=newest&order=oldest',
    'sort=window_title',
    'orderBy=id%20DESC',
    'reviewState=discarded',
    'reviewState=kept%27%20OR%201=1--',
    'day=2026-02-30',
    'day=../..',
    'from=yesterday',
    'from=1.5',
    'to=NaN',
    'limit=0',
    'limit=501',
    'limit=1e9',
    'cursor=nonsense',
    'windowTitle=secret',
    '__proto__=x',
    'constructor=x',
  ])('refuses %s', async (query) => {
    const { status, body } = await ask(`/api/captures?${query}`);
    expect([status, body]).toMatchObject([400, { code: 'BAD_INPUT', data: {} }]);
  });
});

describe('everything else about captures', () => {
  it('is told: one, its neighbours, a moment, the days, the displays, and how much there is', async () => {
    const [one, two, three] = sent;
    if (!one || !two || !three) throw new Error('Nothing was sent.');
    expect((await ask(`/api/captures/${one.id}`)).body).toMatchObject({ id: one.id, displayName: 'Left' });
    const neighbours = (await ask(`/api/captures/${two.id}/neighbours?sameDisplay=false`)).body;
    expect([neighbours.previous.id, neighbours.next.id]).toEqual([one.id, three.id]);
    expect((await ask(`/api/captures/at?at=${firstDay + 1}&direction=before`)).body.id).toBe(one.id);
    const moment = (await ask(`/api/moment?at=${three.capturedAt}`)).body;
    expect(moment.displays.map((each: { displayId: string }) => each.displayId).sort()).toEqual(['left', 'right']);
    expect((await ask('/api/days?from=2026-03-01&to=2026-03-02')).body.days).toMatchObject([
      { day: '2026-03-01', captures: 4 },
      { day: '2026-03-02', captures: 4 },
    ]);
    const day = (await ask('/api/days/2026-03-01')).body;
    expect(day.lanes.map((lane: { displayName: string }) => lane.displayName).sort()).toEqual(['Left', 'Right']);
    const stats = (await ask('/api/stats')).body;
    expect(stats.captures).toBeGreaterThan(sent.length);
    expect(stats).toMatchObject({ firstDay: '2026-03-01', bytes: expect.any(Number) });
    expect((await ask('/api/displays')).body).toMatchObject({
      source: 'demo',
      displays: [{ id: 'demo-1' }, { id: 'demo-2' }],
    });
  });

  it('obeys: capture can be asked after, paused, resumed, and made to take one', async () => {
    await asked.demo.session.library().capture.setEnabled(true);
    const post = (path: string, json: unknown = {}) => ask(path, { method: 'POST', json });
    expect((await ask('/api/capture')).body).toMatchObject({ enabled: true, consentGiven: true });
    expect((await post('/api/capture/pause', { length: '15m' })).body).toMatchObject({ state: 'paused' });
    const refused = await post('/api/capture/now');
    expect([refused.status, refused.body.code]).toEqual([409, 'CONFLICT']);
    expect((await post('/api/capture/resume')).body.state).not.toBe('paused');
    const tick = await post('/api/capture/now');
    expect([tick.status, tick.body.displays.length]).toEqual([200, 2]);
    expect((await post('/api/capture/pause', { length: 'for ever' })).status).toBe(400);
    await asked.demo.session.library().capture.setEnabled(false);
  });

  it('works: duplicates are searched by a job, found, and decided about', async () => {
    const started = await ask('/api/duplicates/scan', { method: 'POST', json: { day: '2026-03-02' } });
    expect(started.body).toMatchObject({ type: 'scan_duplicates' });
    const path = `/api/jobs/${started.body.id}`;
    await expect.poll(async () => (await ask(path)).body.status, { timeout: 60_000 }).toBe('completed');
    expect((await ask(`${path}/items`)).body).toEqual({ items: [], nextCursor: null });
    const jobs = (await ask('/api/jobs?type=scan_duplicates&limit=1')).body;
    expect(jobs.items).toMatchObject([{ id: started.body.id }]);
    expect((await ask('/api/jobs?status=done')).status).toBe(400);
    expect((await ask(`${path}/cancel`, { method: 'POST', json: {} })).body.code).toBe('CONFLICT');

    const scope = encodeURIComponent(JSON.stringify({ day: '2026-03-02', displays: 'across' }));
    expect((await ask(`/api/duplicates/groups?scope=${scope}`)).status).toBe(400);
    const { items } = (await ask('/api/duplicates/groups?threshold=1&scope[day]=2026-03-02')).body;
    expect(items).toMatchObject([{ memberCount: 2, pendingCount: 2 }]);
    const [group] = items;
    expect((await ask(`/api/duplicates/groups/${group.id}?threshold=1`)).body.id).toBe(group.id);
    expect((await ask('/api/duplicates/counts')).body.unmatched).toBe(0);
    const [reference, other] = [group.reference.capture.id, group.others[0].capture.id];
    const compared = await ask(`/api/duplicates/compare?referenceId=${reference}&candidateId=${other}`);
    expect(compared.body).toMatchObject({ matchType: 'exact', similarity: 1 });

    const view = { threshold: 1, groupId: group.id, action: 'discard_others' };
    const preview = await ask('/api/decisions/bulk/preview', { method: 'POST', json: view });
    expect(preview.body).toMatchObject({ groups: 1, discarded: 1, kept: 1 });
    // The one that stays goes from outside: nothing is decided, and the other one is suggested from then on.
    await asked.demo.session.library().storage.delete(group.reference.capture.filepath);
    const bulk = await ask('/api/decisions/bulk', { method: 'POST', json: { ...view, expected: preview.body } });
    expect([bulk.status, bulk.body]).toMatchObject([409, { data: { captureId: reference, reason: 'missing' } }]);
    expect((await ask(`/api/captures/${other}`)).body).toMatchObject({ reviewState: 'unreviewed', trashedAt: null });
    await expect
      .poll(async () => (await ask('/api/duplicates/groups?threshold=1&scope[day]=2026-03-02')).body.items)
      .toEqual([]);
  });
});
