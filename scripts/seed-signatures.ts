import type Database from 'better-sqlite3';
import type { Signature } from '../src-main/ports/signatures.ts';

/** Writes the signatures of seeded captures once their rows are there. */
export class SeedSignatures {
  readonly #insertHash: Database.Statement;
  readonly #insertTiles: Database.Statement;
  #key: number;
  #pending: { captureId: string; sign: () => Signature }[] = [];

  constructor(database: Database.Database) {
    this.#insertHash = database.prepare('INSERT INTO signatures (key, capture_id, perceptual_hash) VALUES (?, ?, ?)');
    this.#insertTiles = database.prepare('INSERT INTO tile_signatures (key, bytes) VALUES (?, ?)');
    this.#key = database.prepare<[], number>('SELECT coalesce(max(key), 0) FROM signatures').pluck().get() ?? 0;
  }

  add(captureId: string, sign: () => Signature): void {
    this.#pending.push({ captureId, sign });
  }

  /** Writes what was added since the last time. */
  write(): void {
    for (const { captureId, sign } of this.#pending) {
      const { perceptualHash, tileSignature } = sign();
      this.#key += 1;
      this.#insertHash.run(this.#key, captureId, perceptualHash);
      this.#insertTiles.run(this.#key, tileSignature);
    }
    this.#pending = [];
  }
}
