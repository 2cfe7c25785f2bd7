import type { SignatureRepository, SigningOutcome } from '../ports/duplicate-repository.ts';
import type { Connection } from './connection.ts';

/** Signatures in SQLite. Plain statements: Kysely would take longer to write them than SQLite to run them. */
export class SqliteSignatureRepository implements SignatureRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async save(signed: readonly SigningOutcome[]): Promise<readonly string[]> {
    if (signed.length === 0) return [];
    const gone: string[] = [];
    this.#connection.transaction(() => {
      const { native } = this.#connection;
      const write = native
        .prepare<[Uint8Array | null, string | null, string], number>(
          `INSERT INTO signatures (capture_id, perceptual_hash, problem)
            SELECT id, ?, ? FROM captures WHERE id = ?
            ON CONFLICT (capture_id) DO UPDATE SET
              perceptual_hash = excluded.perceptual_hash, problem = excluded.problem, matched = 0
            RETURNING key`,
        )
        .pluck();
      const dropTiles = native.prepare('DELETE FROM tile_signatures WHERE key = ?');
      const dropMember = native.prepare('DELETE FROM duplicate_members WHERE key = ?');
      const writeTiles = native.prepare('INSERT INTO tile_signatures (key, bytes) VALUES (?, ?)');
      for (const one of signed) {
        const signature = 'signature' in one ? one.signature : undefined;
        const problem = 'problem' in one ? one.problem : null;
        const key = write.get(signature ? asBlob(signature.perceptualHash) : null, problem, one.captureId);
        if (key === undefined) {
          gone.push(one.captureId);
          continue;
        }
        dropTiles.run(key);
        dropMember.run(key);
        if (signature) writeTiles.run(key, asBlob(signature.tileSignature));
      }
    });
    return gone;
  }
}

/** The driver takes buffers only; what comes from another thread is a plain array. */
function asBlob(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
