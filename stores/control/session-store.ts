import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Database } from '../postgres/database.ts';
import { tellAsker } from '../postgres/tell-asker.ts';
import { type Actor, recordAccountAct } from './record-act.ts';

/** Where a session is used from. */
export type Client = { address: string; userAgent: string };
/** The secret that goes on with a session, and the session's id: of all tokens of one login. Only the secret's hash is stored. */
export type RefreshToken = { sessionId: string; token: string };
export type SessionRecord = {
  sessionId: string;
  address: string | null;
  userAgent: string | null;
  startedAt: Date;
  lastUsedAt: Date;
};

/**
 * For so long after its first use a token may be used again by the same client: two tabs that renew in the same moment, or an answer that was lost on its way. Whoever steals a token
 * seldom comes so soon, and from the same address.
 */
const graceSeconds = 10;
/** The most sessions that are listed. */
const maxListed = 100;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

async function insertToken(
  client: pg.PoolClient,
  adminId: string,
  sessionId: string,
  { address, userAgent }: Client,
  days: number,
): Promise<RefreshToken> {
  const token = randomBytes(32).toString('base64url');
  await client.query(
    `INSERT INTO refresh_tokens (token_hash, family, admin_id, address, user_agent, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 day')`,
    [hashOf(token), sessionId, adminId, address, userAgent, days],
  );
  return { sessionId, token };
}

/** Begins a session, which ends when it was not renewed for `days`, and says so in the audit trail. */
export async function beginSession(
  database: Database,
  adminId: string,
  from: Client,
  days: number,
): Promise<RefreshToken> {
  return database.scoped({ adminId }, async (client) => {
    await recordAccountAct(client, { adminId, address: from.address }, 'admin.logged_in');
    return insertToken(client, adminId, randomUUID(), from, days);
  });
}

/**
 * Exchanges a refresh token for the next of its session; null if the session has ended. A token that was used before was stolen, or its successor was: the session ends, but
 * for the same client within `graceSeconds`.
 */
export async function rotateRefreshToken(
  database: Database,
  token: string,
  from: Client,
  days: number,
): Promise<(RefreshToken & { adminId: string }) | null> {
  return database.scoped({ tokenHash: hashOf(token) }, async (client) => {
    const { rows } = await client.query<{ sessionId: string; adminId: string; isDead: boolean; isReused: boolean }>(
      `SELECT family AS "sessionId", admin_id AS "adminId", (revoked_at IS NOT NULL OR expires_at <= now()) AS "isDead",
              used_at IS NOT NULL AND NOT coalesce(used_at BETWEEN now() - $2 * interval '1 second' AND now() + $2 * interval '1 second' AND address = $3 AND user_agent = $4, false) AS "isReused"
       FROM refresh_tokens WHERE token_hash = $1 FOR UPDATE`,
      [hashOf(token), graceSeconds, from.address, from.userAgent],
    );
    const [row] = rows;
    if (row === undefined || row.isDead) return null;
    const { sessionId, adminId } = row;
    await tellAsker(client, { adminId });
    if (row.isReused) {
      await endSessions(client, adminId, 'family = $2', sessionId);
      return null;
    }
    await client.query(
      `UPDATE refresh_tokens SET used_at = now(), address = $2, user_agent = $3 WHERE token_hash = $1 AND used_at IS NULL`,
      [hashOf(token), from.address, from.userAgent],
    );
    return { ...(await insertToken(client, adminId, sessionId, from, days)), adminId };
  });
}

/** Ends the session of a refresh token. */
export async function endSessionOfToken(database: Database, refreshToken: string): Promise<void> {
  await database.scoped({ tokenHash: hashOf(refreshToken) }, async (client) => {
    const { rows } = await client.query<{ adminId: string; sessionId: string }>(
      'SELECT admin_id AS "adminId", family AS "sessionId" FROM refresh_tokens WHERE token_hash = $1',
      [hashOf(refreshToken)],
    );
    const [row] = rows;
    if (row === undefined) return;
    await tellAsker(client, { adminId: row.adminId });
    await endSessions(client, row.adminId, 'family = $2', row.sessionId);
  });
}

/** Returns the sessions of an admin that go on, the one used last first: 100 at most. */
export async function listSessions(database: Database, adminId: string): Promise<SessionRecord[]> {
  const { rows } = await database.scoped({ adminId }, (client) =>
    client.query<SessionRecord>(
      `SELECT newest.family AS "sessionId", newest.address, newest.user_agent AS "userAgent", newest.issued_at AS "lastUsedAt",
            (SELECT min(issued_at) FROM refresh_tokens first WHERE first.family = newest.family) AS "startedAt"
     FROM (SELECT DISTINCT ON (family) * FROM refresh_tokens WHERE admin_id = $1 AND revoked_at IS NULL AND expires_at > now()
           ORDER BY family, issued_at DESC) newest
     ORDER BY newest.issued_at DESC, newest.family LIMIT ${maxListed}`,
      [adminId],
    ),
  );
  return rows;
}

/** Ends one session of an admin, its access tokens included, on every instance; false if there is none that goes on. */
export async function endSession(database: Database, actor: Actor, sessionId: string): Promise<boolean> {
  return database.scoped({ adminId: actor.adminId }, async (client) => {
    const ended = await endSessions(client, actor.adminId, 'family = $2', sessionId);
    if (ended > 0) await recordAccountAct(client, actor, 'admin.session_ended');
    return ended > 0;
  });
}

/** Ends every session of an admin but the kept one, and says so in the audit trail if there was any. Returns how many there were. */
export async function endOthers(database: Database, actor: Actor, keptSessionId: string | null): Promise<number> {
  return database.scoped({ adminId: actor.adminId }, async (client) => {
    const ended = await endOtherSessions(client, actor.adminId, keptSessionId);
    if (ended > 0) await recordAccountAct(client, actor, 'admin.other_sessions_ended');
    return ended;
  });
}

/** The same within a transaction, without the audit row. If nothing is to be kept, all end. */
export function endOtherSessions(
  client: pg.PoolClient,
  adminId: string,
  keptSessionId: string | null,
): Promise<number> {
  return endSessions(client, adminId, 'family IS DISTINCT FROM $2::uuid', keptSessionId);
}

/** Returns how many sessions ended that went on until now. */
async function endSessions(
  client: pg.PoolClient,
  adminId: string,
  which: 'family = $2' | 'family IS DISTINCT FROM $2::uuid',
  sessionId: string | null,
): Promise<number> {
  const { rows } = await client.query<{ ended: number }>(
    `WITH ended AS (UPDATE refresh_tokens SET revoked_at = now() WHERE admin_id = $1 AND revoked_at IS NULL AND ${which}
                    RETURNING family, expires_at)
     SELECT count(DISTINCT family) FILTER (WHERE expires_at > now())::int AS ended FROM ended`,
    [adminId, sessionId],
  );
  return rows[0]?.ended ?? 0;
}
