import type pg from 'pg';
import type { Experiment } from '#domain/experiments/experiment.ts';
import type { Database } from '../postgres/database.ts';

/** An experiment as it is stored. */
export type ExperimentRecord = Experiment & { createdAt: Date; updatedAt: Date };

const ms = (column: string) => `floor(extract(epoch FROM ${column}) * 1000)::float8`;

/** The columns of an experiment, under the names of its fields. */
export const experimentColumns = `experiment_id AS "experimentId", name, placement_id AS "placementId", control_strategy AS "controlStrategy",
  variant_strategy AS "variantStrategy", traffic_split AS "trafficSplit", metric, preset, guardrails, target_precision AS "targetPrecision",
  planned_days AS "plannedDays", planned_users AS "plannedUsers", status, ${ms('started_at')} AS "startedAtMs",
  ${ms('completed_at')} AS "completedAtMs", created_at AS "createdAt", updated_at AS "updatedAt"`;

/** Which of a tenant's experiments to list; a field that is left out restricts nothing. */
export type ExperimentFilter = { status?: string | undefined; placementId?: string | undefined };

const found = `experiments WHERE tenant_id = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR placement_id = $3)`;

/** Returns a page of a tenant's experiments, the newest first, and how many there are in all. */
export async function listExperiments(
  database: Database,
  tenantId: string,
  filter: ExperimentFilter,
  limit: number,
  offset: number,
): Promise<{ experiments: ExperimentRecord[]; total: number }> {
  const values = [tenantId, filter.status ?? null, filter.placementId ?? null];
  return database.scoped({ tenantId }, async (client) => {
    const { rows } = await client.query<ExperimentRecord>(
      `SELECT ${experimentColumns} FROM ${found} ORDER BY created_at DESC, experiment_id LIMIT $4 OFFSET $5`,
      [...values, limit, offset],
    );
    const counted = await client.query<{ total: number }>(`SELECT count(*)::int AS total FROM ${found}`, values);
    return { experiments: rows, total: counted.rows[0]?.total ?? 0 };
  });
}

/** Reads one experiment of a tenant within a transaction that sees the tenant; undefined if there is none. */
export async function readExperiment(
  client: pg.PoolClient,
  tenantId: string,
  experimentId: string,
): Promise<ExperimentRecord | undefined> {
  const { rows } = await client.query<ExperimentRecord>(
    `SELECT ${experimentColumns} FROM experiments WHERE tenant_id = $1 AND experiment_id = $2`,
    [tenantId, experimentId],
  );
  return rows[0];
}

/** Returns one experiment of a tenant; undefined if there is none. */
export const findExperiment = (database: Database, tenantId: string, experimentId: string) =>
  database.scoped({ tenantId }, (client) => readExperiment(client, tenantId, experimentId));

/** Returns the name of another experiment that runs on the placement; null if there is none. */
export async function nameOfRunning(
  client: pg.PoolClient,
  tenantId: string,
  placementId: string,
  leftOut: string | null = null,
): Promise<string | null> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM experiments
     WHERE tenant_id = $1 AND placement_id = $2 AND status = 'running' AND experiment_id IS DISTINCT FROM $3`,
    [tenantId, placementId, leftOut],
  );
  return rows[0]?.name ?? null;
}
