import { describe, expect, it } from 'vitest';
import { scopes } from '../../src-shared/domain/access.ts';
import type { AccessTokenRow } from '../ports/memory-repository.ts';
import { TestLibrary } from './test-library.fake.ts';

const login = (id: string, expiresAt: number): AccessTokenRow => ({
  id: `01890000-0000-7000-8000-${id.padStart(12, '0')}`,
  kind: 'login',
  name: 'owner',
  scopes,
  secretSha256: null,
  createdAt: 1,
  expiresAt,
  lastUsedAt: null,
  revokedAt: null,
});

describe('the rows of access', () => {
  it('are the same for every process, at once', async () => {
    const library = await TestLibrary.make();
    const [one, other] = [(await library.open()).access, (await library.open()).access];
    const program = { ...login('1', 9), kind: 'program' as const, name: 'Notes', secretSha256: Buffer.alloc(32, 7) };
    await one.insertToken(program);
    expect(other.tokenBySecret(Buffer.alloc(32, 7))).toEqual(program);
    expect(other.tokenBySecret(Buffer.alloc(32, 8))).toBeUndefined();
    expect(await other.revoke(program.id, 5)).toBe(true);
    expect(one.tokenById(program.id)).toMatchObject({ revokedAt: 5 });
    expect(await one.revoke(program.id, 6)).toBe(true);
    expect(one.tokenById(program.id)).toMatchObject({ revokedAt: 5 });
    expect(await one.revoke(login('2', 9).id, 6)).toBe(false);
  });

  it('change all together with the password, or not at all', async () => {
    const library = await TestLibrary.make();
    const { access } = await library.open();
    await access.insertToken(login('1', 9));
    await access.replaceSecrets({ password: 'one', key: 'two' }, 3);
    expect([access.secret('password'), access.secret('key')]).toEqual(['one', 'two']);
    expect(access.tokenById(login('1', 9).id)).toMatchObject({ revokedAt: 3 });

    await access.insertToken(login('2', 9));
    library.raw((native) =>
      native.exec(
        `CREATE TRIGGER stop BEFORE UPDATE OF revoked_at ON access_tokens BEGIN SELECT raise(ABORT, 'stop'); END`,
      ),
    );
    await expect(access.replaceSecrets({ password: 'three', key: 'four' }, 4)).rejects.toThrow();
    expect([access.secret('password'), access.secret('key')]).toEqual(['one', 'two']);
    expect(access.tokenById(login('2', 9).id)).toMatchObject({ revokedAt: null });
  });

  it('are looked up by an index, however many there are', async () => {
    const library = await TestLibrary.make();
    await library.open();
    library.raw((native) => {
      for (const column of ['id', 'secret_sha256']) {
        const plan = native.prepare(`EXPLAIN QUERY PLAN SELECT * FROM access_tokens WHERE ${column} = ?`).all('x');
        expect(JSON.stringify(plan)).toContain('USING INDEX');
      }
    });
  });

  it('of log-ins go when these have ended, and of programs stay', async () => {
    const library = await TestLibrary.make();
    const { access } = await library.open();
    await access.insertToken(login('1', 9));
    await access.insertToken(login('2', 10));
    await access.insertToken({ ...login('3', 9), kind: 'program', secretSha256: Buffer.alloc(32, 1) });
    await access.forgetLogins(10);
    expect((await access.tokens('login')).map((each) => each.expiresAt)).toEqual([10]);
    expect(await access.tokens('program')).toHaveLength(1);
  });
});
