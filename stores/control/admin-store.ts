import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { sqlStateOf } from '../postgres/classify-error.ts';
import type { Database } from '../postgres/database.ts';
import { type Actor, type KeepAnswer, recordAccountAct } from './record-act.ts';

export type Admin = { adminId: string; email: string; role: 'admin' | 'super_admin'; createdAt: Date };

const columns = `admin_id AS "adminId", email, role, created_at AS "createdAt"`;
const uniqueViolation = '23505';

/** Opens an account; null if the e-mail has one already, in whatever case it is written. */
export async function insertAdmin(
  database: Database,
  email: string,
  passwordHash: string,
  address: string,
): Promise<Admin | null> {
  const adminId = randomUUID();
  try {
    return await database.transaction(async (client) => {
      const { rows } = await client.query<Admin>(
        `INSERT INTO admins (admin_id, email, password_hash) VALUES ($1, $2, $3) RETURNING ${columns}`,
        [adminId, email, passwordHash],
      );
      await recordAccountAct(client, { adminId, address }, 'admin.signed_up');
      return rows[0] ?? null;
    });
  } catch (error) {
    if (sqlStateOf(error) === uniqueViolation) return null;
    throw error;
  }
}

export async function findAdminByEmail(
  database: Database,
  email: string,
): Promise<(Admin & { passwordHash: string }) | null> {
  const { rows } = await database.query<Admin & { passwordHash: string }>(
    `SELECT ${columns}, password_hash AS "passwordHash" FROM admins WHERE lower(email) = lower($1)`,
    [email],
  );
  return rows[0] ?? null;
}

export async function findAdmin(
  database: Database,
  adminId: string,
): Promise<(Admin & { passwordHash: string }) | null> {
  const { rows } = await database.query<Admin & { passwordHash: string }>(
    `SELECT ${columns}, password_hash AS "passwordHash" FROM admins WHERE admin_id = $1`,
    [adminId],
  );
  return rows[0] ?? null;
}

/** Sets a new password and ends every session, but for that of `keptToken` if it is given. */
export async function changePassword(
  database: Database,
  actor: Actor,
  passwordHash: string,
  keptToken: string | null,
  keepAnswer?: KeepAnswer<void>,
): Promise<void> {
  await database.transaction(async (client) => {
    await client.query('UPDATE admins SET password_hash = $2 WHERE admin_id = $1', [actor.adminId, passwordHash]);
    await client.query(
      `UPDATE refresh_tokens SET revoked_at = now() WHERE admin_id = $1 AND revoked_at IS NULL
         AND family IS DISTINCT FROM (SELECT family FROM refresh_tokens WHERE token_hash = $2 AND admin_id = $1)`,
      [actor.adminId, keptToken === null ? null : hashOf(keptToken)],
    );
    await recordAccountAct(client, actor, 'admin.password_changed');
    await keepAnswer?.(client);
  });
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
const newToken = (): string => randomBytes(32).toString('base64url');

/** Returns a refresh token of a new family, valid for `days`. Only its hash is stored. */
export async function issueRefreshToken(database: Database, adminId: string, days: number): Promise<string> {
  const token = newToken();
  await database.query(
    `INSERT INTO refresh_tokens (token_hash, family, admin_id, expires_at) VALUES ($1, $2, $3, now() + $4 * interval '1 day')`,
    [hashOf(token), randomUUID(), adminId, days],
  );
  return token;
}

/** Exchanges a refresh token for the next of its family. If a token was used before, either it was stolen or its successor was: the family ends. */
export async function rotateRefreshToken(
  database: Database,
  token: string,
  days: number,
): Promise<{ adminId: string; token: string } | null> {
  const next = newToken();
  return database.transaction(async (client) => {
    const { rows } = await client.query<{ family: string; admin_id: string; is_used: boolean; is_dead: boolean }>(
      `SELECT family, admin_id, used_at IS NOT NULL AS is_used, (revoked_at IS NOT NULL OR expires_at <= now()) AS is_dead FROM refresh_tokens WHERE token_hash = $1 FOR UPDATE`,
      [hashOf(token)],
    );
    const row = rows[0];
    if (row === undefined || row.is_dead) return null;
    if (row.is_used) {
      await client.query('UPDATE refresh_tokens SET revoked_at = now() WHERE family = $1 AND revoked_at IS NULL', [
        row.family,
      ]);
      return null;
    }
    await client.query('UPDATE refresh_tokens SET used_at = now() WHERE token_hash = $1', [hashOf(token)]);
    await client.query(
      `INSERT INTO refresh_tokens (token_hash, family, admin_id, expires_at) VALUES ($1, $2, $3, now() + $4 * interval '1 day')`,
      [hashOf(next), row.family, row.admin_id, days],
    );
    return { adminId: row.admin_id, token: next };
  });
}

/** Ends the session of a refresh token: its whole family. */
export async function endSession(database: Database, refreshToken: string): Promise<void> {
  await database.query(
    'UPDATE refresh_tokens SET revoked_at = now() WHERE family = (SELECT family FROM refresh_tokens WHERE token_hash = $1) AND revoked_at IS NULL',
    [hashOf(refreshToken)],
  );
}
