import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

/** What identifies an event that was sent without a time. `type` is the code in table `events`. */
export type TimelessKey = { type: number; userId: string; productId: string; clientEventId: string };

/** How far back it looks for the first try of an event without a timestamp; a shopper's whole history would be too much to read. */
const serverTimeHorizonMs = 7 * 86_400_000;

const sql = `
SELECT k.n::int AS n, (extract(epoch FROM found.event_time) * 1000)::bigint AS ms
FROM unnest($3::smallint[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY AS k(type, user_id, product_id, client_event_id, n),
LATERAL (
  SELECT e.event_time FROM events e
  WHERE e.scope = $1 AND e.user_id = k.user_id AND e.event_time > timestamptz 'epoch' + $2::bigint * interval '1 millisecond'
    AND e.client_event_id = k.client_event_id AND e.type = k.type AND e.product_id = k.product_id
  ORDER BY e.event_time LIMIT 1
) AS found`;

/** Returns the event time under which each of these events is stored, in their order; undefined if one is not stored. Throws `DatabaseUnavailable`. */
export async function findServerTimes(
  database: Database,
  scope: Scope,
  keys: readonly TimelessKey[],
  nowMs: number,
): Promise<(number | undefined)[]> {
  const values = [
    scope,
    nowMs - serverTimeHorizonMs,
    keys.map(({ type }) => type),
    keys.map(({ userId }) => userId),
    keys.map(({ productId }) => productId),
    keys.map(({ clientEventId }) => clientEventId),
  ];
  const { rows } = await database.scoped(
    { scopes: [scope] },
    (client) => client.query<{ n: number; ms: bigint }>({ name: 'server-times', text: sql, values }),
    { keepsPlans: true },
  );
  const times = new Array<number | undefined>(keys.length).fill(undefined);
  for (const { n, ms } of rows) times[n - 1] = Number(ms);
  return times;
}
