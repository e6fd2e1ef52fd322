import type { Database } from '../postgres/database.ts';
import { redisKeys } from '../redis/keys.ts';
import type { RedisLink } from '../redis/open-redis.ts';

/** Access tokens whose admin logged out before they expired, by their `jti`. */
export type RevokedTokens = {
  /** Resolves once every process refuses the token. */
  revoke(jti: string, expiresAt: Date): Promise<void>;
  /** Rejects if no store can tell. */
  isRevoked(jti: string): Promise<boolean>;
};

/** Keeps revoked tokens in Postgres until they expire. */
export function createRevokedTokens(database: Database): RevokedTokens {
  return {
    async revoke(jti, expiresAt) {
      await database.query(
        'INSERT INTO revoked_access_tokens (jti, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [jti, expiresAt],
      );
      await database.query('DELETE FROM revoked_access_tokens WHERE expires_at < now()');
    },
    async isRevoked(jti) {
      const { rowCount } = await database.query('SELECT FROM revoked_access_tokens WHERE jti = $1', [jti]);
      return (rowCount ?? 0) > 0;
    },
  };
}

/**
 * Asks Redis before Postgres, so that it works while Postgres is down. A token that Redis has is revoked. For any other token Postgres is asked,
 * since Redis may have lost it, and a token that was logged out must not become valid again.
 */
export function createSharedRevokedTokens(
  redis: RedisLink,
  below: RevokedTokens,
  now: () => number = Date.now,
): RevokedTokens {
  return {
    async revoke(jti, expiresAt) {
      await below.revoke(jti, expiresAt);
      const remainingMs = expiresAt.getTime() - now();
      if (remainingMs > 0)
        await redis.ask('token', (client) => client.set(redisKeys.token.of(jti), '', 'PX', remainingMs));
    },
    async isRevoked(jti) {
      const found = await redis.ask('token', (client) => client.exists(redisKeys.token.of(jti)));
      return found === 1 || below.isRevoked(jti);
    },
  };
}
