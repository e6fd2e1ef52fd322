import type { Database } from '../postgres/database.ts';
import { type Actor, type KeepAnswer, recordAct } from './record-act.ts';
import { lockTenant } from './tenant-store.ts';

/** Gives a tenant the next secret for `userHash`, and returns its number; the one before is good for a day. */
export async function rotateUserHash(
  database: Database,
  actor: Actor,
  tenantId: string,
  keepAnswer?: KeepAnswer<number>,
): Promise<number | 'suspended' | 'gone'> {
  return database.scoped({ tenantId }, async (client) => {
    const status = await lockTenant(client, tenantId);
    if (status !== 'active') return status === 'suspended' ? 'suspended' : 'gone';
    const { rows } = await client.query<{ generation: number }>(
      `UPDATE tenants SET user_hash_generation = user_hash_generation + 1, user_hash_rotated_at = now()
       WHERE tenant_id = $1 RETURNING user_hash_generation AS generation`,
      [tenantId],
    );
    const generation = rows[0]?.generation;
    if (generation === undefined) return 'gone';
    const act = { tenantId, action: 'tenant.user_hash_rotated', subject: 'tenant', subjectId: tenantId } as const;
    await recordAct(client, actor, { ...act, detail: { generation } });
    await keepAnswer?.(client, generation);
    return generation;
  });
}
