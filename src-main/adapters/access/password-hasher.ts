import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { PasswordHasher } from '../../ports/access.ts';

interface Cost {
  /** The power of two of the memory: 15 with 8 blocks is 32 MB. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** As strong as OWASP asks for, in the form that takes the least memory of those with more than 16 MB. */
const cost: Cost = { logN: 15, r: 8, p: 3 };
const saltBytes = 16;
const hashBytes = 32;

interface Parsed extends Cost {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** Costs as much as a real one and is the hash of nothing. */
const nobody: Parsed = { ...cost, salt: Buffer.alloc(saltBytes), hash: Buffer.alloc(hashBytes) };

const written = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

/** scrypt in a thread of libuv. The parameters are stored with each hash, so that they can be raised later. */
export const passwordHasher: PasswordHasher = {
  hash: async (password) => {
    const salt = randomBytes(saltBytes);
    const hash = await derive(password, { ...cost, salt, hash: nobody.hash });
    const { logN, r, p } = cost;
    return `$scrypt$ln=${logN},r=${r},p=${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
  },
  matches: async (password, hash) => {
    const stored = hash === undefined ? undefined : parse(hash);
    const wanted = stored ?? nobody;
    const equal = timingSafeEqual(await derive(password, wanted), wanted.hash);
    return equal && stored !== undefined;
  },
};

function parse(text: string): Parsed | undefined {
  const [, logN, r, p, salt = '', hash = ''] = written.exec(text) ?? [];
  if (logN === undefined) return undefined;
  return {
    logN: Number(logN),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

function derive(password: string, { logN, r, p, salt, hash }: Parsed): Promise<Buffer> {
  const N = 2 ** logN;
  // Twice what it takes: node counts a little more than the blocks themselves.
  const maxmem = 256 * N * r;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, hash.length, { N, r, p, maxmem }, (error, derived) =>
      error ? reject(error) : resolve(derived),
    );
  });
}
