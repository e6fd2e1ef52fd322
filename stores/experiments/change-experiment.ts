import type pg from 'pg';
import {
  type ExperimentSettings,
  type ExperimentStatus,
  isStepAllowed,
  settledBy,
} from '#domain/experiments/experiment.ts';
import { type Blocker, findBlockers } from '#domain/experiments/find-blockers.ts';
import { type Actor, type KeepAnswer, recordAct } from '../control/record-act.ts';
import { lockTenant } from '../control/tenant-store.ts';
import type { Database } from '../postgres/database.ts';
import { valuesOf } from './insert-experiment.ts';
import { type ExperimentRecord, nameOfRunning, readExperiment } from './read-experiments.ts';

/** A change of an experiment; settings that it does not name stay. A step that `mayRepeat` does nothing if the experiment has that status already. */
export type ExperimentChange = {
  settings: Partial<ExperimentSettings>;
  step: ExperimentStatus | null;
  mayRepeat: boolean;
};

export type Changed =
  | { ok: true; experiment: ExperimentRecord }
  | { ok: false; reason: 'gone' | 'suspended' | 'missing' }
  | { ok: false; reason: 'forbidden_step'; from: ExperimentStatus; to: ExperimentStatus }
  | { ok: false; reason: 'settled'; fields: readonly string[] }
  | { ok: false; reason: 'blocked'; blockers: readonly Blocker[] };

/** Changes the settings of an experiment, its status, or both, from its state in the database; a start uses the new settings. */
export async function changeExperiment(
  database: Database,
  actor: Actor,
  of: { tenantId: string; experimentId: string; knownStrategies: readonly string[] },
  { settings, step, mayRepeat }: ExperimentChange,
  keepAnswer?: KeepAnswer<ExperimentRecord>,
): Promise<Changed> {
  const { tenantId, experimentId, knownStrategies } = of;
  return database.scoped({ tenantId }, async (client) => {
    const tenantStatus = await lockTenant(client, tenantId);
    if (tenantStatus !== 'active') return { ok: false, reason: tenantStatus === 'suspended' ? 'suspended' : 'gone' };
    const before = await readExperiment(client, tenantId, experimentId);
    if (before === undefined) return { ok: false, reason: 'missing' };

    const fields = settledBy(before, settings);
    if (fields.length > 0) return { ok: false, reason: 'settled', fields };
    const takesStep = step !== null && !(mayRepeat && step === before.status);
    if (takesStep && !isStepAllowed(before.status, step))
      return { ok: false, reason: 'forbidden_step', from: before.status, to: step };
    const wanted = { ...before, ...settings };
    if (takesStep && step === 'running') {
      const otherRunning = await nameOfRunning(client, tenantId, wanted.placementId, experimentId);
      const blockers = findBlockers({ experiment: wanted, otherRunning, tenantStatus, knownStrategies });
      if (blockers.length > 0) return { ok: false, reason: 'blocked', blockers };
    }

    const act = { tenantId, subject: 'experiment', subjectId: experimentId } as const;
    if (Object.keys(settings).length > 0) {
      await writeSettings(client, tenantId, experimentId, wanted);
      await recordAct(client, actor, { ...act, action: 'experiment.changed', detail: settings });
    }
    if (takesStep) {
      await writeStep(client, tenantId, experimentId, step);
      await recordAct(client, actor, { ...act, action: stepActions[step], detail: { from: before.status } });
    }
    const experiment = await readExperiment(client, tenantId, experimentId);
    if (experiment === undefined) throw new Error(`experiment ${experimentId} vanished within its own transaction`);
    await keepAnswer?.(client, experiment);
    return { ok: true, experiment };
  });
}

const stepActions: Record<ExperimentStatus, string> = {
  draft: 'experiment.drafted',
  running: 'experiment.started',
  paused: 'experiment.paused',
  completed: 'experiment.completed',
};

async function writeSettings(
  client: pg.PoolClient,
  tenantId: string,
  experimentId: string,
  settings: ExperimentSettings,
): Promise<void> {
  await client.query(
    `UPDATE experiments SET name = $3, placement_id = $4, control_strategy = $5, variant_strategy = $6, traffic_split = $7, metric = $8,
       preset = $9, guardrails = $10, target_precision = $11, planned_days = $12, planned_users = $13, updated_at = clock_timestamp()
     WHERE experiment_id = $1 AND tenant_id = $2`,
    [experimentId, tenantId, ...valuesOf(settings)],
  );
}

/** Uses the database's clock after the tenant was locked, so that periods follow each other as the steps do. */
async function writeStep(
  client: pg.PoolClient,
  tenantId: string,
  experimentId: string,
  status: ExperimentStatus,
): Promise<void> {
  const { rows } = await client.query<{ at: string }>('SELECT clock_timestamp()::text AS at');
  const at = rows[0]?.at;
  await client.query(
    `UPDATE experiments SET status = $3, updated_at = $4,
       started_at = CASE WHEN $3 = 'running' THEN coalesce(started_at, $4) ELSE started_at END,
       completed_at = CASE WHEN $3 = 'completed' THEN $4::timestamptz END
     WHERE experiment_id = $1 AND tenant_id = $2`,
    [experimentId, tenantId, status, at],
  );
  if (status === 'running')
    await client.query('INSERT INTO experiment_periods (experiment_id, tenant_id, started_at) VALUES ($1, $2, $3)', [
      experimentId,
      tenantId,
      at,
    ]);
  else
    await client.query(
      'UPDATE experiment_periods SET ended_at = $3 WHERE experiment_id = $1 AND tenant_id = $2 AND ended_at IS NULL',
      [experimentId, tenantId, at],
    );
}
