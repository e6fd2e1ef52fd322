import type pg from 'pg';
import { revenueAttributions } from '../attribution/revenue-attributions.ts';
import { liveRows } from '../projections/live-rows.ts';
import { settledAfter } from '../projections/read-former-currencies.ts';

/**
 * How fresh a projection of topic `events` is: when it last took a batch of events; `isStale` if it takes no more until it is rebuilt. `hasFormerCurrency`: it has
 * amounts of these scopes that were judged by a currency which the tenant has no more.
 */
export type FoldState = { foldedAt: Date | null; isStale: boolean; hasFormerCurrency: boolean };

/** A shop's clock may be ahead by 5 minutes. */
const purchasedUntil = `interval '6 minutes'`;

/** `within`: the time of which amounts are asked; without it there are none. */
export async function readFoldState(
  client: pg.PoolClient,
  projection: string,
  within?: { from: Date; to: Date },
): Promise<FoldState> {
  const { rows } = await client.query<{
    folded_at: Date | null;
    is_stale: boolean | null;
    has_former_currency: boolean;
  }>({
    name: 'fold-state',
    text: `SELECT (SELECT max(updated_at) FROM consumer_offsets WHERE consumer_group = 'loader' AND next_offset > 0) AS folded_at,
                  (SELECT state = 'stale' FROM projections WHERE name = $1) AS is_stale,
                  EXISTS (SELECT FROM currency_changes c, projections p
                          WHERE p.name = $1 AND c.scope = ANY (current_scopes())
                            AND coalesce(p.built_since, '-infinity') < c.changed_at + ${settledAfter}
                            AND EXISTS (SELECT FROM ${liveRows(revenueAttributions)}
                                        WHERE t.scope = c.scope AND t.purchased_at >= $2 AND t.purchased_at < least($3, c.changed_at + ${purchasedUntil}))
                         ) AS has_former_currency`,
    values: [projection, within?.from ?? 'infinity', within?.to ?? 'infinity'],
  });
  const row = rows[0];
  // A projection without a row was not registered yet, and has folded nothing.
  return {
    foldedAt: row?.folded_at ?? null,
    isStale: row?.is_stale ?? true,
    hasFormerCurrency: row?.has_former_currency ?? false,
  };
}
