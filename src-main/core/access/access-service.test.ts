import { beforeEach, describe, expect, it } from 'vitest';
import { owner, type Principal } from '../../../src-shared/domain/access.ts';
import { type AccessHarness, openAccess } from './access-harness.fake.ts';
import { loginsAtOnce } from './login-limiter.ts';

const password = 'correct horse battery';
const program: Principal = {
  kind: 'program',
  id: '01890000-0000-7000-8000-000000000000',
  name: 'Notes',
  scopes: ['admin'],
};
let harness: AccessHarness;

beforeEach(async () => {
  harness = await openAccess();
});

const unauthorized = { code: 'UNAUTHORIZED', message: expect.stringContaining('The user or the password is wrong') };
const logIn = (tried = password, user = 'owner') => harness.access.login({ user, password: tried });
const summaries = async () => (await harness.events.list({ limit: 100 })).items.map((each) => each.summary);

/** How many times something was hashed meanwhile. */
async function hashed(work: () => Promise<unknown>): Promise<number> {
  const before = harness.hasher.calls;
  await work().catch(() => undefined);
  return harness.hasher.calls - before;
}

describe('a log-in', () => {
  it('costs the same whatever is wrong, and says the same', async () => {
    expect(await hashed(() => logIn())).toBe(1);
    await expect(logIn()).rejects.toMatchObject(unauthorized);
    await harness.access.setPassword({ password }, owner);
    for (const attempt of [
      () => logIn('wrong'),
      () => logIn(''),
      () => logIn(password, 'root'),
      () => logIn('x', ''),
    ]) {
      expect(await hashed(attempt)).toBe(1);
      await expect(attempt()).rejects.toMatchObject(unauthorized);
      await harness.library.clock.advance(60_000);
    }
    expect(await hashed(() => logIn())).toBe(1);
  });

  it('takes a password in whatever way a keyboard writes its letters', async () => {
    await harness.access.setPassword({ password: 'pässwörter'.normalize('NFD') }, owner);
    expect(await logIn('pässwörter'.normalize('NFC'))).toMatchObject({ token: expect.any(String) });
  });

  it('is worth nothing when the password was changed while it was checked', async () => {
    await harness.access.setPassword({ password }, owner);
    const other = await harness.library.open();
    harness.hasher.meanwhile = async () => {
      harness.hasher.meanwhile = async () => {};
      await other.access.replaceSecrets({ password: 'hash of another', 'login-key': 'AAAA' }, 1);
    };
    const { token } = await logIn();
    await expect(harness.access.authenticate(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('ends by itself with a log-out, and no other does', async () => {
    await harness.access.setPassword({ password }, owner);
    const [one, other] = [await logIn(), await logIn()];
    const principal = await harness.access.authenticate(one.token);
    expect(await harness.access.logout(principal)).toBe(true);
    await expect(harness.access.authenticate(one.token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    expect(await harness.access.authenticate(other.token)).toMatchObject({ kind: 'login' });
    expect(await harness.access.logins()).toHaveLength(1);
  });

  it('leaves no row behind when it is long over', async () => {
    await harness.access.setPassword({ password }, owner);
    await logIn();
    await harness.library.clock.advance(2 * 3_600_000);
    expect(await harness.access.logins()).toEqual([]);
    await logIn();
    expect(await harness.database.access.tokens('login')).toHaveLength(1);
  });
});

describe('a thousand wrong passwords', () => {
  it('are refused, hash a few at one time, and write a few lines and one alert', async () => {
    await harness.access.setPassword({ password }, owner);
    const { token } = await harness.access.createToken({ name: 'Notes', scopes: ['memory:read'] }, owner);
    const before = harness.hasher.calls;
    const codes = await Promise.all(
      Array.from({ length: 1000 }, (_, at) => logIn(`wrong ${at}`).catch((error: { code: string }) => error.code)),
    );
    expect(codes.filter((code) => code === 'UNAUTHORIZED')).toHaveLength(loginsAtOnce);
    expect(codes.filter((code) => code === 'TOO_MANY_REQUESTS')).toHaveLength(1000 - loginsAtOnce);
    expect(harness.hasher.calls - before).toBe(loginsAtOnce);
    expect(harness.hasher.mostAtOnce).toBe(1);
    // The person at the window and other programs notice nothing.
    await harness.access.setPassword({ password: 'another password' }, owner);
    expect(await harness.access.authenticate(token)).toMatchObject({ name: 'Notes' });

    await harness.library.clock.advance(60_000);
    const { items } = await harness.events.list({ limit: 100 });
    const refusals = items.filter((each) => each.details.kind === 'login');
    expect(refusals).toMatchObject([{ type: 'action', severity: 'warning', occurrences: 1000 }]);
    expect(items.filter((each) => each.type === 'alert')).toMatchObject([{ resolved: false, occurrences: 1 }]);
    expect(items.length).toBeLessThan(8);
  });
});

describe('a change of the password', () => {
  it('ends every log-in and no token, and only the new one is right', async () => {
    await harness.access.setPassword({ password }, owner);
    const login = await logIn();
    const { token } = await harness.access.createToken({ name: 'Notes', scopes: ['decide'] }, owner);
    await harness.access.setPassword({ password: 'quite another one' }, owner);
    await expect(harness.access.authenticate(login.token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(logIn()).rejects.toMatchObject(unauthorized);
    expect(await harness.access.authenticate(token)).toMatchObject({ name: 'Notes' });
    expect(await logIn('quite another one')).toMatchObject({ token: expect.any(String) });
  });

  it('asks a program, and a log-in, for the current one', async () => {
    await harness.access.setPassword({ password }, program);
    const change = (current?: string) => harness.access.setPassword({ password: 'mine now!', current }, program);
    await expect(change()).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(change('wrong')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await logIn()).toMatchObject({ token: expect.any(String) });
    await change(password);
    expect(await logIn('mine now!')).toMatchObject({ token: expect.any(String) });
    for (let times = 0; times < loginsAtOnce; times += 1) await change('wrong').catch(() => undefined);
    await expect(change('mine now!')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  });
});

describe('tokens', () => {
  it('are listed newest first, without their secrets and without revoked ones', async () => {
    const one = await harness.access.createToken({ name: 'One', scopes: ['decide', 'memory:read'] }, owner);
    await harness.library.clock.advance(1000);
    const two = await harness.access.createToken({ name: 'Two', scopes: ['admin'], expires_in_days: 7 }, owner);
    const { token: _one, ...first } = one;
    const { token: _two, ...second } = two;
    expect(await harness.access.tokens()).toEqual([second, first]);
    expect(second.expires_at).toBe(harness.library.clock.now() + 7 * 86_400_000);
    await harness.access.revoke(one.id, owner);
    await harness.access.revoke(one.id, owner);
    expect(await harness.access.tokens()).toEqual([second]);
    await expect(harness.access.authenticate(one.token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(harness.access.revoke(program.id ?? '', owner)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('have names of their own, which are free again when they are revoked', async () => {
    const { id } = await harness.access.createToken({ name: 'Notes', scopes: ['decide'] }, owner);
    const again = () => harness.access.createToken({ name: 'Notes', scopes: ['decide'] }, owner);
    await expect(again()).rejects.toMatchObject({ code: 'CONFLICT' });
    await harness.access.revoke(id, owner);
    expect(await again()).toMatchObject({ name: 'Notes' });
  });
});

describe('the activity log', () => {
  it('has a line for all of it, who did it, and no secret', async () => {
    await harness.access.setPassword({ password }, owner);
    const login = await logIn();
    const principal = await harness.access.authenticate(login.token);
    const made = await harness.access.createToken({ name: 'Notes', scopes: ['decide'] }, principal);
    await harness.access.revoke(made.id, program);
    await harness.access.setPassword({ password: 'a changed one', current: password }, principal);
    const second = await logIn('a changed one');
    await harness.access.logout(await harness.access.authenticate(second.token));
    await logIn('a wrong secret').catch(() => undefined);
    harness.access.noteRefusal('forbidden', 'A token that may not do that was refused.');
    expect((await summaries()).sort()).toEqual(
      [
        'A log-in with a wrong password was refused.',
        'A token that may not do that was refused.',
        'Changed the password of the API. All log-ins ended.',
        'Logged in with the password.',
        'Logged in with the password.',
        'Logged out.',
        'Made the token “Notes”.',
        'Revoked the token “Notes”.',
        'Set the password of the API. All log-ins ended.',
      ].sort(),
    );
    const { items } = await harness.events.list({ limit: 100 });
    expect(items.find((each) => each.summary.startsWith('Revoked'))).toMatchObject({
      source: 'assistant',
      details: { token: made.id, by: 'Notes' },
    });
    const everything = JSON.stringify(items);
    for (const secret of [password, 'a changed one', 'a wrong secret', made.token, login.token, second.token]) {
      expect(everything).not.toContain(secret);
    }
  });

  it('that cannot be written holds up nobody', async () => {
    await harness.access.setPassword({ password }, owner);
    harness.library.raw((native) => native.exec('DROP TABLE events'));
    expect(await logIn()).toMatchObject({ token: expect.any(String) });
    await expect(logIn('wrong')).rejects.toMatchObject(unauthorized);
    expect(harness.reports).toHaveLength(2);
  });
});
