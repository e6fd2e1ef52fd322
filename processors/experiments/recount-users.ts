import { hash } from 'node:crypto';
import type pg from 'pg';
import { assignVariant, type HashText } from '#domain/experiments/assign.ts';
import { activitySpan, countUser, type Entry, enterExperiment, isLookedAt } from '#domain/experiments/count-user.ts';
import { isPseudonym } from '#stores/events/erase-shopper.ts';
import {
  countActivity,
  readFirstAnswers,
  readShownArms,
  readUserEvents,
  type ScopedUser,
  userKeyOf,
} from '#stores/experiment-results/read-histories.ts';
import type { ScopedRun } from '#stores/experiment-results/read-runs.ts';
import { type RowChange, readUserRows, type UserRow, writeUserRows } from '#stores/experiment-results/user-rows.ts';
import { readServingVersion } from '#stores/projections/versions.ts';

/**
 * A user of an experiment whose row is to be what the stored facts say. `weightedFromMs` is the time of the first event with a weight that the row may not have counted yet, infinite if
 * there is none; left out, that may be any event.
 */
export type Recounted = ScopedUser & { run: ScopedRun; weightedFromMs?: number };

export type RecountOptions = {
  /** Of the rows that are written. */
  version: number;
  partition: number;
  currencyOf: (scope: number) => Promise<string>;
};

const usersAtOnce = 500;

/**
 * Makes rows of users what all stored events and exposures of theirs say, and the sums with them. Whoever is in no experiment by them has no row. The
 * pairs must be distinct; it does no harm to count one again.
 */
export async function recountUsers(
  client: pg.PoolClient,
  options: RecountOptions,
  recounted: readonly Recounted[],
): Promise<void> {
  for (const [kind, alike] of Map.groupBy(recounted, ({ run }) =>
    run.placementId === null ? 'holdout' : 'experiment',
  ))
    for (let first = 0; first < alike.length; first += usersAtOnce)
      await recountSome(client, options, alike.slice(first, first + usersAtOnce), facts[kind]);
}

/** What is read of users: for a holdout answers and purchases alone, since nothing else counts there. */
const facts = {
  holdout: { kinds: ['purchase'], readShown: readFirstAnswers, hasActivity: false },
  experiment: { kinds: ['impression', 'click', 'purchase'], readShown: readShownArms, hasActivity: true },
} as const;

async function recountSome(
  client: pg.PoolClient,
  { version, partition, currencyOf }: RecountOptions,
  recounted: readonly Recounted[],
  { kinds, readShown, hasActivity }: (typeof facts)[keyof typeof facts],
): Promise<void> {
  const users = [
    ...new Map(recounted.map(({ scope, userId }) => [userKeyOf({ scope, userId }), { scope, userId }])).values(),
  ];
  const sinceMs = Math.min(...recounted.map(({ run }) => run.startedAtMs ?? 0));
  const events = await readUserEvents(client, users, kinds, sinceMs, currencyOf);
  const shown = await readShown(client, users, [...new Set(recounted.map(({ run }) => run.experimentId))]);
  const keys = recounted.map(({ run, scope, userId }) => ({ scope, userId, experimentId: run.experimentId }));
  const known = byKey(await readUserRows(client, version, keys));
  const pseudonyms = keys.filter(({ userId }) => isPseudonym(userId));
  const arms = byKey(await readServingRows(client, pseudonyms));

  const entered: (Recounted & { entry: Entry; variant: UserRow['variant'] })[] = [];
  const changes: RowChange[] = [];
  const eventsOf = (one: Recounted) => (events.get(userKeyOf(one)) ?? []).filter((event) => isLookedAt(one.run, event));
  for (const [n, one] of recounted.entries()) {
    const entry = enterExperiment(one.run, { shown: shown.get(rowKeyOf(keys[n]!)) ?? [], events: eventsOf(one) });
    if (entry === null) changes.push({ before: known.get(rowKeyOf(keys[n]!)) ?? null, after: null });
    else {
      // The hash of a pseudonym is another one: an erased user stays in the arm of before.
      const variant = entry.variant ?? arms.get(rowKeyOf(keys[n]!))?.variant ?? variantOf(one);
      entered.push({ ...one, entry, variant });
    }
  }
  const before = entered.map(
    ({ scope, userId, run }) => known.get(rowKeyOf({ scope, userId, experimentId: run.experimentId })) ?? null,
  );
  const asked = entered.filter((one, n) => hasActivity && !isActivityKnown(one, before[n] ?? null));
  const counted = await countActivity(
    client,
    asked.map(({ scope, userId, entry }) => ({ scope, userId, ...activitySpan(entry.enteredAtMs) })),
  );
  const activity = new Map(asked.map((one, n) => [one, counted[n]]));
  for (const [n, one] of entered.entries()) {
    const { scope, userId, run, entry, variant } = one;
    const { enteredAtMs, isCrossover } = entry;
    const counts = {
      ...countUser(run, enteredAtMs, eventsOf(one)),
      activity: activity.get(one) ?? before[n]?.activity ?? 0,
    };
    const after = { scope, userId, experimentId: run.experimentId, variant, enteredAtMs, isCrossover, ...counts };
    changes.push({ before: before[n] ?? null, after });
  }
  await writeUserRows(client, { version, partition }, changes);
}

/** The row's activity stays if the entry does, and nothing that is new lies before it. */
const isActivityKnown = (
  { entry: { enteredAtMs }, weightedFromMs = Number.NEGATIVE_INFINITY }: Recounted & { entry: Entry },
  before: UserRow | null,
): boolean => before?.enteredAtMs === enteredAtMs && weightedFromMs >= activitySpan(enteredAtMs).beforeMs;

async function readServingRows(client: pg.PoolClient, keys: Parameters<typeof readUserRows>[2]): Promise<UserRow[]> {
  const version = keys.length === 0 ? undefined : await readServingVersion(client, 'experiment_results');
  return version === undefined ? [] : readUserRows(client, version, keys);
}

const variantOf = ({ run: { hashedWith, trafficSplit }, userId }: Recounted): UserRow['variant'] =>
  assignVariant({ experimentId: hashedWith, trafficSplit }, userId, first32Bits);

const first32Bits: HashText = (text) => hash('sha256', text, 'buffer').readUInt32BE(0);

const rowKeyOf = ({ scope, userId, experimentId }: Pick<UserRow, 'scope' | 'userId' | 'experimentId'>): string =>
  `${userKeyOf({ scope, userId })} ${experimentId}`;

const byKey = (rows: readonly UserRow[]) => new Map(rows.map((row) => [rowKeyOf(row), row]));
