import { createHmac, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { owner } from '../../../src-shared/domain/access.ts';
import { type AccessHarness, openAccess } from './access-harness.fake.ts';
import { loginHoldsMs } from './access-service.ts';
import { loginKey } from './secrets.ts';

const password = 'correct horse battery';
let harness: AccessHarness;

beforeEach(async () => {
  harness = await openAccess();
  await harness.access.setPassword({ password }, owner);
});

const refused = { code: 'UNAUTHORIZED', message: expect.stringContaining('This token is not valid') };

async function logIn(): Promise<string> {
  return (await harness.access.login({ user: 'owner', password })).token;
}

function key(): Buffer {
  return Buffer.from(harness.database.access.secret(loginKey) ?? '', 'base64url');
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

/** A token with the row of a real log-in, signed with the right key, but for what is said otherwise. */
async function forged(changes: Record<string, unknown>, header: { alg?: string; typ?: string } = {}): Promise<string> {
  const claims = { ...claimsOf(await logIn()), ...changes };
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header }).sign(key());
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

describe('a log-in', () => {
  it('is the person, with every scope, for an hour', async () => {
    const token = await logIn();
    expect(await harness.access.authenticate(token)).toMatchObject({
      kind: 'login',
      name: 'user',
      scopes: owner.scopes,
    });
    await harness.library.clock.advance(loginHoldsMs - 1000);
    expect(await harness.access.authenticate(token)).toMatchObject({ kind: 'login' });
    await harness.library.clock.advance(1000);
    await expect(harness.access.authenticate(token)).rejects.toMatchObject(refused);
  });

  it('says who made it, for whom, from when and until when, and names its row', async () => {
    const token = await logIn();
    const nowS = harness.library.clock.now() / 1000;
    expect(claimsOf(token)).toEqual({
      iss: 'afterimage',
      aud: 'afterimage',
      iat: nowS,
      nbf: nowS,
      exp: nowS + 3600,
      jti: (await harness.access.logins())[0]?.id,
    });
  });

  it('forged as it should be is let in, so that the refusals below are about what they say', async () => {
    expect(await harness.access.authenticate(await forged({}))).toMatchObject({ kind: 'login' });
  });

  const at = Date.UTC(2026, 5, 15, 9) / 1000;
  it.each<[string, () => Promise<string>]>([
    ['without a signature', async () => (await logIn()).replace(/[^.]+$/, '')],
    [
      'with the algorithm none',
      async () => `${encoded({ alg: 'none', typ: 'JWT' })}.${(await logIn()).split('.')[1]}.`,
    ],
    [
      'with the algorithm none in capitals, and the old signature',
      async () => {
        const [, claims, signature] = (await logIn()).split('.');
        return `${encoded({ alg: 'NONE', typ: 'JWT' })}.${claims}.${signature}`;
      },
    ],
    ['with another algorithm of the same key', () => forged({}, { alg: 'HS512' })],
    [
      'with a key pair instead of the secret',
      async () => {
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        return new SignJWT(claimsOf(await logIn())).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(privateKey);
      },
    ],
    [
      'that brings its own key',
      async () => {
        const own = Buffer.alloc(32, 7);
        const header = { alg: 'HS256', typ: 'JWT', jwk: { kty: 'oct', k: own.toString('base64url') } };
        const signed = `${encoded(header)}.${(await logIn()).split('.')[1]}`;
        return `${signed}.${createHmac('sha256', own).update(signed).digest('base64url')}`;
      },
    ],
    ['of another type', () => forged({}, { typ: 'at+jwt' })],
    ['that has ended', () => forged({ iat: at - 7200, nbf: at - 7200, exp: at })],
    ['that has not begun', () => forged({ nbf: at + 60 })],
    ['for somebody else', () => forged({ aud: 'elsewhere' })],
    ['for nobody', () => forged({ aud: undefined })],
    ['from somebody else', () => forged({ iss: 'elsewhere' })],
    ['without an end', () => forged({ exp: undefined })],
    ['without a beginning', () => forged({ nbf: undefined })],
    ['without a row', () => forged({ jti: undefined })],
    ['with the row of nobody', () => forged({ jti: '01890000-0000-7000-8000-000000000000' })],
    [
      'with the row of a program',
      async () => forged({ jti: (await harness.access.createToken({ name: 'a', scopes: ['admin'] }, owner)).id }),
    ],
    [
      'with claims that were changed',
      async () => {
        const [header, , signature] = (await logIn()).split('.');
        return `${header}.${encoded({ ...claimsOf(await logIn()), exp: at + 360_000 })}.${signature}`;
      },
    ],
    ['with a sign too many', async () => `${await logIn()}A`],
    ['that is nothing', async () => ''],
    ['that is noise', async () => 'a.b.c'],
    ['that is endless', async () => 'a'.repeat(1_000_000)],
    ['that begins like one of a program', async () => `aft_${await logIn()}`],
  ])('%s is refused, with the same sentence as any other', async (_what, make) => {
    await expect(harness.access.authenticate(await make())).rejects.toMatchObject(refused);
  });

  it('that was checked once is not checked again, and still ends when it is revoked', async () => {
    const token = await logIn();
    for (let times = 0; times < 50; times += 1) await harness.access.authenticate(token);
    expect(harness.signer.verified).toBe(1);
    const other = await harness.library.open();
    const [login] = await harness.access.logins();
    await other.access.revoke(login?.id ?? '', harness.library.clock.now());
    await expect(harness.access.authenticate(token)).rejects.toMatchObject(refused);
  });

  it('is still in until it is revoked, for what goes on', async () => {
    const principal = await harness.access.authenticate(await logIn());
    harness.access.assertStillIn(principal);
    harness.access.assertStillIn(owner);
    await harness.access.revoke(principal.id ?? '', owner);
    expect(() => harness.access.assertStillIn(principal)).toThrow(expect.objectContaining(refused));
    const nobody = { kind: 'program', id: null, name: 'nobody', scopes: [] } as const;
    expect(() => harness.access.assertStillIn(nobody)).toThrow(expect.objectContaining(refused));
  });

  it('ends with a password that another process changed', async () => {
    const token = await logIn();
    await harness.access.authenticate(token);
    const other = await harness.library.open();
    await other.access.replaceSecrets({ [loginKey]: Buffer.alloc(32, 1).toString('base64url') }, 1);
    await expect(harness.access.authenticate(token)).rejects.toMatchObject(refused);
  });

  it('keeps no more checked tokens than it may', async () => {
    const first = await forged({ padding: 0 });
    await harness.access.authenticate(first);
    const claims = claimsOf(first);
    for (let padding = 1; padding <= 1000; padding += 1) {
      const token = new SignJWT({ ...claims, padding }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' });
      await harness.access.authenticate(await token.sign(key()));
    }
    const before = harness.signer.verified;
    await harness.access.authenticate(first);
    expect(harness.signer.verified).toBe(before + 1);
  });
});

describe("a program's token", () => {
  const make = (expires_in_days?: number) =>
    harness.access.createToken(
      { name: 'Notes', scopes: ['captures:text'], ...(expires_in_days === undefined ? {} : { expires_in_days }) },
      owner,
    );

  it('is the program, with its scopes and no other, for as long as was said', async () => {
    const { id, token } = await make(2);
    expect(token).toMatch(/^aft_[A-Za-z0-9_-]{43}$/);
    const principal = { kind: 'program', id, name: 'Notes', scopes: ['captures:text'] };
    expect(await harness.access.authenticate(token)).toEqual(principal);
    harness.library.clock.stepWall(2 * 86_400_000 - 1);
    expect(await harness.access.authenticate(token)).toEqual(principal);
    harness.library.clock.stepWall(1);
    await expect(harness.access.authenticate(token)).rejects.toMatchObject(refused);
  });

  it('is refused when a letter of it is wrong, or it is only its digest', async () => {
    const { id, token } = await make();
    const digest = harness.database.access.tokenById(id)?.secretSha256;
    for (const wrong of [
      `${token.slice(0, -1)}-`,
      token.slice(4),
      `${token} `,
      Buffer.from(digest ?? []).toString('hex'),
    ])
      if (wrong !== token) await expect(harness.access.authenticate(wrong)).rejects.toMatchObject(refused);
  });

  it('is nowhere in the database', async () => {
    const { token } = await make();
    const secret = Buffer.from(token.slice(4), 'base64url');
    const files = harness.library.raw((native) => {
      native.pragma('wal_checkpoint(TRUNCATE)');
      return native.serialize();
    });
    expect(files.includes(token)).toBe(false);
    expect(files.includes(secret)).toBe(false);
  });

  it('has its last use written once a minute, whatever it does', async () => {
    const { id, token } = await make();
    const { clock } = harness.library;
    const uses: (number | null | undefined)[] = [];
    for (let second = 0; second < 150; second += 1) {
      await harness.access.authenticate(token);
      const used = harness.database.access.tokenById(id)?.lastUsedAt;
      if (uses.at(-1) !== used) uses.push(used);
      await clock.advance(1000);
    }
    const began = clock.now() - 150_000;
    expect(uses).toEqual([began, began + 60_000, began + 120_000]);
  });

  it('is let in also where its use cannot be written', async () => {
    const { token } = await make();
    const reader = await openAccessFor(harness);
    expect(await reader.authenticate(token)).toMatchObject({ kind: 'program' });
  });
});

/** A service on the same library that can only read. */
async function openAccessFor({ library, hasher, signer, events }: AccessHarness) {
  const { AccessService } = await import('./access-service.ts');
  const { access } = await library.open('read-only');
  return new AccessService({ repository: access, events, signer, hasher, clock: library.clock, report: () => {} });
}
