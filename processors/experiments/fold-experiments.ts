import type pg from 'pg';
import { weightOf } from '#domain/events/weight.ts';
import { activityDays, activitySpan, countsUntil } from '#domain/experiments/count-user.ts';
import { readEntries } from '#stores/experiment-results/read-entries.ts';
import { userKeyOf } from '#stores/experiment-results/read-histories.ts';
import { readRuns, type ScopedRun } from '#stores/experiment-results/read-runs.ts';
import type { Answered, FoldBatch } from '../projection.ts';
import { type Recounted, recountUsers } from './recount-users.ts';

/** What a batch says of one user: what may count in an experiment, what in a holdout, and what before an entry. Times are infinite where there was none. */
type Touched = {
  scope: number;
  userId: string;
  fromMs: number;
  toMs: number;
  counts: boolean;
  buys: boolean;
  isByArm: boolean;
  /** Placements of the impressions. */
  impressedOn: Set<string | null>;
  answeredFromMs: number;
  weightedFromMs: number;
};
type Pair = Touched & Recounted;

const dayMs = 86_400_000;

/**
 * Counts the users of a batch again whom it may have changed, each from all that is stored of the user: so neither order nor repetition of batches
 * matters. Experiments are read in this very transaction: a step that was committed before is followed, a later one is settled (`settle-steps.ts`).
 */
export async function foldExperiments(client: pg.PoolClient, batch: FoldBatch): Promise<void> {
  const answered = await batch.answered();
  const scopes = new Set([...batch.events.map(({ event }) => event.scope), ...answered.map(({ scope }) => scope)]);
  if (scopes.size === 0) return;
  const runs = await readRuns(client, [...scopes], earliestOf(batch.events, answered));
  if (runs.length === 0) return;
  const byScope = Map.groupBy(runs, ({ scope }) => scope);
  const pairs = touchedUsers(batch.events, answered).flatMap((user): Pair[] =>
    (byScope.get(user.scope) ?? []).filter((run) => isNear(run, user)).map((run) => ({ ...user, run })),
  );
  const [ofHoldouts, ofExperiments] = [pairs.filter(isOfHoldout), pairs.filter((pair) => !isOfHoldout(pair))];
  const recounted = [
    ...ofExperiments.filter(mayEnter),
    ...(await whoHaveEntered(client, batch, ofExperiments)),
    ...ofHoldouts.filter(({ buys }) => buys),
    ...(await withEarlierEntry(client, batch, ofHoldouts)),
  ];
  if (recounted.length === 0) return;
  await recountUsers(client, batch, recounted);
}

const isOfHoldout = ({ run }: Pair): boolean => run.placementId === null;

function earliestOf(events: FoldBatch['events'], answered: readonly Answered[]): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (const { event } of events) earliest = Math.min(earliest, event.timestampMs);
  for (const { fromMs } of answered) earliest = Math.min(earliest, fromMs);
  return earliest;
}

/** By an answer of an arm, or an impression on the placement. */
const mayEnter = ({ isByArm, impressedOn, run }: Pair): boolean => isByArm || impressedOn.has(run.placementId);

/**
 * Whatever else shoppers do makes no row, and changes one if it counts after the entry; views and carts only as activity of before it: these came late. So shoppers
 * who are in no experiment cost one look.
 */
const whoHaveEntered = (client: pg.PoolClient, { version }: FoldBatch, pairs: readonly Pair[]): Promise<Pair[]> =>
  pairsByEntry(
    client,
    version,
    pairs.filter((pair) => !mayEnter(pair) && (pair.counts || pair.weightedFromMs !== Number.POSITIVE_INFINITY)),
    (enteredAtMs, { counts, weightedFromMs }) =>
      enteredAtMs !== undefined && (counts || weightedFromMs < activitySpan(enteredAtMs).beforeMs),
  );

/** Of the answers to a shopper only the first changes what a holdout counts. */
const withEarlierEntry = (client: pg.PoolClient, { version }: FoldBatch, pairs: readonly Pair[]): Promise<Pair[]> =>
  pairsByEntry(
    client,
    version,
    pairs.filter(({ buys, answeredFromMs }) => !buys && answeredFromMs !== Number.POSITIVE_INFINITY),
    (enteredAtMs, { answeredFromMs }) => enteredAtMs === undefined || answeredFromMs < enteredAtMs,
  );

/** The pairs for which something holds of the time of their entry, which is undefined for who has no row. */
async function pairsByEntry(
  client: pg.PoolClient,
  version: number,
  pairs: readonly Pair[],
  holds: (enteredAtMs: number | undefined, pair: Pair) => boolean,
): Promise<Pair[]> {
  if (pairs.length === 0) return [];
  const keys = pairs.map(({ scope, userId, run }) => ({ scope, userId, experimentId: run.experimentId }));
  const entries = await readEntries(client, version, keys);
  return pairs.filter((pair, n) => holds(entries.get(n), pair));
}

const isNear = (run: ScopedRun, { fromMs, toMs }: Touched): boolean =>
  fromMs <= countsUntil(run) && toMs >= (run.startedAtMs ?? 0) - (activityDays + 1) * dayMs;

function touchedUsers(events: FoldBatch['events'], answered: readonly Answered[]): Touched[] {
  const touched = new Map<string, Touched>();
  const at = (scope: number, userId: string, fromMs: number, toMs: number): Touched => {
    const key = userKeyOf({ scope, userId });
    const known = touched.get(key);
    if (known === undefined) {
      const never = Number.POSITIVE_INFINITY;
      const one = {
        scope,
        userId,
        fromMs,
        toMs,
        counts: false,
        buys: false,
        isByArm: false,
        impressedOn: new Set<string | null>(),
        answeredFromMs: never,
        weightedFromMs: never,
      };
      touched.set(key, one);
      return one;
    }
    known.fromMs = Math.min(known.fromMs, fromMs);
    known.toMs = Math.max(known.toMs, toMs);
    return known;
  };
  for (const { event } of events) {
    const { type, scope, userId, timestampMs } = event;
    const one = at(scope, userId, timestampMs, timestampMs);
    if (type === 'purchase') one.buys = true;
    if (type === 'recommendation_impressed') one.impressedOn.add(event.placementId);
    if (type === 'purchase' || type.startsWith('recommendation_')) one.counts = true;
    if (weightOf(type) > 0) one.weightedFromMs = Math.min(one.weightedFromMs, timestampMs);
  }
  for (const { scope, userId, fromMs, toMs, isByArm } of answered) {
    const one = at(scope, userId, fromMs, toMs);
    one.answeredFromMs = Math.min(one.answeredFromMs, fromMs);
    if (isByArm) one.isByArm = true;
  }
  return [...touched.values()];
}
