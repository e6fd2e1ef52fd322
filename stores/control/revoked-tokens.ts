import type { Database } from '../postgres/database.ts';
import { redisKeys } from '../redis/keys.ts';
import type { RedisLink } from '../redis/open-redis.ts';

/** What an access token says of itself. `sessionId` is null in tokens that belong to no session, such as those of commands. */
export type AccessTokenIds = { jti: string; sessionId: string | null };

/** Access tokens that ended before they expired: those that were logged out, and those of sessions that have ended. */
export type RevokedTokens = {
  /** Resolves once every process refuses the token. */
  revoke(jti: string, expiresAt: Date): Promise<void>;
  /** Rejects if no store can tell. */
  isRevoked(token: AccessTokenIds): Promise<boolean>;
};

/** Keeps revoked tokens in Postgres. Retention takes those out that have expired. */
export function createRevokedTokens(database: Database): RevokedTokens {
  return {
    async revoke(jti, expiresAt) {
      await database.query('SELECT revoke_access_token($1, $2)', [jti, expiresAt]);
    },
    async isRevoked({ jti, sessionId }) {
      const { rows } = await database.query<{ isRevoked: boolean }>(
        'SELECT is_access_token_revoked($1, $2) AS "isRevoked"',
        [jti, sessionId],
      );
      return rows[0]?.isRevoked !== false;
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
    async isRevoked(token) {
      const found = await redis.ask('token', (client) => client.exists(redisKeys.token.of(token.jti)));
      return found === 1 || below.isRevoked(token);
    },
  };
}
