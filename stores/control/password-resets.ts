import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../postgres/database.ts';
import { tellAsker } from '../postgres/tell-asker.ts';
import { recordAccountAct } from './record-act.ts';
import { endOtherSessions } from './session-store.ts';

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Returns a token with which to set a new password. It works once, within `minutes`, and makes earlier tokens invalid. Only its hash is stored. */
export async function issuePasswordReset(database: Database, adminId: string, minutes: number): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await database.scoped({ adminId }, async (client) => {
    await client.query('DELETE FROM password_resets WHERE admin_id = $1', [adminId]);
    await client.query(
      `INSERT INTO password_resets (token_hash, admin_id, expires_at) VALUES ($1, $2, now() + $3 * interval '1 minute')`,
      [hashOf(token), adminId, minutes],
    );
  });
  return token;
}

/** Sets a new password and ends every session; false if the token is not, or no longer, valid. Only for a valid token does it hash the password. */
export async function resetPassword(
  database: Database,
  token: string,
  hashPassword: () => Promise<string>,
  address: string,
): Promise<boolean> {
  const valid = 'token_hash = $1 AND used_at IS NULL AND expires_at > now()';
  const tokenHash = hashOf(token);
  const known = await database.scoped({ tokenHash }, (client) =>
    client.query(`SELECT FROM password_resets WHERE ${valid}`, [tokenHash]),
  );
  if (known.rowCount === 0) return false;
  const passwordHash = await hashPassword();
  return database.scoped({ tokenHash }, async (client) => {
    // Its row may be changed by its admin alone, who is known once it is read.
    const { rows } = await client.query<{ admin_id: string }>(
      `SELECT admin_id FROM password_resets WHERE ${valid} FOR UPDATE`,
      [tokenHash],
    );
    const adminId = rows[0]?.admin_id;
    if (adminId === undefined) return false;
    await tellAsker(client, { adminId });
    await client.query('UPDATE password_resets SET used_at = now() WHERE token_hash = $1', [tokenHash]);
    await client.query('UPDATE admins SET password_hash = $2 WHERE admin_id = $1', [adminId, passwordHash]);
    await endOtherSessions(client, adminId, null);
    await recordAccountAct(client, { adminId, address }, 'admin.password_reset');
    return true;
  });
}
