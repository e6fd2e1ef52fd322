import type pg from 'pg';

/** The admin who acts, and the address they act from. */
export type Actor = { adminId: string; address: string };

/** Keeps the answer to a change in the transaction that makes it, so that a retry gets it and does not make the change again. */
export type KeepAnswer<Result> = (client: pg.PoolClient, result: Result) => Promise<void>;

export type Act = {
  tenantId: string;
  action: string;
  subject: 'tenant' | 'api_key' | 'experiment' | 'holdout' | 'widget' | 'placement_rules';
  subjectId: string;
  detail: object;
};

/** Writes the audit row and the number in `control_log`, in the transaction of the change itself. */
export async function recordAct(client: pg.PoolClient, actor: Actor, act: Act): Promise<void> {
  await recordDataAct(client, actor, act);
  await client.query('SELECT append_control($1, $2, $3)', [act.subject, act.subjectId, act.tenantId]);
}

/** Writes the audit row of an act on a tenant's data, of which no other process needs to know. `adminId` is null if a key did it. `detail` names no shopper, since the row outlives an erasure. */
export async function recordDataAct(
  client: pg.PoolClient,
  actor: Pick<Actor, 'address'> & { adminId: string | null },
  act: Omit<Act, 'subject'>,
): Promise<void> {
  await client.query(
    'INSERT INTO audit_log (tenant_id, admin_id, action, subject_id, detail, address) VALUES ($1, $2, $3, $4, $5, $6)',
    [act.tenantId, actor.adminId, act.action, act.subjectId, act.detail, actor.address],
  );
}

/** Writes the audit row of an act on the admin's own account, of which no other process needs to know. */
export async function recordAccountAct(client: pg.PoolClient, actor: Actor, action: string): Promise<void> {
  await client.query('INSERT INTO audit_log (admin_id, action, subject_id, address) VALUES ($1, $2, $3, $4)', [
    actor.adminId,
    action,
    actor.adminId,
    actor.address,
  ]);
}
