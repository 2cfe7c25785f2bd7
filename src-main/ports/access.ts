/** Hashes passwords slowly on purpose, so that a stolen hash is of little use. Each call costs the same, whatever the answer. */
export interface PasswordHasher {
  /** The hash with everything that is needed to check it again. */
  hash(password: string): Promise<string>;
  /** Whether it is the password of this hash. Without a hash it takes as long and says no. */
  matches(password: string, hash: string | undefined): Promise<boolean>;
}

/** What a log-in's token says. All times are UTC ms, in whole seconds. */
export interface LoginClaims {
  /** The row that it can be revoked by. */
  readonly id: string;
  readonly issuedAt: number;
  readonly notBefore: number;
  readonly expiresAt: number;
}

/** Makes the tokens of log-ins and reads them again. The key is 32 random bytes. */
export interface LoginSigner {
  sign(claims: LoginClaims, key: Uint8Array): Promise<string>;
  /** Undefined for whatever was not made by `sign` with this key, and for one that does not hold at `now`. */
  verify(token: string, key: Uint8Array, now: number): Promise<LoginClaims | undefined>;
}
