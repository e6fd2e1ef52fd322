import type { Scope } from '#domain/scope.ts';
import { sqlStateOf } from '../postgres/classify-error.ts';
import type { Database } from '../postgres/database.ts';

/** Events of all tenants lie together: where a window has too many to count at once, there is no count. */
const countTimeoutMs = 350;
const queryCanceled = '57014';

export type Span = { from: Date; to: Date };
export type ShopCount = { visitors: number; revenueE4: bigint };

/** What a shop did in each window, in their order; null for one whose events are partly in the archive. Or why there is no count. */
export type CountedShop = { reason: 'counted'; counts: (ShopCount | null)[] } | { reason: 'too_much' };

/** A window reaches into a month of which events were archived, or are being archived. */
const countSql = `
SELECT w.n, visited.visitors, bought.revenue,
       EXISTS (SELECT FROM event_months m WHERE m.state <> 'open' AND m.month::timestamp AT TIME ZONE 'UTC' < w.before
               AND (m.month + interval '1 month') AT TIME ZONE 'UTC' > w.since) AS is_archived
FROM unnest($2::int[], $3::timestamptz[], $4::timestamptz[]) AS w (n, since, before),
LATERAL (SELECT count(DISTINCT e.user_id)::int AS visitors FROM events e
         WHERE e.scope = $1 AND e.event_time >= w.since AND e.event_time < w.before) AS visited,
LATERAL (SELECT coalesce(sum(e.price_e4::numeric * e.quantity), 0)::text AS revenue FROM events e
         WHERE e.scope = $1 AND e.type = 5 AND e.event_time >= w.since AND e.event_time < w.before
           AND (e.currency IS NULL OR e.currency = $5)) AS bought
ORDER BY w.n`;

/**
 * Counts, from the distinct events themselves, the shoppers with any event in each window and what all purchases in this currency brought, whether a
 * recommendation led to them or not. It gives up after 350 ms.
 */
export async function countWholeShop(
  database: Database,
  scope: Scope,
  spans: readonly Span[],
  currency: string,
): Promise<CountedShop> {
  try {
    const { rows } = await database.scoped({ scopes: [scope] }, async (client) => {
      await client.query(`SET LOCAL statement_timeout = ${countTimeoutMs}`);
      return client.query<{ visitors: number; revenue: string; is_archived: boolean }>(countSql, [
        scope,
        spans.map((_, n) => n),
        spans.map(({ from }) => from),
        spans.map(({ to }) => to),
        currency,
      ]);
    });
    const counts = rows.map(({ visitors, revenue, is_archived }) =>
      is_archived ? null : { visitors, revenueE4: BigInt(revenue) },
    );
    return { reason: 'counted', counts };
  } catch (error) {
    if (sqlStateOf(error) !== queryCanceled) throw error;
    return { reason: 'too_much' };
  }
}
