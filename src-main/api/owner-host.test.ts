import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHost, startApiHost, startHttpHost } from './http-host.ts';
import { ownerProof } from './owner-proof.ts';
import { type DemoSession, openDemoSession } from './session.fake.ts';

const key = randomBytes(32).toString('base64url');
const nonce = randomBytes(32).toString('base64url');
let demo: DemoSession;
/** With a window, without one, and without a key. */
let hosts: Readonly<Record<'served' | 'api' | 'keyless', ApiHost>>;

beforeAll(async () => {
  demo = await openDemoSession();
  const { session } = demo;
  hosts = {
    served: await startHttpHost({ session, windowFolder: '/nowhere', ownerKey: key }),
    api: await startApiHost({ session, ownerKey: key }),
    keyless: await startHttpHost({ session, windowFolder: '/nowhere' }),
  };
});

afterAll(async () => {
  await Promise.all(Object.values(hosts).map((host) => host.close()));
  await demo.dispose();
});

function post(host: keyof typeof hosts, path: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${hosts[host].origin}${path}`, { method: 'POST', headers });
}

describe('whoever knows the key', () => {
  it.each(['served', 'api'] as const)('calls as the person at this machine (%s)', async (host) => {
    const response = await post(host, '/rpc/access/me', { 'x-afterimage-key': key });
    expect(await response.json()).toMatchObject({ json: { kind: 'owner', name: 'user' } });
  });

  it('gets a fresh address where a window is served, and nowhere else', async () => {
    const address = await post('served', '/fresh-address', { 'x-afterimage-key': key });
    expect(await address.json()).toEqual({ url: expect.stringContaining(`${hosts.served.origin}/?token=`) });
    expect((await post('api', '/fresh-address', { 'x-afterimage-key': key })).status).toBe(404);
  });
});

describe('whoever does not know the key', () => {
  const wrong: [string, Record<string, string>][] = [
    ['a wrong one', { 'x-afterimage-key': randomBytes(32).toString('base64url') }],
    ['an empty one', { 'x-afterimage-key': '' }],
    ['one with more behind it', { 'x-afterimage-key': `${key}x` }],
    ['it twice', { 'x-afterimage-key': `${key}, ${key}` }],
  ];
  it.each(wrong)('is refused with %s', async (_what, headers) => {
    for (const host of ['served', 'api'] as const) {
      for (const path of ['/rpc/access/me', '/rpc/app/quit', '/fresh-address', '/']) {
        expect([host, path, (await post(host, path, headers)).status]).toEqual([host, path, 401]);
      }
    }
  });

  it('is refused without one, and told nothing by a proof', async () => {
    expect((await post('served', '/rpc/access/me', {})).status).toBe(401);
    expect((await post('api', '/rpc/access/me', {})).status).toBe(404);
    const proof = await (await post('api', '/owner-proof', { 'x-afterimage-nonce': nonce })).text();
    expect(proof).not.toContain(key);
    const shown = JSON.parse(proof).proof as string;
    expect((await post('api', '/rpc/access/me', { 'x-afterimage-key': shown })).status).toBe(401);
  });

  it('is refused from a page, with the key too', async () => {
    const foreign: Record<string, string>[] = [
      { origin: 'null' },
      { origin: 'http://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const response = await post('api', '/rpc/access/me', { 'x-afterimage-key': key, ...headers });
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('finds a host without a key to know none', async () => {
    expect((await post('keyless', '/rpc/access/me', { 'x-afterimage-key': '' })).status).toBe(401);
    expect((await post('keyless', '/rpc/access/me', { 'x-afterimage-key': key })).status).toBe(401);
  });

  it('is written down, without what was sent', async () => {
    const { items } = await demo.session.library().events.list({ limit: 50 });
    const refused = items.filter((event) => event.details.kind === 'owner-key');
    expect(refused).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain(key);
  });
});

describe('a host that is asked to prove itself', () => {
  it('shows what only the key gives', async () => {
    const response = await post('api', '/owner-proof', { 'x-afterimage-nonce': nonce });
    expect(await response.json()).toEqual({ proof: ownerProof(key, nonce) });
    expect(ownerProof(`${key}x`, nonce)).not.toBe(ownerProof(key, nonce));
  });

  it.each(['', 'short', `${nonce}x`, '../'.repeat(15)])('refuses the nonce %j', async (sent) => {
    expect((await post('served', '/owner-proof', { 'x-afterimage-nonce': sent })).status).toBe(400);
  });
});
