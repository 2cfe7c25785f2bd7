import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AskedHost, type AskOptions } from './asked-host.fake.ts';
import { createToken } from './session.fake.ts';

let asked: AskedHost;
let admin: string;

beforeAll(async () => {
  asked = await AskedHost.start();
  admin = await createToken(asked.demo, ['admin']);
});

afterAll(async () => {
  await asked.close();
});

/** A request as a program makes it: with a token, and without the cookie. */
async function ask(path: string, options: AskOptions & { token?: string | null } = {}) {
  const token = options.token === undefined ? admin : options.token;
  const headers = { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...options.headers };
  const { status, headers: answered, body } = await asked.ask(path, { ...options, headers, signedIn: false });
  const text = body.toString();
  return { status, headers: answered, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
}

const json = { 'content-type': 'application/json' };

describe('a published path', () => {
  it('answers numbers and booleans in its query', async () => {
    const saved = await ask('/api/memory/events', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ type: 'alert', summary: 'The lamp is out.' }),
    });
    expect([saved.status, saved.body.summary]).toEqual([201, 'The lamp is out.']);
    const list = await ask('/api/memory/events?limit=5&resolved=false');
    expect([list.status, list.headers['content-type']]).toEqual([200, 'application/json']);
    expect(list.body.items.map((each: { id: string }) => each.id)).toContain(saved.body.id);
    expect((await ask('/api/memory/events?limit=5&resolved=true')).body.items).not.toContainEqual(saved.body);
    expect((await ask('/api/memory/events?limit=many')).body).toMatchObject({ code: 'BAD_INPUT' });
  });
});
