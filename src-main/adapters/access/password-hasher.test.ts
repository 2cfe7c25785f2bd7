import { scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { passwordHasher } from './password-hasher.ts';

describe('the password hasher', () => {
  it('knows the password of a hash and no other', async () => {
    const hash = await passwordHasher.hash('correct horse');
    expect(await passwordHasher.matches('correct horse', hash)).toBe(true);
    for (const wrong of ['Correct horse', 'correct horse ', '', '\0']) {
      expect(await passwordHasher.matches(wrong, hash)).toBe(false);
    }
  });

  it('salts: the same password never has the same hash', async () => {
    expect(await passwordHasher.hash('correct horse')).not.toBe(await passwordHasher.hash('correct horse'));
  });

  it('is scrypt with the parameters that stand beside the hash', async () => {
    const hash = await passwordHasher.hash('correct horse');
    const [, ln, r, p, salt = '', derived] = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$(.+)\$(.+)$/.exec(hash) ?? [];
    const options = { N: 2 ** Number(ln), r: Number(r), p: Number(p), maxmem: 2 ** 30 };
    expect(options).toMatchObject({ N: 32_768, r: 8, p: 3 });
    const expected = scryptSync('correct horse', Buffer.from(salt, 'base64url'), 32, options);
    expect(derived).toBe(expected.toString('base64url'));
  });

  it('still knows a password that was hashed with other parameters', async () => {
    const salt = Buffer.alloc(16, 3);
    const derived = scryptSync('correct horse', salt, 32, { N: 1024, r: 4, p: 1 });
    const hash = `$scrypt$ln=10,r=4,p=1$${salt.toString('base64url')}$${derived.toString('base64url')}`;
    expect(await passwordHasher.matches('correct horse', hash)).toBe(true);
    expect(await passwordHasher.matches('correct house', hash)).toBe(false);
  });

  it.each([undefined, '', 'plain', '$scrypt$ln=15,r=8,p=3$$', '$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA'])(
    'matches nothing where the hash is %j',
    async (hash) => {
      expect(await passwordHasher.matches('', hash)).toBe(false);
    },
  );
});
