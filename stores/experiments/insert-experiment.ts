import { randomUUID } from 'node:crypto';
import type { ExperimentSettings } from '#domain/experiments/experiment.ts';
import { type Actor, type KeepAnswer, recordAct } from '../control/record-act.ts';
import { lockTenant } from '../control/tenant-store.ts';
import type { Database } from '../postgres/database.ts';
import { type ExperimentRecord, experimentColumns, nameOfRunning } from './read-experiments.ts';

export type Inserted =
  | { ok: true; experiment: ExperimentRecord }
  | { ok: false; reason: 'another_runs'; name: string }
  | { ok: false; reason: 'suspended' | 'gone' };

/** Makes a draft, unless an experiment runs on the placement already (FR-017) or the tenant is not active. */
export async function insertExperiment(
  database: Database,
  actor: Actor,
  tenantId: string,
  wanted: ExperimentSettings,
  keepAnswer?: KeepAnswer<ExperimentRecord>,
): Promise<Inserted> {
  const experimentId = randomUUID();
  return database.scoped({ tenantId }, async (client) => {
    const status = await lockTenant(client, tenantId);
    if (status !== 'active') return { ok: false, reason: status === 'suspended' ? 'suspended' : 'gone' };
    const name = await nameOfRunning(client, tenantId, wanted.placementId);
    if (name !== null) return { ok: false, reason: 'another_runs', name };
    const { rows } = await client.query<ExperimentRecord>(
      `INSERT INTO experiments (experiment_id, tenant_id, name, placement_id, control_strategy, variant_strategy, traffic_split, metric,
         preset, guardrails, target_precision, planned_days, planned_users)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING ${experimentColumns}`,
      [experimentId, tenantId, ...valuesOf(wanted)],
    );
    const experiment = rows[0];
    if (experiment === undefined) throw new Error('an INSERT returned no row');
    await recordAct(client, actor, {
      tenantId,
      action: 'experiment.created',
      subject: 'experiment',
      subjectId: experimentId,
      detail: wanted,
    });
    await keepAnswer?.(client, experiment);
    return { ok: true, experiment };
  });
}

/** Returns the values of the settings, in the order in which both statements name their columns. */
export const valuesOf = (settings: ExperimentSettings): unknown[] => [
  settings.name,
  settings.placementId,
  settings.controlStrategy,
  settings.variantStrategy,
  settings.trafficSplit,
  settings.metric,
  settings.preset,
  JSON.stringify(settings.guardrails),
  settings.targetPrecision,
  settings.plannedDays,
  settings.plannedUsers,
];
