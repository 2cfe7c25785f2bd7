import type { Selectable } from 'kysely';
import type { Scope } from '../../src-shared/domain/access.ts';
import type { AccessRepository, AccessState, AccessTokenRow } from '../ports/memory-repository.ts';
import type { Connection } from './connection.ts';
import type { AccessTokensTable } from './schema-types.ts';

/** Who may use the API, in SQLite: every process that opens the library sees a revocation at once. */
export class SqliteAccessRepository implements AccessRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async insertToken(token: AccessTokenRow): Promise<void> {
    this.#insertToken(token);
  }

  tokenById(id: string): AccessTokenRow | undefined {
    return this.#token('SELECT * FROM access_tokens WHERE id = ?', id);
  }

  tokenBySecret(secretSha256: Uint8Array): AccessTokenRow | undefined {
    return this.#token('SELECT * FROM access_tokens WHERE secret_sha256 = ?', secretSha256);
  }

  async tokens(kind: AccessTokenRow['kind']): Promise<readonly AccessTokenRow[]> {
    const rows = this.#connection.all(
      this.#connection.kysely
        .selectFrom('access_tokens')
        .selectAll()
        .where('kind', '=', kind)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc'),
    );
    return rows.map(toToken);
  }

  async noteUse(id: string, usedAt: number): Promise<void> {
    this.#connection.run(
      this.#connection.kysely.updateTable('access_tokens').set({ last_used_at: usedAt }).where('id', '=', id),
    );
  }

  async revoke(id: string, revokedAt: number): Promise<boolean> {
    this.#connection.run(
      this.#connection.kysely
        .updateTable('access_tokens')
        .set({ revoked_at: revokedAt })
        .where('id', '=', id)
        .where('revoked_at', 'is', null),
    );
    return this.tokenById(id) !== undefined;
  }

  async forgetLogins(endedBefore: number): Promise<void> {
    this.#connection.run(
      this.#connection.kysely
        .deleteFrom('access_tokens')
        .where('kind', '=', 'login')
        .where('expires_at', '<', endedBefore),
    );
  }

  secret(name: string): string | undefined {
    const row = this.#row<{ value: string }>('SELECT value FROM access_secrets WHERE name = ?', name);
    return row?.value;
  }

  async replaceSecrets(secrets: Readonly<Record<string, string>>, replacedAt: number): Promise<void> {
    this.#connection.transaction(() => {
      for (const [name, value] of Object.entries(secrets)) this.#setSecret(name, value, replacedAt);
      this.#connection.run(
        this.#connection.kysely
          .updateTable('access_tokens')
          .set({ revoked_at: replacedAt })
          .where('kind', '=', 'login')
          .where('revoked_at', 'is', null),
      );
    });
  }

  async state(): Promise<AccessState> {
    const { kysely } = this.#connection;
    const tokens = this.#connection.all(kysely.selectFrom('access_tokens').selectAll());
    const secrets = this.#connection.all(kysely.selectFrom('access_secrets').selectAll());
    return {
      tokens: tokens.map(toToken),
      secrets: Object.fromEntries(secrets.map(({ name, value }) => [name, value])),
    };
  }

  async replaceState({ tokens, secrets }: AccessState, replacedAt: number): Promise<void> {
    const { kysely } = this.#connection;
    this.#connection.transaction(() => {
      this.#connection.run(kysely.deleteFrom('access_tokens'));
      this.#connection.run(kysely.deleteFrom('access_secrets'));
      for (const token of tokens) this.#insertToken(token);
      for (const [name, value] of Object.entries(secrets)) this.#setSecret(name, value, replacedAt);
    });
  }

  #insertToken(token: AccessTokenRow): void {
    this.#connection.run(
      this.#connection.kysely.insertInto('access_tokens').values({
        id: token.id,
        kind: token.kind,
        name: token.name,
        scopes: JSON.stringify(token.scopes),
        secret_sha256: token.secretSha256,
        created_at: token.createdAt,
        expires_at: token.expiresAt,
        last_used_at: token.lastUsedAt,
        revoked_at: token.revokedAt,
      }),
    );
  }

  #setSecret(name: string, value: string, updatedAt: number): void {
    this.#connection.run(
      this.#connection.kysely
        .insertInto('access_secrets')
        .values({ name, value, updated_at: updatedAt })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, updated_at: updatedAt })),
    );
  }

  #token(sql: string, value: string | Uint8Array): AccessTokenRow | undefined {
    const row = this.#row<Selectable<AccessTokensTable>>(sql, value);
    return row && toToken(row);
  }

  /** Each request of a program asks so: the statement is written out, since making it would take longer than running it. */
  #row<Row>(sql: string, value: string | Uint8Array): Row | undefined {
    try {
      return this.#connection.prepared(sql).get(value) as Row | undefined;
    } catch (error) {
      throw this.#connection.translate(error);
    }
  }
}

function toToken(row: Selectable<AccessTokensTable>): AccessTokenRow {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    scopes: JSON.parse(row.scopes) as Scope[],
    secretSha256: row.secret_sha256,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}
