import type pg from 'pg';
import { eventTypes } from '#schemas/events/index.ts';
import { isRecountable, lastStepOf, readRuns, type ScopedRun } from '#stores/experiment-results/read-runs.ts';
import type { Database } from '#stores/postgres/database.ts';
import { lockBuildPositions } from '#stores/projections/build-positions.ts';
import { readLiveVersions } from '#stores/projections/versions.ts';
import { foldedTopics } from '../projection.ts';
import { createTenantCurrencies } from '../tenant-currencies.ts';
import { recountUsers } from './recount-users.ts';

const projection = 'experiment_results';
const partitionOfSteps = 0;

type Unsettled = { scope: number; experimentId: string; sinceMs: number };

/**
 * Counts again whom a start, a pause or a completion concerns whose events were folded before the step was known. It holds the group's offsets
 * meanwhile: batches before it did not know of the step and are done, those behind it know. Looks first without a lock.
 */
export async function settleSteps(database: Database): Promise<void> {
  const isDue = await database.transaction(async (client) => {
    const version = (await readLiveVersions(client)).get(projection);
    return version !== undefined && (await readUnsettled(client, version)).length > 0;
  });
  if (!isDue) return;
  await database.transaction(async (client) => {
    await lockBuildPositions(client, projection, 0, foldedTopics.events.group);
    const version = (await readLiveVersions(client)).get(projection);
    if (version !== undefined) await settleVersion(client, version);
  });
}

/** The same for one version, by whoever holds the group's offsets. */
export async function settleVersion(client: pg.PoolClient, version: number): Promise<void> {
  const unsettled = await readUnsettled(client, version);
  if (unsettled.length === 0) return;
  const runs = await readRuns(client, [...new Set(unsettled.map(({ scope }) => scope))], 0);
  const currencies = createTenantCurrencies();
  const options = {
    version,
    partition: partitionOfSteps,
    currencyOf: (scope: number) => currencies.of(client, scope),
  };
  for (const { scope, experimentId, sinceMs } of unsettled) {
    const run = runs.find((one) => one.scope === scope && one.experimentId === experimentId);
    if (run === undefined) continue;
    const users = await readUsersSince(client, run, sinceMs);
    await recountUsers(
      client,
      options,
      users.map((userId) => ({ scope, userId, run })),
    );
    await client.query(
      `INSERT INTO experiment_steps_settled (version, scope, experiment_id, partition, settled_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (version, scope, experiment_id) DO UPDATE SET settled_at = excluded.settled_at`,
      [version, scope, experimentId, partitionOfSteps, run.lastStepAt],
    );
  }
}

/** Experiments and periods of holdouts that have taken a step since they were settled, and when the first such step was. */
async function readUnsettled(client: pg.PoolClient, version: number): Promise<Unsettled[]> {
  const { rows } = await client.query<Omit<Unsettled, 'sinceMs'> & { since: Date }>({
    name: 'experiment-steps-unsettled',
    text: `SELECT s.scope, e.run_id AS "experimentId",
                  least(min(p.started_at) FILTER (WHERE k.settled_at IS NULL OR p.started_at > k.settled_at),
                        min(p.ended_at) FILTER (WHERE k.settled_at IS NULL OR p.ended_at > k.settled_at),
                        CASE WHEN k.settled_at IS NULL OR e.completed_at > k.settled_at THEN e.completed_at END) AS since
           FROM counted_runs e JOIN scopes s USING (tenant_id) JOIN counted_periods p USING (run_id)
           LEFT JOIN experiment_steps_settled k ON k.version = $1 AND k.scope = s.scope AND k.experiment_id = e.run_id
           WHERE ${isRecountable('e')}
           GROUP BY s.scope, e.run_id, e.completed_at, k.settled_at HAVING k.settled_at IS NULL OR ${lastStepOf('e', 'p')} > k.settled_at
           ORDER BY s.scope, e.run_id`,
    values: [version],
  });
  return rows.map(({ since, ...one }) => ({ ...one, sinceMs: since.getTime() }));
}

const purchase = [eventTypes.purchase.code];
const shownOrBought = [
  eventTypes.recommendation_impressed.code,
  eventTypes.recommendation_clicked.code,
  eventTypes.purchase.code,
];

/** Users with an event or an answer that counts in a run at this time or later. Ids of events begin with their time: no earlier ones are read. */
async function readUsersSince(
  client: pg.PoolClient,
  { scope, placementId }: ScopedRun,
  sinceMs: number,
): Promise<string[]> {
  const hex = sinceMs.toString(16).padStart(12, '0');
  const isHoldout = placementId === null;
  const { rows } = await client.query<{ user_id: string }>(
    `SELECT user_id FROM events WHERE scope = $1 AND event_time >= $2 AND event_id >= $3 AND type = ANY ($4)
     UNION SELECT user_id FROM exposures WHERE scope = $1 AND served_at >= $2 AND ($5 OR experiment_id IS NOT NULL) ORDER BY user_id`,
    [
      scope,
      new Date(sinceMs),
      `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`,
      isHoldout ? purchase : shownOrBought,
      isHoldout,
    ],
  );
  return rows.map((row) => row.user_id);
}
