import type pg from 'pg';
import { isForeign, revenueE4Of } from '#domain/analytics/count-events.ts';
import { weightOf } from '#domain/events/weight.ts';
import { activityDays, type ShownArm, type UserEvent } from '#domain/experiments/count-user.ts';
import type { Variant } from '#domain/experiments/experiment.ts';
import { eventTypeNames, eventTypes } from '#schemas/events/index.ts';
import { type EventRow, toPlacedEvent } from '../events/read-events.ts';

/** A user of a scope. */
export type ScopedUser = { scope: number; userId: string };
export const userKeyOf = ({ scope, userId }: ScopedUser): string => `${scope} ${userId}`;

const dayMs = 86_400_000;
const kinds = {
  recommendation_impressed: 'impression',
  recommendation_clicked: 'click',
  purchase: 'purchase',
} as const;
const kindNames = Object.keys(kinds) as (keyof typeof kinds)[];

/** Events of these kinds of users from so many days before `sinceMs`, by `userKeyOf`. */
export async function readUserEvents(
  client: pg.PoolClient,
  users: readonly ScopedUser[],
  wanted: readonly UserEvent['kind'][],
  sinceMs: number,
  currencyOf: (scope: number) => Promise<string>,
): Promise<Map<string, UserEvent[]>> {
  const { rows } = await client.query<EventRow & { log: number }>({
    name: 'experiment-events',
    text: `SELECT e.event_id, e.event_time, e.received_at, e.log, e."offset", e.scope, e.type, e.flags, e.quantity, e.price_e4, e.user_id, e.product_id,
                  NULL AS session_id, NULL AS client_event_id, e.placement_id, NULL AS strategy, e.exposure_id, NULL AS order_id, e.currency, NULL AS metadata
           FROM unnest($1::integer[], $2::text[]) AS w (scope, user_id),
           LATERAL (SELECT * FROM events e WHERE e.scope = w.scope AND e.user_id = w.user_id AND e.event_time >= $3
                      AND e.type = ANY ($4) OFFSET 0) AS e`,
    values: [
      users.map(({ scope }) => scope),
      users.map(({ userId }) => userId),
      new Date(sinceMs - activityDays * dayMs),
      kindNames.filter((type) => wanted.includes(kinds[type])).map((type) => eventTypes[type].code),
    ],
  });
  const found = new Map<string, UserEvent[]>();
  for (const row of rows) {
    const { event, offset } = toPlacedEvent(row);
    const isOther = event.type === 'purchase' && isForeign(event, await currencyOf(event.scope));
    add(found, userKeyOf(event), {
      kind: kinds[event.type as keyof typeof kinds],
      id: event.id.toString('hex'),
      timestampMs: event.timestampMs,
      productId: event.productId,
      placementId: event.placementId,
      exposureId: event.exposureId?.toString('hex') ?? null,
      log: row.log,
      offset,
      revenueE4: isOther ? 0n : revenueE4Of(event),
    });
  }
  return found;
}

/**
 * Answers to users, as `x`. The order is that of the index by shopper: without it a database that has not analysed the table yet, and so thinks it small, goes by the index of requests,
 * which reads all answers of the scope for each user; a connection keeps that plan.
 */
const answersTo = (condition: string): string =>
  `unnest($1::integer[], $2::text[]) AS w (scope, user_id), LATERAL (
     SELECT x.* FROM exposures x WHERE x.scope = w.scope AND x.user_id = w.user_id AND ${condition} ORDER BY x.log, x."offset") AS x`;

/** The first answer of each arm in each running period of these experiments to users, by user and experiment. Periods are compared to the ms, as in memory. */
export async function readShownArms(
  client: pg.PoolClient,
  users: readonly ScopedUser[],
  experimentIds: readonly string[],
): Promise<Map<string, ShownArm[]>> {
  const { rows } = await client.query<ScopedUser & { experimentId: string; variant: Variant; servedAt: Date }>({
    name: 'experiment-exposures',
    text: `SELECT x.scope, x.user_id AS "userId", x.experiment_id AS "experimentId", x.variant, min(x.served_at) AS "servedAt"
           FROM ${answersTo('x.experiment_id = ANY ($3::uuid[]) AND x.variant IS NOT NULL')} JOIN experiment_periods p USING (experiment_id)
           WHERE x.served_at >= date_trunc('milliseconds', p.started_at)
             AND (p.ended_at IS NULL OR x.served_at < date_trunc('milliseconds', p.ended_at)) GROUP BY 1, 2, 3, 4, p.started_at`,
    values: [users.map(({ scope }) => scope), users.map(({ userId }) => userId), experimentIds],
  });
  const found = new Map<string, ShownArm[]>();
  for (const { servedAt, variant, ...row } of rows)
    add(found, `${userKeyOf(row)} ${row.experimentId}`, { servedAtMs: servedAt.getTime(), variant });
  return found;
}

/** The first answer to users, of whatever placement, in each of these periods of holdouts, by user and period. */
export async function readFirstAnswers(
  client: pg.PoolClient,
  users: readonly ScopedUser[],
  periodIds: readonly string[],
): Promise<Map<string, ShownArm[]>> {
  const { rows } = await client.query<ScopedUser & { periodId: string; servedAt: Date }>({
    name: 'holdout-exposures',
    text: `SELECT x.scope, x.user_id AS "userId", p.period_id AS "periodId", min(x.served_at) AS "servedAt"
           FROM ${answersTo('true')}, holdout_periods p
           WHERE p.period_id = ANY ($3::uuid[]) AND x.served_at >= date_trunc('milliseconds', p.started_at)
             AND (p.ended_at IS NULL OR x.served_at < date_trunc('milliseconds', p.ended_at)) GROUP BY 1, 2, 3`,
    values: [users.map(({ scope }) => scope), users.map(({ userId }) => userId), periodIds],
  });
  return new Map(
    rows.map(({ servedAt, periodId, ...user }) => [
      `${userKeyOf(user)} ${periodId}`,
      [{ servedAtMs: servedAt.getTime(), variant: null }],
    ]),
  );
}

const weighted = eventTypeNames.filter((type) => weightOf(type) > 0).map((type) => eventTypes[type].code);

/** How many events with a weight a user has in a time, its end excluded; in the order of the questions. */
export async function countActivity(
  client: pg.PoolClient,
  asked: readonly (ScopedUser & { fromMs: number; beforeMs: number })[],
): Promise<number[]> {
  if (asked.length === 0) return [];
  const { rows } = await client.query<{ count: number }>({
    name: 'experiment-activity',
    text: `SELECT (SELECT count(*)::int FROM events e WHERE e.scope = w.scope AND e.user_id = w.user_id AND e.event_time >= w.since AND e.event_time < w.before
                     AND e.type IN (${weighted})) AS count
           FROM unnest($1::integer[], $2::text[], $3::timestamptz[], $4::timestamptz[]) WITH ORDINALITY AS w (scope, user_id, since, before, n) ORDER BY n`,
    values: [
      asked.map(({ scope }) => scope),
      asked.map(({ userId }) => userId),
      asked.map(({ fromMs }) => new Date(fromMs)),
      asked.map(({ beforeMs }) => new Date(beforeMs)),
    ],
  });
  return rows.map(({ count }) => count);
}

function add<T>(into: Map<string, T[]>, key: string, value: T): void {
  const list = into.get(key);
  if (list === undefined) into.set(key, [value]);
  else list.push(value);
}
