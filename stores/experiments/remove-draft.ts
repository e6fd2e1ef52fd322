import { type Actor, type KeepAnswer, recordAct } from '../control/record-act.ts';
import { lockTenant } from '../control/tenant-store.ts';
import type { Database } from '../postgres/database.ts';
import { readExperiment } from './read-experiments.ts';

export type Removed = 'removed' | 'missing' | 'started' | 'suspended' | 'gone';

/** Deletes an experiment that never ran. An experiment that ran stays: shoppers saw it, and its results may have led to a decision. */
export async function removeDraft(
  database: Database,
  actor: Actor,
  tenantId: string,
  experimentId: string,
  keepAnswer?: KeepAnswer<void>,
): Promise<Removed> {
  return database.scoped({ tenantId }, async (client) => {
    const tenantStatus = await lockTenant(client, tenantId);
    if (tenantStatus !== 'active') return tenantStatus === 'suspended' ? 'suspended' : 'gone';
    const experiment = await readExperiment(client, tenantId, experimentId);
    if (experiment === undefined) return 'missing';
    if (experiment.status !== 'draft') return 'started';
    await client.query('DELETE FROM experiments WHERE experiment_id = $1 AND tenant_id = $2', [experimentId, tenantId]);
    await recordAct(client, actor, {
      tenantId,
      action: 'experiment.deleted',
      subject: 'experiment',
      subjectId: experimentId,
      detail: { name: experiment.name },
    });
    await keepAnswer?.(client);
    return 'removed';
  });
}
