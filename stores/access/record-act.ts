import type pg from 'pg';

/** Who does something, from where. */
export type Actor = { adminId: string; address: string };

export type Act = {
  tenantId: string | null;
  action: string;
  subject: 'tenant' | 'api_key';
  subjectId: string;
  detail: object;
};

/** The audit row and the number in `control_log`, in the transaction of the change itself. */
export async function recordAct(client: pg.PoolClient, actor: Actor, act: Act): Promise<void> {
  await client.query(
    'INSERT INTO audit_log (tenant_id, admin_id, action, subject_id, detail, address) VALUES ($1, $2, $3, $4, $5, $6)',
    [act.tenantId, actor.adminId, act.action, act.subjectId, act.detail, actor.address],
  );
  await client.query('SELECT append_control($1, $2)', [act.subject, act.subjectId]);
}
