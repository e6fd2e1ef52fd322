import { randomUUID } from 'node:crypto';
import { sqlStateOf } from '../postgres/classify-error.ts';
import type { Database } from '../postgres/database.ts';
import { type Actor, type KeepAnswer, recordAccountAct } from './record-act.ts';
import { endOtherSessions } from './session-store.ts';

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
    return await database.scoped({ adminId }, async (client) => {
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
  const { rows } = await database.scoped({ email }, (client) =>
    client.query<Admin & { passwordHash: string }>(
      `SELECT ${columns}, password_hash AS "passwordHash" FROM admins WHERE lower(email) = lower($1)`,
      [email],
    ),
  );
  return rows[0] ?? null;
}

export async function findAdmin(
  database: Database,
  adminId: string,
): Promise<(Admin & { passwordHash: string }) | null> {
  const { rows } = await database.scoped({ adminId }, (client) =>
    client.query<Admin & { passwordHash: string }>(
      `SELECT ${columns}, password_hash AS "passwordHash" FROM admins WHERE admin_id = $1`,
      [adminId],
    ),
  );
  return rows[0] ?? null;
}

/** Writes down that somebody failed to log in to the account, from the actor's address. */
export const recordFailedLogin = (database: Database, actor: Actor): Promise<void> =>
  database.scoped({ adminId: actor.adminId }, (client) => recordAccountAct(client, actor, 'admin.login_failed'));

/** Sets a new password and ends every session, but for that of `keptSessionId` if it is given. */
export async function changePassword(
  database: Database,
  actor: Actor,
  passwordHash: string,
  keptSessionId: string | null,
  keepAnswer?: KeepAnswer<void>,
): Promise<void> {
  await database.scoped({ adminId: actor.adminId }, async (client) => {
    await client.query('UPDATE admins SET password_hash = $2 WHERE admin_id = $1', [actor.adminId, passwordHash]);
    await endOtherSessions(client, actor.adminId, keptSessionId);
    await recordAccountAct(client, actor, 'admin.password_changed');
    await keepAnswer?.(client);
  });
}
