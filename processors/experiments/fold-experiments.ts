import type pg from 'pg';
import { weightOf } from '#domain/events/weight.ts';
import { activityDays, activitySpan, countsUntil } from '#domain/experiments/count-user.ts';
import { userKeyOf } from '#stores/experiment-results/read-histories.ts';
import { readRuns, type ScopedRun } from '#stores/experiment-results/read-runs.ts';
import { experimentStepsSettled } from '#stores/experiment-results/result-tables.ts';
import { readUserRows } from '#stores/experiment-results/user-rows.ts';
import type { ExposedToArm, FoldBatch } from '../projection.ts';
import { type Recounted, recountUsers } from './recount-users.ts';

/** What a batch says of one user. */
type Touched = { scope: number; userId: string; counts: boolean; fromMs: number; toMs: number; weightedFromMs: number };

const dayMs = 86_400_000;

/**
 * Counts the users of a batch again whom it may have changed, each from all that is stored of the user: so neither order nor repetition of batches
 * matters. Experiments are read in this very transaction: a step that was committed before is followed, a later one is settled (`settle-steps.ts`).
 */
export async function foldExperiments(client: pg.PoolClient, batch: FoldBatch): Promise<void> {
  const exposed = await batch.exposedToArms();
  const scopes = new Set([...batch.events.map(({ event }) => event.scope), ...exposed.map(({ scope }) => scope)]);
  if (scopes.size === 0) return;
  const runs = await readRuns(client, [...scopes], earliestOf(batch.events, exposed));
  if (runs.length === 0) return;
  const byScope = Map.groupBy(runs, ({ scope }) => scope);
  const pairs = touchedUsers(batch.events, exposed).flatMap((user) =>
    (byScope.get(user.scope) ?? []).filter((run) => isNear(run, user)).map((run) => ({ ...user, run })),
  );
  const recounted = [...pairs.filter(({ counts }) => counts), ...(await withEarlierActivity(client, batch, pairs))];
  if (recounted.length === 0) return;
  await rememberSteps(client, batch, runs);
  await recountUsers(client, batch, recounted);
}

function earliestOf(events: FoldBatch['events'], exposed: readonly ExposedToArm[]): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (const { event } of events) earliest = Math.min(earliest, event.timestampMs);
  for (const { servedAtMs } of exposed) earliest = Math.min(earliest, servedAtMs);
  return earliest;
}

/** Views and carts change a row only as activity of before its entry: these came late. */
async function withEarlierActivity(
  client: pg.PoolClient,
  { version }: FoldBatch,
  pairs: readonly (Touched & Recounted)[],
): Promise<Recounted[]> {
  const asked = pairs.filter(({ counts, weightedFromMs }) => !counts && weightedFromMs !== Number.POSITIVE_INFINITY);
  if (asked.length === 0) return [];
  const keys = asked.map(({ scope, userId, run }) => ({ scope, userId, experimentId: run.experimentId }));
  const rows = await readUserRows(client, version, keys);
  const entries = new Map(rows.map((row) => [`${userKeyOf(row)} ${row.experimentId}`, row.enteredAtMs]));
  return asked.filter((one) => {
    const enteredAtMs = entries.get(`${userKeyOf(one)} ${one.run.experimentId}`);
    return enteredAtMs !== undefined && one.weightedFromMs < activitySpan(enteredAtMs).beforeMs;
  });
}

/** The first fold of an experiment says which of its steps it knew; from there on they are settled. */
const rememberSteps = (client: pg.PoolClient, { version }: FoldBatch, runs: readonly ScopedRun[]) =>
  client.query({
    name: 'experiment-steps-known',
    text: `INSERT INTO ${experimentStepsSettled.name} (version, scope, experiment_id, partition, settled_at)
           SELECT $1, s, e, 0, t FROM unnest($2::integer[], $3::uuid[], $4::timestamptz[]) AS a (s, e, t) ORDER BY s, e ON CONFLICT DO NOTHING`,
    values: [
      version,
      runs.map(({ scope }) => scope),
      runs.map(({ experimentId }) => experimentId),
      runs.map(({ lastStepAt }) => lastStepAt),
    ],
  });

const isNear = (run: ScopedRun, { fromMs, toMs }: Touched): boolean =>
  fromMs <= countsUntil(run) && toMs >= (run.startedAtMs ?? 0) - (activityDays + 1) * dayMs;

function touchedUsers(events: FoldBatch['events'], exposed: readonly ExposedToArm[]): Touched[] {
  const touched = new Map<string, Touched>();
  const at = (scope: number, userId: string, atMs: number): Touched => {
    const key = userKeyOf({ scope, userId });
    const known = touched.get(key);
    if (known === undefined) {
      const one = { scope, userId, counts: false, fromMs: atMs, toMs: atMs, weightedFromMs: Number.POSITIVE_INFINITY };
      touched.set(key, one);
      return one;
    }
    known.fromMs = Math.min(known.fromMs, atMs);
    known.toMs = Math.max(known.toMs, atMs);
    return known;
  };
  for (const { event } of events) {
    const { type, scope, userId, timestampMs } = event;
    const one = at(scope, userId, timestampMs);
    if (type === 'purchase' || type.startsWith('recommendation_')) one.counts = true;
    else if (weightOf(type) > 0) one.weightedFromMs = Math.min(one.weightedFromMs, timestampMs);
  }
  for (const { scope, userId, servedAtMs } of exposed) at(scope, userId, servedAtMs).counts = true;
  return [...touched.values()];
}
